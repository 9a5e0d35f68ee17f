import { account, baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'gradle',
  title: 'Gradle',
  docs: 'https://github.com/gradle/docker-gradle',
  repositories: ['gradle'],
  describe(tag) {
    const words = readTag(tag, 'ubuntu');
    const facts = words?.words.includes('corretto') ? readTag(tag, 'amazon') : words;
    const [major] = facts?.version ?? [];
    // Before 6 the images were Debian's and ran as gradle.
    if (facts === undefined || facts.open || (major !== undefined && major < 6)) return undefined;
    return baseImage('gradle', {
      ...facts,
      users: [account('gradle', 1000, '/home/gradle')],
      workdir: '/home/gradle',
      env: { GRADLE_HOME: '/opt/gradle' },
    });
  },
});
