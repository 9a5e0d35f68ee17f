import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'openjdk',
  title: 'OpenJDK',
  docs: 'https://hub.docker.com/_/openjdk',
  repositories: ['openjdk', 'java'],
  describe(tag) {
    const [major] = readTag(tag, 'unknown')?.version ?? [];
    const words = (tag ?? 'latest').split('-');
    // From 12 on a tag without a distribution's name is Oracle Linux; -slim stayed Debian.
    const oracle =
      words.includes('oracle') || (!words.includes('slim') && (major === undefined || major >= 12));
    const facts = readTag(tag, oracle ? 'rhel' : 'debian');
    return facts && baseImage('openjdk', facts);
  },
});
