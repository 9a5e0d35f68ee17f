import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'temurin',
  title: 'Eclipse Temurin',
  docs: 'https://hub.docker.com/_/eclipse-temurin',
  repositories: ['eclipse-temurin', 'adoptopenjdk'],
  describe(tag) {
    const facts = readTag(tag, 'ubuntu');
    return facts && baseImage('temurin', facts);
  },
});
