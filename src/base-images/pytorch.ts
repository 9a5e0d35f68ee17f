import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'pytorch',
  title: 'PyTorch',
  docs: 'https://hub.docker.com/r/pytorch/pytorch',
  repositories: ['pytorch/pytorch'],
  describe(tag) {
    const facts = readTag(tag, 'ubuntu');
    return facts && baseImage('pytorch', { ...facts, workdir: '/workspace' });
  },
});
