import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'windows',
  title: 'Windows',
  docs: 'https://learn.microsoft.com/virtualization/windowscontainers/manage-containers/container-base-images',
  repositories: [
    'mcr.microsoft.com/windows',
    'mcr.microsoft.com/windows/*',
    'mcr.microsoft.com/windows-cssc/*',
  ],
  describe() {
    return baseImage('windows', { distribution: 'windows' });
  },
});
