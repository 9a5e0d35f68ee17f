import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'wordpress',
  title: 'WordPress',
  docs: 'https://hub.docker.com/_/wordpress',
  repositories: ['wordpress'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    // The cli images run as www-data, of the PHP image's making.
    if (facts === undefined || facts.open || facts.words.includes('cli')) return undefined;
    return baseImage('wordpress', { ...facts, workdir: '/var/www/html' });
  },
});
