import { account, baseImage, defineBaseImage, readTag } from '../base-image-api.js';

export default defineBaseImage({
  id: 'jenkins',
  title: 'Jenkins',
  docs: 'https://github.com/jenkinsci/docker',
  repositories: ['jenkins/jenkins', 'jenkins/agent', 'jenkins/inbound-agent'],
  describe(tag, repository) {
    const controller = repository === 'jenkins/jenkins';
    const home = controller ? '/var/jenkins_home' : '/home/jenkins';
    const facts = readTag(tag, 'debian');
    if (facts === undefined) return undefined;
    return baseImage('jenkins', {
      ...facts,
      user: account('jenkins', 1000, home),
      workdir: controller ? '/' : home,
      env: controller ? { JENKINS_HOME: home } : {},
    });
  },
});
