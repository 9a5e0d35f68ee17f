import { describe, expect, test } from '@jest/globals';
import { bind } from './bind.js';

const FILES = {
  'a.sh': 'echo hello > /opt/hello\n',
  'p.txt': 'hello\n',
  'base.tar': '',
  'clean.sh': '#!/bin/sh\nrm -rf /tmp/*\n',
  'pkgs/a.tgz': '',
  'pkgs/req.txt': 'six\n',
  'pkgs/env.sh': 'echo x > /tmp/pkgs/stamp\n',
  'pkgs/x.php': "<?php file_put_contents(__DIR__ . '/out', 'x');",
  'pkgs/m.c': 'int main(){return 0;}\n',
  'selfless.sh': 'rm /tmp/selfless.sh\n',
  'near.sh': 'cd /tmp && make\n',
  'moves.sh': 'cd /opt\n',
  'x.py': "open(__file__ + '.log', 'w')\n",
  'x.js': "require('fs').writeFileSync(require.main.filename + '.log', '')\n",
  'fix.patch': '',
};

function expectNothing(text: string, files: Readonly<Record<string, string>> = {}): void {
  expect(bind(text, { ...FILES, ...files }).text).toBe(text);
}

describe('a reader that writes into the mount', () => {
  test.each([
    'COPY pkgs/ /tmp/pkgs/\nRUN tar xzf /tmp/pkgs/a.tgz -C /tmp/pkgs && cp /tmp/pkgs/f /opt/f',
    'COPY pkgs/ /tmp/pkgs/\nRUN unzip /tmp/pkgs/a.zip -d /tmp/pkgs',
    'COPY pkgs/ /tmp/pkgs/\nRUN dpkg-deb -x /tmp/pkgs/x.deb /tmp/pkgs/x',
    'COPY base.tar /tmp/\nRUN mkdir /opt/extra && tar rf /tmp/base.tar -C /opt extra',
    'COPY pkgs/ /tmp/pkgs/\nRUN gcc -o/tmp/pkgs/app /tmp/pkgs/m.c && cp /tmp/pkgs/app /opt/app',
    'COPY pkgs/ /tmp/pkgs/\nRUN cd /tmp/pkgs && gcc /tmp/pkgs/m.c',
    'COPY pkgs/ /tmp/pkgs/\nRUN pip wheel -w /tmp/pkgs -r /tmp/pkgs/req.txt',
    'COPY pkgs/ /tmp/pkgs/\nRUN . /tmp/pkgs/env.sh',
    'COPY pkgs/ /tmp/pkgs/\nRUN php /tmp/pkgs/x.php',
    'COPY x.py /tmp/\nRUN python /tmp/x.py',
    'COPY x.js /tmp/\nRUN node /tmp/x.js',
    'COPY selfless.sh /tmp/\nRUN . /tmp/selfless.sh',
    'COPY near.sh /tmp/\nRUN sh /tmp/near.sh',
    'COPY p.txt /tmp/\nRUN cat /tmp/p.txt && [ -w /tmp/p.txt ]',
    'WORKDIR /tmp/src\nCOPY fix.patch .\nRUN patch -p1 -i fix.patch -o fix.patch',
  ])('%s', (steps) => {
    expectNothing(`FROM python:3.11-slim\n${steps}\n`);
  });
});

describe('another program of the same step', () => {
  test.each([
    'COPY clean.sh /usr/local/bin/clean\nCOPY a.sh /tmp/\nRUN sh /tmp/a.sh && sh /usr/local/bin/clean',
    'COPY clean.sh /usr/local/bin/clean\nCOPY a.sh /tmp/\nRUN sh /tmp/a.sh && clean',
    'COPY a.sh /tmp/\nRUN sh /tmp/a.sh && /usr/local/bin/strange',
    'COPY a.sh /tmp/\nRUN sh /tmp/a.sh && find /tmp -mindepth 1 -exec rm -rf {} +',
    // What it leaves behind in the shell is not followed.
    'COPY moves.sh /tmp/\nRUN . /tmp/moves.sh && echo hi > x',
  ])('%s', (steps) => {
    expectNothing(`FROM debian:12\n${steps}\n`);
  });
});

describe('a folder shows the mode that it has on the host', () => {
  test.each([
    'cp -a /tmp/pkgs /opt/pkgs',
    'cp -r /tmp/pkgs/. /opt/pkgs',
    'cp -pr /tmp/pkgs /opt/pkgs',
    'tar cf /opt/x.tar /tmp/pkgs',
    'rsync -a /tmp/pkgs/ /opt/pkgs',
    'stat -c %a /tmp/pkgs > /opt/mode',
    'ls -la /tmp/pkgs > /opt/list',
  ])('%s', (run) => {
    expectNothing(`FROM debian:12\nCOPY pkgs /tmp/pkgs\nRUN ${run}\n`);
  });

  test('a file in it does not', () => {
    const text = 'FROM debian:12\nCOPY pkgs /tmp/pkgs\nRUN cp /tmp/pkgs/req.txt /opt/req.txt\n';
    expect(bind(text, FILES).text).toBe(
      'FROM debian:12\nRUN --mount=type=bind,source=pkgs,target=/tmp/pkgs cp /tmp/pkgs/req.txt /opt/req.txt\n',
    );
  });
});

const added = (name: string): string => `FROM debian:12\nADD ${name} /tmp/x\nRUN cat /tmp/x > /opt/x\n`;

describe('ADD', () => {
  test.each(['\x1f\uFFFD\b', 'BZh91', '\0\0old tar', 'PK\uFFFD'])('may unpack an archive: %j', (text) => {
    expectNothing(added('data.layer'), { 'data.layer': text });
  });

  test('does not unpack a text', () => {
    expect(bind(added('p.txt'), FILES).text).toContain('--mount=type=bind,source=p.txt,target=/tmp/x');
  });
});

test.each([
  'patch -p1 < /tmp/fix.patch',
  'patch -p1 -i /tmp/fix.patch',
  'patch -d /srv -p1 -i /tmp/fix.patch',
])('a patch changes files elsewhere: %s', (run) => {
  const text = `FROM debian:12\nWORKDIR /srv\nCOPY fix.patch /tmp/\nRUN ${run}\n`;
  expect(bind(text, FILES).text).toContain(`target=/tmp/fix.patch ${run}\n`);
});
