import { describe, expect, test } from '@jest/globals';
import { bind } from './bind.js';

const FILES = {
  'x.deb': '',
  'y.deb': '',
  'install.sh': '#!/bin/sh\nset -e\nDEBIAN_FRONTEND=noninteractive apt-get install -y tree\n',
  'tools/a.sh': '#!/bin/sh\necho\n',
  'requirements.txt': 'six\n',
  'package.json': '{}',
  'package-lock.json': '{}',
  'app.py': '',
};
const MOUNT = '--mount=type=bind,source=x.deb,target=/tmp/x.deb';

describe('removed at the end of the RUN', () => {
  test.each([
    ['COPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb && rm /tmp/x.deb', `RUN ${MOUNT} dpkg -i /tmp/x.deb`],
    ['ADD x.deb /tmp/\nRUN dpkg -i /tmp/x.deb && rm -f /tmp/x.deb', `RUN ${MOUNT} dpkg -i /tmp/x.deb`],
    [
      'COPY x.deb /tmp/x.deb\nRUN dpkg -i /tmp/x.deb; rm /tmp/x.deb; echo',
      `RUN ${MOUNT} dpkg -i /tmp/x.deb; echo`,
    ],
    [
      'COPY x.deb /tmp/\nRUN apt-get update && apt-get install -y /tmp/x.deb && rm -rf /tmp/x.deb /var/lib/apt/lists/*',
      `RUN ${MOUNT} \\\n    apt-get update && apt-get install -y /tmp/x.deb && rm -rf /var/lib/apt/lists/*`,
    ],
    [
      'COPY install.sh /\nRUN sh /install.sh && rm /install.sh',
      'RUN --mount=type=bind,source=install.sh,target=/install.sh sh /install.sh',
    ],
    [
      'COPY tools /tmp/tools\nRUN /tmp/tools/a.sh && rm -r /tmp/tools',
      'RUN --mount=type=bind,source=tools,target=/tmp/tools /tmp/tools/a.sh',
    ],
    [
      'WORKDIR /w\nCOPY requirements.txt .\nRUN pip install -r requirements.txt && rm requirements.txt',
      'WORKDIR /w\nRUN --mount=type=bind,source=requirements.txt,target=requirements.txt \\\n    pip install -r requirements.txt',
    ],
    [
      'COPY --from=build /out/x.deb /tmp/\nRUN dpkg -i /tmp/x.deb && rm /tmp/x.deb',
      'RUN --mount=type=bind,from=build,source=/out/x.deb,target=/tmp/x.deb dpkg -i /tmp/x.deb',
    ],
    [
      'COPY x.deb /tmp/\nRUN dpkg -I /tmp/x.deb\nRUN dpkg -i /tmp/x.deb && rm /tmp/x.deb',
      `RUN ${MOUNT} dpkg -I /tmp/x.deb\nRUN ${MOUNT} dpkg -i /tmp/x.deb`,
    ],
  ])('%s', (before, after) => {
    const text = `FROM debian:12 AS build\nFROM python:3.11\n${before}\n`;
    const result = bind(text, FILES);
    expect(result.skips).toEqual([]);
    expect(result.text).toBe(`FROM debian:12 AS build\nFROM python:3.11\n${after}\n`);
  });

  test('a comment above the COPY stays, of two blank lines one goes', () => {
    const text = 'FROM debian:12\n\n# ours\nCOPY x.deb /tmp/\n\nRUN dpkg -i /tmp/x.deb && rm /tmp/x.deb\n';
    const after = `FROM debian:12\n\n# ours\n\nRUN ${MOUNT} dpkg -i /tmp/x.deb\n`;
    const result = bind(text, FILES);
    expect(result.text).toBe(after);
    expect(result.changes[0]).toMatchObject({ removed: [1], arrangement: [0, 2] });
  });
});

test.each([
  'RUN apt-get update && apt-get install -y curl ca-certificates && rm -rf /var/lib/apt/lists/*',
  'RUN pip install --no-cache-dir wheel',
  'RUN mkdir -p /opt/app && useradd -m app && chown -R app /opt/app',
  'RUN curl -fsSL https://example.org/key.asc -o /usr/share/keyrings/key.asc',
  'RUN npm install -g yarn',
  'WORKDIR /opt/app\nCOPY package.json package-lock.json ./\nRUN npm ci',
  'ENV LANG=C.UTF-8 PATH=/opt/app/bin:$PATH\nARG VERSION=1',
])('a step before that surely makes nothing there: %s', (before) => {
  for (const target of ['/tmp', '/opt']) {
    const text = `FROM python:3.11\n${before}\nCOPY install.sh ${target}/\nRUN sh ${target}/install.sh && rm ${target}/install.sh\n`;
    expect(bind(text, FILES).text).toContain(`target=${target}/install.sh`);
  }
});

