import { describe, expect, test } from '@jest/globals';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { rewriteDockerfile } from '../../src/engine/rewrite.js';
import { expectContract } from '../support/contract.js';
import { rewriteText } from '../support/examples.js';

const LISTS = 'target=/var/lib/apt/lists';
const INSTALL = 'apt-get update && apt-get install -y tree';

/** No safe change may mount what is named: on each of these files the mount was wrong, most of them in a real build. */
function expectNoMount(text: string, target: string): void {
  const report = rewriteText(text);
  expect(report.after).not.toContain(target);
  expect(report.skips.length).toBeGreaterThan(0);
  expectContract(report);
}

describe('lists that a later step reads', () => {
  test.each([
    'RUN apt-cache show curl',
    'RUN apt-get install -y --print-uris curl',
    'RUN apt-get -s install curl',
    'RUN apt-cache policy curl > /x',
    'RUN apt list',
    'RUN gdebi -n /x.deb',
    'RUN mk-build-deps -i',
    'RUN rosdep install x',
    'COPY pkg /usr/local/bin/\nRUN pkg sl',
    'ENV APT="apt-get install -y"\nRUN $APT sl',
    'RUN python3 -c "import apt"',
    'RUN make deps',
    'ONBUILD RUN apt-get install -y x',
  ])('%s', (later) => {
    expectNoMount(`FROM debian:12\nRUN ${INSTALL}\n${later}\n`, LISTS);
  });

  test('a partial update does not renew the lists', () => {
    const run =
      'apt-get update -o Dir::Etc::sourcelist=x.list -o Dir::Etc::sourceparts=- && apt-get install -y tree';
    expectNoMount(`FROM debian:12\nRUN apt-get update\nRUN ${run}\n`, LISTS);
  });
});

describe('clean-ups that would meet the mount', () => {
  test.each([
    'npm install -g x && rm -rf $(npm config get cache)',
    'npm install -g x && rm -rf "${HOME:?}/.npm"',
    'set -e; npm install -g x; for d in .npm .config; do rm -rf "/root/$d"; done',
    'dirs="/root/.npm /x" && npm install -g x && rm -rf $dirs',
    'npm install -g x && echo /root/.npm | xargs rm -rf',
    'npm install -g x && find / -xdev -type d -name .npm -prune -exec rm -rf {} +',
    'npm install -g x && find /var/tmp /root/.npm -delete',
    'npm install -g x && chown -R 1000 /root',
    'mkdir /root/.npm && npm install -g x',
    'npm install -g x && mv /root/.npm/_cacache /srv',
    'npm install -g --prefix /root/.npm x',
    'npm config set prefix /root/.npm && npm install -g x',
  ])('%s', (run) => {
    expectNoMount(`FROM node:22\nARG D\nRUN ${run}\n`, 'target=/root/.npm');
  });

  test.each([
    'rm -rf /var/cache/*/*',
    'rm -rf /var/cache/{apt,debconf}/*',
    'rm -rf "$D"/var/cache/apt',
    'rm -rf /var/cache/*',
  ])('%s', (clean) => {
    expectNoMount(`FROM debian:12\nARG D\nRUN ${INSTALL} && ${clean}\n`, 'target=/var/cache/apt');
  });

  test('what mktemp made is not the cache', () => {
    const run = `export GNUPGHOME="$(mktemp -d)" && ${INSTALL} && rm -rf "$GNUPGHOME" /var/lib/apt/lists/*`;
    expect(rewriteText(`FROM debian:12\nRUN ${run}\n`).after).toContain(LISTS);
  });

  test('a file whose name is known in part is not the cache', () => {
    const run = 'npm install -g x && rm -rf node-$V.tgz /usr/src/$V ${V}.deb';
    expect(rewriteText(`FROM node:22\nARG V\nRUN ${run}\n`).after).toContain('target=/root/.npm');
  });
});

