import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'julia',
  title: 'Julia',
  docs: 'https://hub.docker.com/_/julia',
  repositories: ['julia'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('julia', facts);
  },
});
