import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'swift',
  title: 'Swift',
  docs: 'https://github.com/swiftlang/swift-docker',
  repositories: ['swift', 'swiftlang/swift'],
  describe(tag) {
    const facts = readTag(tag, 'ubuntu');
    return facts && baseImage('swift', facts);
  },
});
