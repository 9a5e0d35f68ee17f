import { account, baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'micromamba',
  title: 'micromamba',
  docs: 'https://github.com/mamba-org/micromamba-docker',
  repositories: ['mambaorg/micromamba', 'ghcr.io/mamba-org/micromamba'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    const [major = 0, minor = 0] = facts?.version ?? [];
    const recent = facts?.words[0] === 'latest' || major > 1 || (major === 1 && minor >= 5);
    // Before 1.5.0 the user had other ids, before 2022 another name.
    if (facts === undefined || facts.open || !recent) return undefined;
    return baseImage('micromamba', {
      ...facts,
      user: account('mambauser', 57439, '/home/mambauser'),
      env: { MAMBA_ROOT_PREFIX: '/opt/conda' },
      workdir: '/tmp',
      shell: 'bash',
    });
  },
});
