import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'httpd',
  title: 'Apache HTTP Server',
  docs: 'https://hub.docker.com/_/httpd',
  repositories: ['httpd'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('httpd', { ...facts, workdir: '/usr/local/apache2' });
  },
});
