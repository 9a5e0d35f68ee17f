import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'tensorflow',
  title: 'TensorFlow',
  docs: 'https://hub.docker.com/r/tensorflow/tensorflow',
  repositories: ['tensorflow/tensorflow'],
  describe(tag) {
    const facts = readTag(tag, 'ubuntu');
    if (facts === undefined || facts.open) return undefined;
    return baseImage('tensorflow', { ...facts, workdir: facts.words.includes('jupyter') ? '/tf' : '/' });
  },
});
