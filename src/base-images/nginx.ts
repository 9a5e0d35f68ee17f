import { account, baseImage, defineBaseImage, homelessAccount, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'nginx',
  title: 'nginx',
  docs: 'https://github.com/nginx/docker-nginx',
  repositories: ['nginx', 'nginxinc/nginx-unprivileged'],
  describe(tag, repository) {
    const facts = readTag(tag, 'debian');
    if (facts === undefined) return undefined;
    if (repository === 'nginx') return baseImage('nginx', { ...facts, accountsComplete: false });
    const alpine = facts.distribution === 'alpine';
    const user = alpine
      ? account('nginx', 101, '/var/cache/nginx')
      : homelessAccount('nginx', 101, '/nonexistent');
    return baseImage('nginx', { ...facts, user, accountsComplete: false });
  },
});