test('a source file that is compiled', () => {
  const text =
    'FROM debian:12\nCOPY app.c /tmp/\nRUN gcc -o /usr/local/bin/app /tmp/app.c && rm /tmp/app.c\n';
  expect(bind(text, { 'app.c': '' }).text).toContain(
    'target=/tmp/app.c gcc -o /usr/local/bin/app /tmp/app.c\n',
  );
});

test('a file under /tmp that nothing later names', () => {
  const text = 'FROM debian:12\nCOPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb\nCMD ["tree"]\n';
  expect(bind(text, FILES).text).toBe(`FROM debian:12\nRUN ${MOUNT} dpkg -i /tmp/x.deb\nCMD ["tree"]\n`);
});

test.each([
  ['FROM debian:12\nCOPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb && rm /tmp/x.deb\n', 'safe'],
  ['FROM debian:12\nCOPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb\n', 'unsafe'],
  [
    'FROM python:3.11 AS deps\nCOPY requirements.txt /w/\nRUN pip install --prefix=/install -r /w/requirements.txt\nFROM python:3.11\nCOPY --from=deps /install /usr/local\n',
    'safe',
  ],
])('how sure it is: %j', (text, safety) => {
  expect(bind(text, FILES).changes.map((change) => change.safety)).toEqual([safety]);
});

describe('a stage that is not shipped', () => {
  test('requirements that only the install reads', () => {
    const text =
      'FROM python:3.11 AS deps\nCOPY requirements.txt /w/\nRUN pip install --prefix=/install -r /w/requirements.txt\nFROM python:3.11\nCOPY --from=deps /install /usr/local\n';
    expect(bind(text, FILES).text).toContain(
      'RUN --mount=type=bind,source=requirements.txt,target=/w/requirements.txt \\\n    pip install',
    );
  });

  test('without the option manifests that come again stay', () => {
    const text =
      'FROM node:20\nWORKDIR /w\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n';
    expect(bind(text, FILES).text).toBe(text);
  });
});

describe('manifests: bind', () => {
  const options = { manifests: 'bind' };

  test('npm ci leaves them as they are', () => {
    const text =
      'FROM node:20\nWORKDIR /w\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n';
    expect(bind(text, FILES, { options }).text).toBe(
      'FROM node:20\nWORKDIR /w\nRUN --mount=type=bind,source=package.json,target=package.json \\\n' +
        '    --mount=type=bind,source=package-lock.json,target=package-lock.json \\\n    npm ci\nCOPY . .\nRUN npm run build\n',
    );
  });

  test.each(['npm install', 'npm ci && make'])('%s does not surely', (run) => {
    const text = `FROM node:20\nWORKDIR /w\nCOPY package.json package-lock.json ./\nRUN ${run}\nCOPY . .\n`;
    expect(bind(text, FILES, { options }).text).toBe(text);
  });

  test('pip', () => {
    const text =
      'FROM python:3.11\nWORKDIR /w\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n';
    expect(bind(text, FILES, { options }).text).toContain(
      'RUN --mount=type=bind,source=requirements.txt,target=requirements.txt',
    );
  });
});

describe('a mount that is there and is written to', () => {
  test.each([
    ['--mount=type=bind,target=. go build -o /app/hello', true],
    ['--mount=type=bind,target=. go build -o hello', true],
    ['--mount=type=bind,target=. mkdir out', true],
    ['--mount=target=. touch /app/x', true],
    ['--mount=type=bind,target=.,rw go build -o /app/hello', false],
    ['--mount=type=bind,target=. go build -o /out/hello', false],
    ['--mount=type=bind,target=. --mount=type=tmpfs,target=/app/out go build -o /app/out/hello', false],
  ])('%s', (run, expected) => {
    const { skips } = bind(`FROM golang:1.22\nWORKDIR /app\nRUN ${run}\n`);
    expect(skips.map(({ code }) => code)).toEqual(expected ? ['mount-read-only'] : []);
  });
});

describe('manifests: bind, with a COPY for each', () => {
  const options = { manifests: 'bind' };
  const rest = 'RUN npm ci\nCOPY . .\n';

  test('all of them, one after the other', () => {
    const text = `FROM node:20\nWORKDIR /w\nCOPY package.json .\nCOPY package-lock.json .\n${rest}`;
    const once = bind(text, FILES, { options }).changes.flatMap(({ removed }) => removed ?? []);
    expect(once).toEqual([2, 3]);
    const half = `FROM node:20\nWORKDIR /w\nCOPY package-lock.json .\nRUN --mount=type=bind,source=package.json,target=package.json npm ci\nCOPY . .\n`;
    expect(bind(half, FILES, { options }).text).toContain('source=package-lock.json');
  });

  test('none where one of them has to stay', () => {
    const text = `FROM node:20\nWORKDIR /w\nCOPY package*.json ./\nCOPY .npmrc .\n${rest}`;
    expect(bind(text, { ...FILES, '.npmrc': '' }, { options }).text).toBe(text);
  });
});
