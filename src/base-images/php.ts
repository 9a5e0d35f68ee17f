import { account, baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'php',
  title: 'PHP',
  docs: 'https://hub.docker.com/_/php',
  repositories: ['php'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    if (facts === undefined) return undefined;
    const served = facts.words.includes('apache') || facts.words.includes('fpm');
    if (facts.open && !served) return undefined;
    // Alpine has the group www-data (82) only, Debian the user without a home: the image adds what is missing.
    const alpine = facts.distribution === 'alpine';
    const user = alpine ? account('www-data', 82, '/home/www-data') : account('www-data', 33, '/var/www');
    return baseImage('php', { ...facts, users: [user], workdir: served ? '/var/www/html' : '/' });
  },
});
