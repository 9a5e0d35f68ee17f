import { account, baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'ubi',
  title: 'Red Hat Universal Base Image',
  docs: 'https://catalog.redhat.com/software/base-images',
  repositories: ['registry.access.redhat.com/ubi*', 'registry.redhat.io/ubi*'],
  describe(tag, repository) {
    const [major = '', image = 'ubi'] = repository.slice(repository.indexOf('/') + 1).split('/');
    if (/^ubi\d*(-minimal|-init|-micro)?$/.test(major) && /^ubi(-minimal|-init|-micro)?$/.test(image)) {
      return baseImage('ubi', { distribution: 'rhel', release: /\d+/.exec(major)?.[0] });
    }
    // The s2i builders run as uid 1001 of group root, in a home of their own: https://github.com/sclorg/s2i-base-container
    if (!/^(nodejs|python|ruby|php|perl|go-toolset)(-\d+)?(-minimal)?$/.test(image)) return undefined;
    const home = '/opt/app-root/src';
    return baseImage('ubi', {
      distribution: 'rhel',
      user: account('default', 1001, home, 0),
      workdir: home,
      env: { HOME: home },
    });
  },
});
