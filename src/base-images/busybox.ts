import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'busybox',
  title: 'BusyBox',
  docs: 'https://hub.docker.com/_/busybox',
  repositories: ['busybox'],
  describe() {
    return baseImage('busybox', { distribution: 'busybox' });
  },
});
