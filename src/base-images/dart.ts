import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'dart',
  title: 'Dart',
  docs: 'https://github.com/dart-lang/dart-docker',
  repositories: ['dart'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    return facts && baseImage('dart', { ...facts, workdir: '/root' });
  },
});
