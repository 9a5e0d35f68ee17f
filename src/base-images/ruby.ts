import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'ruby',
  title: 'Ruby',
  docs: 'https://hub.docker.com/_/ruby',
  repositories: ['ruby'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    const env = { GEM_HOME: '/usr/local/bundle', BUNDLE_APP_CONFIG: '/usr/local/bundle' };
    return facts && baseImage('ruby', { ...facts, env });
  },
});
