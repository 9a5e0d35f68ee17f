import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'uv',
  title: 'uv',
  docs: 'https://docs.astral.sh/uv/guides/integration/docker/',
  repositories: ['ghcr.io/astral-sh/uv', 'astral/uv'],
  describe(tag) {
    const facts = readTag(tag, 'scratch');
    if (facts === undefined || facts.open) return undefined;
    // A bare version or `latest` holds the two programs and nothing else.
    const bare = facts.words.length === 1 && (facts.version.length > 0 || facts.words[0] === 'latest');
    return facts.distribution === 'scratch' && !bare ? undefined : baseImage('uv', facts);
  },
});
