import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'debian',
  title: 'Debian',
  docs: 'https://hub.docker.com/_/debian',
  repositories: ['debian'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('debian', { ...facts, distribution: 'debian' });
  },
});
