import { account, baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'node',
  title: 'Node.js',
  docs: 'https://github.com/nodejs/docker-node',
  repositories: ['node'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('node', { ...facts, users: [account('node', 1000, '/home/node')] });
  },
});
