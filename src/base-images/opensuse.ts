import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'opensuse',
  title: 'openSUSE and SUSE BCI',
  docs: 'https://hub.docker.com/u/opensuse',
  repositories: [
    'opensuse/leap',
    'opensuse/tumbleweed',
    'registry.opensuse.org/opensuse/leap',
    'registry.opensuse.org/opensuse/tumbleweed',
    'registry.suse.com/bci/bci-base',
  ],
  describe() {
    return baseImage('opensuse', { distribution: 'suse' });
  },
});
