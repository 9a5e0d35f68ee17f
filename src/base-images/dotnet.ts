import { account, baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'dotnet',
  title: '.NET',
  docs: 'https://github.com/dotnet/dotnet-docker',
  repositories: ['mcr.microsoft.com/dotnet/*', 'mcr.microsoft.com/dotnet/core/*'],
  describe(tag, repository) {
    // Framework images are Windows; the nightly ones change without notice.
    if (repository.includes('/framework/')) return baseImage('dotnet', { distribution: 'windows' });
    const [image = ''] = repository.split('/').slice(-1);
    if (!['sdk', 'runtime', 'aspnet', 'runtime-deps'].includes(image) || repository.includes('/nightly/'))
      return undefined;
    const [major] = readTag(tag, 'debian')?.version ?? [];
    // Up to 9 a tag without a distribution's name is Debian, from 10 on Ubuntu.
    const facts = readTag(tag, major === undefined ? 'unknown' : major >= 10 ? 'ubuntu' : 'debian');
    if (facts === undefined || facts.open) return undefined;
    const app = account('app', 1654, '/home/app');
    const users = major !== undefined && major >= 8 ? [app] : [];
    const minimal = facts.words.some((word) => word === 'chiseled' || word === 'distroless');
    if (minimal && users.length === 0) return undefined;
    const runsAs = minimal ? { user: app, dockerClean: false } : {};
    return baseImage('dotnet', { ...facts, users, ...runsAs });
  },
});
