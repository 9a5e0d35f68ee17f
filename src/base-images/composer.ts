import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'composer',
  title: 'Composer',
  docs: 'https://github.com/composer/docker',
  repositories: ['composer', 'composer/composer'],
  describe(tag) {
    const facts = readTag(tag, 'alpine');
    if (facts === undefined || facts.open) return undefined;
    if (facts.words.includes('bin')) return baseImage('composer', { distribution: 'scratch' });
    return baseImage('composer', { ...facts, workdir: '/app', env: { COMPOSER_HOME: '/tmp' } });
  },
});
