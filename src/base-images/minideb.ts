import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'minideb',
  title: 'Bitnami minideb',
  docs: 'https://github.com/bitnami/minideb',
  repositories: ['bitnami/minideb', 'public.ecr.aws/bitnami/minideb'],
  describe() {
    return baseImage('minideb', { distribution: 'debian' });
  },
});
