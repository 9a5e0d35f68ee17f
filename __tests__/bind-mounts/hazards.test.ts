import { describe, expect, test } from '@jest/globals';
import { bind } from './bind.js';

const SCRIPT = '#!/bin/sh\nset -e\napt-get update\napt-get install -y tree\n';
const FILES = {
  'x.deb': '',
  'y.deb': '',
  'install.sh': SCRIPT,
  'tools/a.sh': SCRIPT,
  'requirements.txt': 'six\n',
  'package.json': '{}',
  'package-lock.json': '{}',
  'app.py': '',
};

/** On each of these a mount would break the build or change the image: nothing may change. */
function expectNothing(text: string, files: Readonly<Record<string, string>> = {}): ReturnType<typeof bind> {
  const result = bind(text, { ...FILES, ...files });
  expect(result.text).toBe(text);
  return result;
}

describe('the step does more than read', () => {
  test.each([
    ['chmod +x /tmp/install.sh && /tmp/install.sh && rm /tmp/install.sh', 'mount-read-only'],
    ['sh /tmp/install.sh && rm -rf /tmp/*', 'cleaner-in-the-way'],
    ['sh /tmp/install.sh && rm -rf /tmp', 'cleaner-in-the-way'],
    ['sh /tmp/install.sh && mv /tmp/install.sh /tmp/done.sh', 'cleaner-in-the-way'],
    ['sed -i s/a/b/ /tmp/install.sh && sh /tmp/install.sh && rm /tmp/install.sh', 'mount-read-only'],
    ['echo x >> /tmp/install.sh && sh /tmp/install.sh && rm /tmp/install.sh', 'mount-read-only'],
    ['/opt/strange /tmp/install.sh && rm /tmp/install.sh', 'mount-read-only'],
    ['cd /tmp && make && rm install.sh', 'step-between'],
    ['/tmp/install.sh && find /tmp -delete', 'cleaner-in-the-way'],
    ['gcc -o /tmp/install.sh /x.c && /tmp/install.sh && rm /tmp/install.sh', 'mount-read-only'],
  ])('%s', (run, code) => {
    const { skips } = expectNothing(`FROM debian:12\nCOPY install.sh /tmp/\nRUN ${run}\n`);
    expect(skips.map((skip) => skip.code)).toEqual([code]);
  });

  test.each([
    '#!/bin/sh\nrm -- "$0"\n',
    '#!/bin/sh\ncd "$(dirname "$0")" && curl -O https://example.org/x\n',
    '#!/bin/sh\napt-get update && rm -rf /tmp/* /var/lib/apt/lists/*\n',
    '#!/bin/sh\nrm -f /tmp/install.sh\n',
    '#!/bin/sh\nchown -R app /tmp\n',
    '#!/bin/sh\ncd /tmp && make\n',
    '#!/bin/sh\nif [\n',
    '#!/usr/bin/env python3\nimport os\nos.remove(__file__)\n',
    '\0ELF',
  ])('a script: %j', (text) => {
    const run = 'RUN /tmp/install.sh && rm /tmp/install.sh';
    const { skips } = expectNothing(`FROM debian:12\nCOPY install.sh /tmp/\n${run}\n`, {
      'install.sh': text,
    });
    expect(skips.map((skip) => skip.code)).toEqual(['mount-read-only']);
  });
});

test('what is unpacked into the mounted folder', () => {
  const text =
    'FROM debian:12\nCOPY tools /tmp/tools\nRUN cd /tmp/tools && unzip a.zip && rm -r /tmp/tools\n';
  const { skips } = expectNothing(text, { 'tools/a.zip': '' });
  expect(skips.map((skip) => skip.code)).toEqual(['mount-read-only']);
});

