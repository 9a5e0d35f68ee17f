import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'ubuntu',
  title: 'Ubuntu',
  docs: 'https://hub.docker.com/_/ubuntu',
  repositories: ['ubuntu', 'public.ecr.aws/ubuntu/ubuntu', 'public.ecr.aws/lts/ubuntu'],
  describe(tag) {
    const facts = readTag(tag, 'ubuntu');
    if (facts === undefined) return undefined;
    const { version } = facts;
    const number = version.length >= 2 ? `${version[0]}.${String(version[1]).padStart(2, '0')}` : undefined;
    const newest = ['latest', 'rolling', 'devel'].includes(tag ?? 'latest') ? 'noble' : undefined;
    const release = facts.open ? undefined : (facts.release ?? number ?? newest);
    return baseImage('ubuntu', { distribution: 'ubuntu', release });
  },
});
