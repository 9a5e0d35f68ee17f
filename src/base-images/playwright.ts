import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'playwright',
  title: 'Playwright',
  docs: 'https://playwright.dev/docs/docker',
  repositories: [
    'mcr.microsoft.com/playwright',
    'mcr.microsoft.com/playwright/python',
    'mcr.microsoft.com/playwright/java',
  ],
  describe(tag) {
    const facts = readTag(tag, 'ubuntu');
    const env = { PLAYWRIGHT_BROWSERS_PATH: '/ms-playwright' };
    return facts && baseImage('playwright', { ...facts, env, accountsComplete: false });
  },
});