describe('the image would not be the same', () => {
  test.each([
    // The file is needed later.
    'COPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb\nCMD ["cat", "/tmp/x.deb"]',
    'COPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb\nENTRYPOINT cat /tmp/x.deb',
    'COPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb\nRUN /opt/strange /tmp/x.deb',
    'COPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb\nENV DEB=/tmp/x.deb',
    'COPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb\nCOPY run.sh /\nCMD ["/run.sh"]',
    // It is not where it surely was not before.
    'COPY x.deb /opt/\nRUN dpkg -i /opt/x.deb',
    'COPY x.deb /deb/x.deb\nRUN dpkg -i /deb/x.deb && rm /deb/x.deb',
    'RUN curl -o /tmp/x.deb https://example.org\nCOPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb && rm /tmp/x.deb',
    'COPY y.deb /tmp/x.deb\nCOPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb && rm /tmp/x.deb',
    // A step before may have made it, or a link on the way.
    'RUN mkdir -p /seed && cp -r /seed/. /opt\nCOPY install.sh /opt/install.sh\nRUN sh /opt/install.sh && rm /opt/install.sh',
    'RUN git clone https://example.org/x /opt\nCOPY install.sh /opt/\nRUN sh /opt/install.sh && rm /opt/install.sh',
    'RUN tar xf /x.tar -C /opt\nCOPY install.sh /opt/\nRUN sh /opt/install.sh && rm /opt/install.sh',
    'RUN /usr/bin/strange\nCOPY install.sh /opt/\nRUN sh /opt/install.sh && rm /opt/install.sh',
    'COPY own.sh /usr/bin/own\nRUN own\nCOPY install.sh /opt/\nRUN sh /opt/install.sh && rm /opt/install.sh',
    'RUN mkdir -p /seed/tools && cp -r /seed/tools /tmp/\nCOPY tools /tmp/tools\nRUN cat /tmp/tools/b > /opt/out',
    'RUN cp -r /etc/apt /tmp/\nCOPY x.deb /tmp/apt\nRUN dpkg -i /tmp/apt/x.deb',
    'RUN mkdir /data && ln -s /data /tmp/data\nCOPY x.deb /tmp/data/x.deb\nRUN dpkg -i /tmp/data/x.deb && rm /tmp/data/x.deb',
    'RUN ln -s /tmp /t\nCOPY tools /tmp/tools\nRUN sh /tmp/tools/a.sh && rm -r /tmp/tools',
    'COPY install.sh /var/run/\nRUN sh /var/run/install.sh && rm /var/run/install.sh',
    'COPY x.deb /usr/lib/\nRUN dpkg -i /usr/lib/x.deb && rm /usr/lib/x.deb',
    // Not all of it goes, or not surely.
    'COPY x.deb y.deb /opt/\nRUN dpkg -i /opt/x.deb && rm /opt/x.deb',
    'COPY x.deb /\nRUN dpkg -i /x.deb || rm /x.deb',
    // A file that is added later would be left out in silence.
    'COPY *.deb /tmp/\nRUN dpkg -i /tmp/*.deb && rm /tmp/*.deb',
    // Another file comes to the same place in between.
    'COPY x.deb /tmp/x.deb\nCOPY y.deb /tmp/x.deb\nRUN dpkg -i /tmp/x.deb && rm /tmp/x.deb',
  ])('%s', (rest) => {
    expectNothing(`FROM debian:12\n${rest}\n`, {
      'run.sh': 'dpkg -i /tmp/x.deb',
      'own.sh': 'D=/opt; echo > $D/install.sh',
    });
  });

  test('a step before of which it is not known what it writes is named', () => {
    const { skips } = expectNothing(
      'FROM debian:12\nRUN /usr/bin/strange\nCOPY install.sh /opt/\nRUN sh /opt/install.sh && rm /opt/install.sh\n',
    );
    expect(skips).toMatchObject([{ code: 'step-between', evidence: { text: 'RUN /usr/bin/strange' } }]);
  });

  test('an rm that is all its RUN does is named', () => {
    const { skips } = expectNothing(
      'FROM debian:12\nCOPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb\nRUN rm /tmp/x.deb\n',
    );
    expect(skips).toMatchObject([{ code: 'cleaner-in-the-way', evidence: { text: 'rm /tmp/x.deb' } }]);
  });

  test('an unknown base may hold the file itself', () => {
    expectNothing('FROM example.org/base\nCOPY x.deb /\nRUN dpkg -i /x.deb && rm /x.deb\n');
  });

  test('a stage that somebody builds on purpose', () => {
    const text =
      'FROM python:3.11 AS deps\nWORKDIR /w\nCOPY requirements.txt .\nRUN pip install --prefix=/install -r requirements.txt\n' +
      'FROM python:3.11\nCOPY --from=deps /install /usr/local\n';
    const target = 'deps';
    const build = {
      dockerfile: 'Dockerfile',
      context: '',
      target,
      args: new Map(),
      platforms: [],
      engine: undefined,
      lifetime: undefined,
      contexts: new Map(),
      evidence: { path: 'compose.yaml', text: '' },
    };
    expect(bind(text, FILES).text).not.toBe(text);
    expect(bind(text, FILES, { builds: [build] }).text).toBe(text);
  });

  test.each([
    'FROM python:3.11\nCOPY --from=deps /w /w',
    'FROM python:3.11\nCOPY --from=deps / /all',
    'FROM python:3.11\nCOPY --from=deps /w/requirements.txt /',
    'FROM python:3.11\nRUN --mount=type=bind,from=deps,target=/d cat /d/w/requirements.txt',
    'FROM deps AS more\nRUN make\nFROM python:3.11\nCOPY --from=more /install /usr/local',
    'FROM deps',
  ])('an inner stage: %s', (next) => {
    expectNothing(
      `FROM python:3.11 AS deps\nWORKDIR /w\nCOPY requirements.txt .\nRUN pip install --prefix=/install -r requirements.txt\n${next}\n`,
    );
  });

  test.each([
    'COPY . .\nRUN make',
    'COPY app.py .\nRUN python app.py',
    'COPY requirements.txt .\nRUN pip install --target /w -r requirements.txt',
    'COPY package.json package-lock.json ./\nRUN npm install',
    'COPY package.json package-lock.json ./\nONBUILD RUN npm ci\nRUN npm ci',
  ])('an inner stage with %s', (steps) => {
    expectNothing(`FROM node:20 AS deps\nWORKDIR /w\n${steps}\nFROM node:20\nCOPY --from=deps /w/out /out\n`);
  });
});