/** Built with a project that holds the script. */
const withScript = (script: string, call: string) => {
  const text = `FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && ${call}\n`;
  const project = { 'package.json': '{}', 'package-lock.json': '{}', 'tidy.sh': script };
  const tree = createMemoryTree(project);
  const input = { path: 'Dockerfile', text, latin1: false, builds: [], tree, repositoryRoot: '' };
  return rewriteDockerfile(input, { only: ['cache-mounts'] });
};

describe('clean-ups that the RUN does not show', () => {
  test.each([
    'run() { "$@"; }; npm install -g x && run rm -rf /root/.npm',
    'clean() { rm -rf "$1"; }; npm install -g x && clean /root/.npm',
    'clean() { rm -rf /root/.npm; }; npm install -g x && clean',
    'npm install -g x && wipe /root',
    'npm install -g x && clean-layer.sh',
    'npm install -g x && tar cf /backup.tar /root',
  ])('%s', (run) => {
    expectNoMount(`FROM node:22\nSHELL ["/bin/bash", "-c"]\nRUN ${run}\n`, 'target=/root/.npm');
  });

  test.each([
    ['#!/bin/sh\nset -e\nrm -rf /root/.npm\n', './tidy.sh'],
    ['rm -rf ~/.npm', 'sh tidy.sh'],
    ['rm -rf "$HOME/.npm"', '. ./tidy.sh'],
    ['cd /root && rm -rf .npm', 'bash -e /app/tidy.sh'],
    ['#!/usr/bin/env python3\nshutil.rmtree("/root/.npm")\n', './tidy.sh'],
    ['sh /app/tidy.sh; rm -rf /root/.[a-z]*/', './tidy.sh'],
  ])('%j', (script, call) => {
    expect(withScript(script, call).after).not.toContain('target=/root/.npm');
  });

  test.each(['#!/bin/sh\nnpm run build\nrm -rf /tmp/x\n', '#!/usr/bin/env node\nbuild("dist")\n'])(
    'a script that leaves it alone: %j',
    (script) => {
      expect(withScript(script, './tidy.sh').after).toContain('target=/root/.npm');
    },
  );
});

describe('the cache directory holds more than the cache', () => {
  test.each([
    [
      'ENV NPM_CONFIG_PREFIX=/root/.npm\nENV PATH=/root/.npm/bin:$PATH\nRUN npm install -g x',
      'target=/root/.npm',
    ],
    ['ENV npm_config_cache=/app\nWORKDIR /app\nRUN npm ci', 'target=/app'],
    ['WORKDIR /root/.npm/app\nRUN npm ci', 'target=/root/.npm'],
  ])('%s', (rest, target) => {
    expectNoMount(`FROM node:22\n${rest}\n`, target);
  });

  test.each(['-d', '--download-only', '-yd', '--no-download'])('apt-get install %s', (flag) => {
    expectNoMount(
      `FROM debian:12\nRUN apt-get update && apt-get install -y ${flag} tree && mv /var/cache/apt/archives/*.deb /debs/\n`,
      'target=/var/cache/apt',
    );
  });

  test.each(['ln -s /data /root/.cache', 'cp -r /seed /root/.cache', 'mkdir /root/.cache'])(
    '%s in front of pip',
    (step) => {
      expectNoMount(`FROM python:3.12\nRUN ${step} && pip install six\n`, 'target=/root/.cache/pip');
    },
  );
});

describe('numbers of accounts', () => {
  test('a removed account gives its number to the next', () => {
    const text =
      'FROM node:20-slim\nRUN userdel -r node && useradd -m app\nUSER app\nWORKDIR /home/app\nRUN npm install x\n';
    expect(rewriteText(text).after).toContain('uid=1000');
  });

  test.each(['adduser --firstuid 2000 --disabled-password app', 'useradd -m -K UID_MIN=3000 app'])(
    '%s',
    (make) => {
      expectNoMount(`FROM debian:12\nRUN ${make}\nUSER app\nRUN npm ci\n`, 'uid=');
    },
  );
});

test('a clean-up of another cache stays', () => {
  const text =
    "FROM node:22\nRUN npm install -g x && su node -c 'npm install y && npm cache clean --force' && npm cache clean --force\n";
  expect(rewriteText(text).after).not.toContain("su node -c 'npm install y'");
});
