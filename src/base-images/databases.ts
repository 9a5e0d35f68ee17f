import { account, baseImage, defineBaseImage, readTag, type Distribution } from '../base-image-api.js';

/** What a tag without a distribution's name is built on; the servers start as root and step down when the container runs. */
const builtOn: Readonly<Record<string, Distribution>> = {
  postgres: 'debian',
  redis: 'debian',
  mariadb: 'ubuntu',
  mongo: 'ubuntu',
  rabbitmq: 'ubuntu',
  mysql: 'rhel',
};

export default defineBaseImage({
  id: 'databases',
  title: 'Official database and queue servers',
  docs: 'https://hub.docker.com/_/postgres',
  repositories: Object.keys(builtOn),
  describe(tag, repository) {
    const usual = builtOn[repository] ?? 'unknown';
    const facts = readTag(tag, usual);
    const [major] = facts?.version ?? [];
    // MySQL moved from Debian to Oracle Linux in the middle of 5.7 and 8.0.
    if (
      facts === undefined ||
      (repository === 'mysql' && facts.release === undefined && major !== undefined && major <= 8)
    ) {
      return baseImage('databases', { distribution: 'unknown' });
    }
    const postgres = account('postgres', facts.distribution === 'alpine' ? 70 : 999, '/var/lib/postgresql');
    const users = repository === 'postgres' ? [postgres] : [];
    return baseImage('databases', { ...facts, users, accountsComplete: false });
  },
});