describe('what stands in the way of any mount', () => {
  const steps = 'RUN dpkg -i /tmp/x.deb && rm /tmp/x.deb';

  test.each([
    [`FROM debian:12\nCOPY --chmod=755 x.deb /tmp/\n${steps}\n`, 'owner-matters'],
    [`FROM debian:12\nCOPY --chown=1000 x.deb /tmp/\n${steps}\n`, 'owner-matters'],
    [`# syntax=docker/dockerfile:1.1\nFROM debian:12\nCOPY x.deb /tmp/\n${steps}\n`, undefined],
    [`# syntax=example.org/frontend\nFROM debian:12\nCOPY x.deb /tmp/\n${steps}\n`, 'needs-frontend'],
    [
      `FROM debian:12\nCOPY x.deb /tmp/\nRUN --mount=type=tmpfs,target=/tmp/x dpkg -i /tmp/x.deb && rm /tmp/x.deb\n`,
      undefined,
    ],
    [
      `FROM debian:12\nCOPY x.deb /tmp/\nRUN --mount=type=tmpfs,target=/tmp dpkg -i /tmp/x.deb && rm /tmp/x.deb\n`,
      'mount-elsewhere',
    ],
    [`FROM debian:12\n# dfmod ignore=cache-mounts\nCOPY x.deb /tmp/\n${steps}\n`, 'pragma'],
  ])('%s', (text, code) => {
    const { skips } = bind(text, FILES);
    expect(skips.map((skip) => skip.code)).toEqual(code === undefined ? [] : [code]);
  });

  test('an engine without mounts', () => {
    const text = `FROM debian:12\nCOPY x.deb /tmp/\n${steps}\n`;
    const withoutMounts = { engine: 'kaniko' as const, evidence: { path: 'ci.yml', text: 'kaniko' } };
    const result = bind(text, FILES, { withoutMounts });
    expect(result.text).toBe(text);
    expect(result.skips.map(({ code }) => code)).toEqual(['engine-without-mounts']);
  });

  test('an unknown context', () => {
    const unknown = { reason: 'none', evidence: { path: 'Dockerfile', text: 'COPY' } };
    const result = bind(`FROM debian:12\nCOPY x.deb /tmp/\n${steps}\n`, FILES, { contexts: { unknown } });
    expect(result.skips.map(({ code }) => code)).toEqual(['context-unknown']);
    expect(result.changes).toEqual([]);
  });
});
