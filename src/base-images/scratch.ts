import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'scratch',
  title: 'scratch',
  docs: 'https://docs.docker.com/build/building/base-images/',
  repositories: ['scratch'],
  describe() {
    return baseImage('scratch', { distribution: 'scratch' });
  },
});
