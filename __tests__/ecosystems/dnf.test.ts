import { expect, test } from '@jest/globals';
import { rewriteText as rewrite } from '../support/examples.js';
import { cachesOf, callsOf } from './support.js';

/** No real build has shown it yet. */
const rewriteText = (text: string) => rewrite(text, { unsafe: true });

test.each([
  ['dnf -y install gcc', 'install'],
  ['yum install -y gcc', 'install'],
  ['dnf --setopt tsflags=nodocs --enablerepo crb -y upgrade', 'install'],
  ['dnf -y module enable nodejs:20', 'install'],
  ['dnf repoquery gcc', 'install'],
  ['dnf clean all', 'clean'],
  ['yum clean -y all', 'clean'],
  ['dnf remove -y gcc', 'other'],
  ['dnf config-manager --set-enabled crb', 'other'],
])('%s: %s', (run, kind) => {
  expect(callsOf(`FROM rockylinux:9\nRUN ${run}\n`)).toEqual([`dnf ${kind}`]);
});

test.each([
  ['rockylinux:9', 'dnf', '/var/cache/dnf'],
  ['rockylinux:8.9-minimal', 'yum', '/var/cache/dnf'],
  ['rockylinux', 'dnf', '/var/cache/dnf'],
  ['quay.io/centos/centos:stream9', 'yum', '/var/cache/dnf'],
  ['registry.access.redhat.com/ubi9/ubi', 'yum', '/var/cache/dnf'],
  ['amazonlinux:2023', 'dnf', '/var/cache/dnf'],
  ['fedora:40', 'dnf', '/var/cache/dnf'],
  ['fedora:42', 'dnf', '/var/cache/libdnf5'],
  ['fedora:42', 'yum', '/var/cache/libdnf5'],
  ['registry.example.com/base', 'dnf5', '/var/cache/libdnf5'],
])('%s: %s keeps packages in %s', (image, program, place) => {
  expect(cachesOf(`FROM ${image}\nRUN ${program} install -y gcc\n`)).toEqual([`dnf ${place}`]);
});

test.each([
  ['centos:7', 'yum install -y gcc', 'cache-moved'],
  ['centos', 'yum install -y gcc', 'cache-moved'],
  ['amazonlinux:2', 'yum install -y gcc', 'cache-moved'],
  ['fedora', 'dnf install -y gcc', 'cache-moved'],
  ['registry.example.com/base', 'dnf install -y gcc', 'cache-moved'],
  ['rockylinux:9', 'microdnf install -y gcc', 'cache-disabled'],
  ['rockylinux:9', 'dnf --installroot /rootfs -y install gcc', 'cache-moved'],
  ['rockylinux:9', 'dnf --setopt=cachedir=/cache -y install gcc', 'cache-moved'],
  ['rockylinux:9', 'dnf -C install -y gcc', 'cache-needed-later'],
  ['rockylinux:9', 'dnf install -y --downloadonly gcc', 'cache-needed-later'],
  ['rockylinux:9', 'dnf install -y gcc && rm -rf /var/cache/*', 'cleaner-in-the-way'],
])('%s, %s: %s', (image, run, code) => {
  expect(cachesOf(`FROM ${image}\nRUN ${run}\n`)).toEqual([`dnf: ${code}`]);
});

const FIRST =
  '--mount=type=cache,target=/var/cache/dnf,sharing=locked \\\n    rm -f /var/cache/dnf/*_lock.pid; \\\n    ';
test.each([
  ['dnf install -y gcc', 'dnf --setopt=keepcache=1 --refresh install -y gcc'],
  ['dnf install -y gcc && dnf clean all', 'dnf --setopt=keepcache=1 --refresh install -y gcc'],
  ['dnf -y upgrade --refresh', 'dnf --setopt=keepcache=1 -y upgrade --refresh'],
  ['dnf --setopt=keepcache=1 install gcc', 'dnf --refresh --setopt=keepcache=1 install gcc'],
  [
    'dnf -y module enable nodejs:20 && dnf -y install nodejs && rm -rf /var/cache/dnf /tmp/x',
    'dnf --setopt=keepcache=1 --refresh -y module enable nodejs:20 && dnf --setopt=keepcache=1 --refresh -y install nodejs && rm -rf /tmp/x',
  ],
])('%s', (run, now) => {
  const { after } = rewriteText(`FROM rockylinux:9\nRUN ${run}\n`);
  expect(after).toBe(`FROM rockylinux:9\nRUN ${FIRST}${now}\n`);
  expect(rewriteText(after).after).toBe(after);
});

test('dnf 5 needs nothing in front', () => {
  expect(rewriteText('FROM fedora:42\nRUN dnf install -y gcc\n').after).not.toContain('rm -f');
});
