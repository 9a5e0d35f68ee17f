import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'graalvm',
  title: 'GraalVM',
  docs: 'https://github.com/graalvm/container',
  repositories: [
    'ghcr.io/graalvm/graalvm-ce',
    'ghcr.io/graalvm/jdk-community',
    'ghcr.io/graalvm/native-image-community',
    'container-registry.oracle.com/graalvm/jdk',
    'container-registry.oracle.com/graalvm/native-image',
  ],
  describe(_tag, repository) {
    const workdir = repository.includes('/native-image') ? '/app' : '/';
    return baseImage('graalvm', { distribution: 'rhel', workdir });
  },
});
