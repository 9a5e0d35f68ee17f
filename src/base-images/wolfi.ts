import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'wolfi',
  title: 'Wolfi',
  docs: 'https://images.chainguard.dev/directory/image/wolfi-base/overview',
  repositories: ['cgr.dev/chainguard/wolfi-base', 'chainguard/wolfi-base'],
  describe() {
    return baseImage('wolfi', { distribution: 'wolfi', accountsComplete: false });
  },
});
