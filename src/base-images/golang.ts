import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'golang',
  title: 'Go',
  docs: 'https://hub.docker.com/_/golang',
  repositories: ['golang'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('golang', { ...facts, workdir: '/go', env: { GOPATH: '/go' } });
  },
});
