import { account, baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'sbt',
  title: 'sbt',
  docs: 'https://github.com/sbt/docker-sbt',
  repositories: ['sbtscala/scala-sbt', 'hseeberger/scala-sbt'],
  describe(tag) {
    const facts = readTag(tag, 'unknown');
    if (facts === undefined) return undefined;
    const users = [account('sbtuser', 1001, '/home/sbtuser')];
    return baseImage('sbt', { ...facts, users, workdir: '/root', accountsComplete: false });
  },
});
