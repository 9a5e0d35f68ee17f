import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'cuda',
  title: 'NVIDIA CUDA',
  docs: 'https://hub.docker.com/r/nvidia/cuda',
  repositories: ['nvidia/cuda', 'nvidia/cudagl', 'nvcr.io/nvidia/cuda'],
  describe(tag) {
    const facts = readTag(tag, 'unknown');
    return facts && baseImage('cuda', facts);
  },
});
