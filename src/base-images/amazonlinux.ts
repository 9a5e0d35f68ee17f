import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'amazonlinux',
  title: 'Amazon Linux',
  docs: 'https://hub.docker.com/_/amazonlinux',
  repositories: ['amazonlinux', 'public.ecr.aws/amazonlinux/amazonlinux'],
  describe(tag) {
    return baseImage('amazonlinux', { distribution: 'amazon', release: /^\d+/.exec(tag ?? '')?.[0] });
  },
});
