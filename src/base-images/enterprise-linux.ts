import { baseImage, defineBaseImage } from '../base-image-api.js';

export default defineBaseImage({
  id: 'enterprise-linux',
  title: 'CentOS, Rocky Linux, AlmaLinux, Oracle Linux',
  docs: 'https://hub.docker.com/_/rockylinux',
  repositories: [
    'centos',
    'rockylinux',
    'almalinux',
    'oraclelinux',
    'rockylinux/rockylinux',
    'quay.io/centos/centos',
    'quay.io/rockylinux/rockylinux',
    'quay.io/almalinuxorg/almalinux',
    'ghcr.io/oracle/oraclelinux',
  ],
  describe(tag) {
    const release = /^(?:centos|stream)?(\d+)/.exec(tag ?? '')?.[1];
    return baseImage('enterprise-linux', { distribution: 'rhel', release });
  },
});
