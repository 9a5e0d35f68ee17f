import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'tomcat',
  title: 'Tomcat',
  docs: 'https://hub.docker.com/_/tomcat',
  repositories: ['tomcat'],
  describe(tag) {
    const words = readTag(tag, 'unknown');
    const usual = words?.words.includes('temurin')
      ? 'ubuntu'
      : words?.words.includes('corretto')
        ? 'amazon'
        : 'unknown';
    const facts = readTag(tag, usual);
    return facts && baseImage('tomcat', { ...facts, workdir: '/usr/local/tomcat' });
  },
});
