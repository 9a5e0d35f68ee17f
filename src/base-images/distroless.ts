import { account, baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'distroless',
  title: 'Distroless',
  docs: 'https://github.com/GoogleContainerTools/distroless',
  repositories: ['gcr.io/distroless/*'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    if (facts === undefined || facts.open) return undefined;
    const nonroot = account('nonroot', 65532, '/home/nonroot');
    const runsAs = facts.words.includes('nonroot') ? { user: nonroot, workdir: nonroot.home } : {};
    return baseImage('distroless', {
      distribution: 'debian',
      users: [nonroot],
      dockerClean: false,
      ...runsAs,
    });
  },
});
