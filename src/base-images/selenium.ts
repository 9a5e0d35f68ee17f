import { account, baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'selenium',
  title: 'Selenium',
  docs: 'https://github.com/SeleniumHQ/docker-selenium',
  repositories: [
    'selenium/base',
    'selenium/hub',
    'selenium/node-base',
    'selenium/node-chrome',
    'selenium/node-firefox',
    'selenium/standalone-chrome',
    'selenium/standalone-firefox',
  ],
  describe(tag) {
    const facts = readTag(tag, 'unknown');
    const [major] = facts?.version ?? [4];
    // Debian or Ubuntu by release: both have docker-clean.
    if (facts === undefined || facts.open || (major !== undefined && major < 4)) return undefined;
    const home = '/home/seluser';
    return baseImage('selenium', {
      distribution: 'unknown',
      user: account('seluser', 1200, home, 1201),
      env: { HOME: home },
      dockerClean: true,
      accountsComplete: false,
    });
  },
});
