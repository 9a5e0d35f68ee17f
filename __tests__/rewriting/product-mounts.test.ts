import { describe, expect, test } from '@jest/globals';
import { split } from './split.js';

const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "ms": "2.1.3" } }',
  'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
  'requirements.txt': 'idna==3.10\n',
  'src/index.js': 'console.log(1);',
  '.dockerignore': 'node_modules\n.venv\n',
};

const stuck = (body: string) => split(`FROM node:22\nWORKDIR /app\nCOPY . .\n${body}\n`, FILES);
const CACHE = '--mount=type=cache,target=';

describe('an install into a mount is run again with the sources: a cached layer would not fill it', () => {
  test.each([
    `RUN ${CACHE}/app/node_modules npm ci\nRUN ${CACHE}/app/node_modules npm run build`,
    `RUN ${CACHE}node_modules npm ci && npm run build`,
    `RUN ${CACHE}/app npm ci`,
    `RUN --mount=type=tmpfs,target=/app/node_modules npm ci && npm run build`,
    `RUN ${CACHE}/venv /venv/bin/pip install -r requirements.txt`,
    `RUN ${CACHE}/deps pip install --target /deps/lib -r requirements.txt`,
    `RUN ${CACHE}/deps pip install --target=/deps -r requirements.txt`,
    `ENV PATH=/venv/bin:$PATH\nRUN ${CACHE}/venv pip install -r requirements.txt`,
    `RUN ${CACHE}/usr/lib/python3/dist-packages pip install -r requirements.txt`,
  ])('%s', (body) => {
    const { text, stuck: said } = stuck(body);
    expect(text).toContain(`COPY . .\n${body}`);
    expect(said[0]).toMatch(/^cache-needed-later: /);
  });
});

describe('a mount for downloads is no reason', () => {
  test.each([
    `RUN ${CACHE}/root/.npm npm ci`,
    `RUN ${CACHE}/app/node_modules/.cache npm ci`,
    `RUN ${CACHE}/root/.cache/pip pip install -r requirements.txt`,
    `RUN ${CACHE}/root/.cache/pip pip install --target /deps -r requirements.txt`,
  ])('%s', (body) => {
    const { text, stuck: said } = stuck(body);
    expect(said).toEqual([]);
    expect(text).toContain(`${body}\nCOPY . .`);
  });
});
