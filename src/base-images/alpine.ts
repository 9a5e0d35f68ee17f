import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'alpine',
  title: 'Alpine Linux',
  docs: 'https://hub.docker.com/_/alpine',
  repositories: ['alpine'],
  describe() {
    return baseImage('alpine', { distribution: 'alpine' });
  },
});
