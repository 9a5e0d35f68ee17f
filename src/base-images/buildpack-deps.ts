import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'buildpack-deps',
  title: 'buildpack-deps',
  docs: 'https://hub.docker.com/_/buildpack-deps',
  repositories: ['buildpack-deps'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('buildpack-deps', facts);
  },
});
