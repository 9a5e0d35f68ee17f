import { account, baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'bun',
  title: 'Bun',
  docs: 'https://github.com/oven-sh/bun/tree/main/dockerhub',
  repositories: ['oven/bun'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    if (facts === undefined || facts.words.includes('distroless')) return undefined;
    return baseImage('bun', {
      ...facts,
      users: [account('bun', 1000, '/home/bun')],
      workdir: '/home/bun/app',
    });
  },
});
