import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'python',
  title: 'Python',
  docs: 'https://hub.docker.com/_/python',
  repositories: ['python'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('python', facts);
  },
});
