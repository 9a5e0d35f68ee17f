import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'haskell',
  title: 'Haskell',
  docs: 'https://github.com/haskell/docker-haskell',
  repositories: ['haskell'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('haskell', facts);
  },
});
