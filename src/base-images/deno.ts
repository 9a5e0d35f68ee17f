import { account, baseImage, defineBaseImage, homelessAccount, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'deno',
  title: 'Deno',
  docs: 'https://github.com/denoland/deno_docker',
  repositories: ['denoland/deno'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    if (facts === undefined || facts.open || facts.words.includes('distroless')) return undefined;
    if (facts.words.includes('bin')) return baseImage('deno', { distribution: 'scratch' });
    const alpine = facts.distribution === 'alpine';
    const user = alpine ? account('deno', 1000, '/home/deno') : homelessAccount('deno', 1993, '/home/deno');
    return baseImage('deno', { ...facts, users: [user], env: { DENO_DIR: '/deno-dir/' } });
  },
});
