import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'fedora',
  title: 'Fedora',
  docs: 'https://hub.docker.com/_/fedora',
  repositories: [
    'fedora',
    'registry.fedoraproject.org/fedora',
    'registry.fedoraproject.org/fedora-minimal',
    'quay.io/fedora/fedora',
    'quay.io/fedora/fedora-minimal',
  ],
  describe(tag) {
    return baseImage('fedora', { distribution: 'fedora', release: /^\d+/.exec(tag ?? '')?.[0] });
  },
});
