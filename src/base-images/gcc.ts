import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'gcc',
  title: 'GCC',
  docs: 'https://hub.docker.com/_/gcc',
  repositories: ['gcc'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('gcc', facts);
  },
});
