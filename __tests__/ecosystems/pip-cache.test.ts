import { expect, test } from '@jest/globals';
import { cachesOf } from './support.js';
import { rewriteFiles, rewriteText, skipNames } from '../support/examples.js';

const CACHE = '/root/.cache/pip';

// A wheel that is built in one image was installed in another of the same Python version (seen in real builds).
test.each([
  ['python:3.11-slim-bookworm', 'pip-python-3.11-slim-bookworm'],
  ['python:3.11-slim-bullseye', 'pip-python-3.11-slim-bullseye'],
  ['docker.io/library/python:3.11', 'pip-python-3.11'],
  [`python:3.11@sha256:${'0123456789abcdef'.repeat(4)}`, 'pip-python-3.11-0123456789ab'],
])('%s has a cache of its own', (image, id) => {
  const { after } = rewriteText(`FROM ${image}\nRUN pip install six\n`);
  expect(after).toContain(`--mount=type=cache,id=${id},target=${CACHE}`);
});

test.each(['pip install --only-binary :all: six', 'pip install --only-binary=:all: six'])(
  '%s builds nothing that another image could take',
  (run) => {
    expect(rewriteText(`FROM python:3.11\nRUN ${run}\n`).after).toContain(
      `--mount=type=cache,target=${CACHE}`,
    );
  },
);

test.each(['--only-binary numpy', '--only-binary :all: --no-binary numpy'])('%s may build', (flags) => {
  expect(rewriteText(`FROM python:3.11\nRUN pip install ${flags} six\n`).after).toContain(
    'id=pip-python-3.11,',
  );
});

test.each(['', 'id=mine,'])('a mount that is there says what the cache is called: %j', (id) => {
  const mount = `--mount=type=cache,${id}target=${CACHE}`;
  const { after } = rewriteText(`FROM python:3.11\nRUN ${mount} pip install six\nRUN pip install idna\n`);
  expect(after.split(mount).length).toBe(3);
});

const CHOSEN = 'ARG VERSION=3.11\nFROM python:${VERSION}\nRUN pip install six\n';
const builtWith = (...versions: readonly string[]) =>
  rewriteFiles({
    Dockerfile: CHOSEN,
    'compose.yaml': `services:\n${versions
      .map(
        (version, at) => `  s${at}:\n    build:\n      context: .\n      args: { VERSION: "${version}" }\n`,
      )
      .join('')}`,
  });

test.each([
  [['3.12', '3.12'], 'id=pip-python-3.12,'],
  [['3.11'], 'id=pip-python-3.11,'],
])('the image that all builds %j give the stage names the cache', async (versions, id) => {
  const [report] = await builtWith(...versions);
  expect(report?.after).toContain(id);
});

test('builds that give several images have no cache in common', async () => {
  const reports = await builtWith('3.11', '3.12');
  expect(skipNames(...reports)).toEqual(['cache-mounts: cache-key-incomplete']);
  expect(reports[0]?.skips[0]?.reason).toContain('python:3.11, python:3.12');
});

test('an image that only the build knows has no cache that could be named', () => {
  const report = rewriteText(CHOSEN.replace('=3.11', ''));
  expect(skipNames(report)).toEqual(['cache-mounts: cache-key-incomplete']);
  expect(rewriteText(CHOSEN).after).toContain('id=pip-python-3.11,');
});

const withId = (image: string, id: string): string =>
  `FROM ${image}\nRUN --mount=type=cache,id=${id},target=${CACHE} pip install six\nRUN pip install idna\n`;

test.each([
  ['python:3.12-slim', 'pip-python-3.11-slim', 'pip-python-3.12-slim'],
  ['ghcr.io/acme/base:2', 'pip-python-3.11', undefined],
  ['debian:13', 'pip-python-3.11', 'pip-debian-13'],
  ['python:3.12', 'pip-python', 'pip-python-3.12'],
])('in %s the id %s is one that was made for another image', (image, id, renewed) => {
  const { after, changes } = rewriteText(withId(image, id), { unsafe: true });
  expect(after).not.toContain(`id=${id},`);
  expect(after.split(`id=${renewed ?? 'pip-ghcr.io-acme-base-2'},`)).toHaveLength(3);
  expect(changes.map(({ title }) => title)).toContain(
    `pip's cache is named after the image of the stage: ${renewed ?? 'pip-ghcr.io-acme-base-2'}`,
  );
  expect(rewriteText(after, { unsafe: true }).changes).toEqual([]);
});

test.each(['pip', 'pip-cache', 'pip-app-2', 'pip-python-shared', 'my-python-3.11', 'pip-${TARGETARCH}'])(
  'the id %s is the user’s own',
  (id) => {
    expect(rewriteText(withId('python:3.12', id)).after.split(`id=${id},`)).toHaveLength(3);
  },
);

test('a build with flags of its own would take and leave wheels in the cache of its neighbour', () => {
  const text = 'FROM python:3.11\nRUN pip install six && CFLAGS=-O0 pip install numpy\n';
  expect(rewriteText(text).after).toBe(text);
});

// pip took the wheel of the first build after the archive had changed (seen in 23.2 and 26.3).
test.each<[string, Readonly<Record<string, string>>, string]>([
  ['pip install "shop @ file:///app/shop-1.0.tar.gz"', {}, 'pip: cache-key-incomplete'],
  [
    'pip install -r r.txt',
    { 'r.txt': '-c c.txt\nsix\n', 'c.txt': 'shop[x]@file:shop-1.0\n' },
    'pip: cache-key-incomplete',
  ],
  ['pip install ./shop-1.0.tar.gz', {}, 'pip /root/.cache/pip'],
  [
    'pip install -r r.txt',
    { 'r.txt': 'shop @ https://example.com/shop-1.0.tar.gz\n-e .\n' },
    'pip /root/.cache/pip',
  ],
])('%s with %j', (run, files, cache) => {
  expect(cachesOf(`FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`, files)).toEqual([cache]);
});
