import { account, baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'docker',
  title: 'Docker',
  docs: 'https://hub.docker.com/_/docker',
  repositories: ['docker'],
  describe(tag) {
    const facts = readTag(tag, 'alpine');
    if (facts === undefined || facts.open) return undefined;
    const rootless = facts.words.includes('rootless')
      ? { user: account('rootless', 1000, '/home/rootless') }
      : {};
    return baseImage('docker', { ...facts, ...rootless, accountsComplete: false });
  },
});
