import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'pypy',
  title: 'PyPy',
  docs: 'https://hub.docker.com/_/pypy',
  repositories: ['pypy'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('pypy', facts);
  },
});
