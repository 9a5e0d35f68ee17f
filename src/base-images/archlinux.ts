import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'archlinux',
  title: 'Arch Linux',
  docs: 'https://gitlab.archlinux.org/archlinux/archlinux-docker',
  repositories: [
    'archlinux',
    'archlinux/archlinux',
    'ghcr.io/archlinux/archlinux',
    'quay.io/archlinux/archlinux',
  ],
  describe() {
    return baseImage('archlinux', { distribution: 'arch' });
  },
});
