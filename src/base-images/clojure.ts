import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'clojure',
  title: 'Clojure',
  docs: 'https://github.com/Quantum-Cowboy/docker-clojure',
  repositories: ['clojure'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('clojure', { ...facts, workdir: '/tmp' });
  },
});
