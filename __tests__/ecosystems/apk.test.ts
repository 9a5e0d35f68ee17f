import { expect, test } from '@jest/globals';
import { rewriteText as rewrite, skipNames } from '../support/examples.js';
import { cachesOf, callsOf } from './support.js';

/** No real build has shown it yet. */
const rewriteText = (text: string) => rewrite(text, { unsafe: true });

const FIRST = 'rm -f /var/cache/apk/APKINDEX.* /var/cache/apk/installed; \\\n    ';
const MOUNT = `--mount=type=cache,target=/var/cache/apk,sharing=locked \\\n    ${FIRST}`;
const after = (run: string, image = 'alpine:3.20') => rewriteText(`FROM ${image}\n${run}\n`).after;

test.each([
  ['apk add curl', 'install'],
  ['apk -q --no-cache add curl', 'install'],
  ['apk -X /repository --arch x86_64 add curl', 'install'],
  ['apk add -t .deps curl', 'install'],
  ['apk -U upgrade', 'install'],
  ['apk fix busybox', 'install'],
  ['apk add --simulate curl', 'read'],
  ['apk add -s curl', 'read'],
  ['apk add --no-network --virtual .rundeps so:libc.so', 'other'],
  ['apk del .deps', 'other'],
  ['apk info --installed curl', 'other'],
  ['apk update', 'refresh'],
  ['apk search curl', 'read'],
  ['apk fetch curl', 'read'],
  ['apk --version', 'other'],
])('%s: %s', (run, kind) => {
  expect(callsOf(`FROM alpine:3.20\nRUN ${run}\n`)).toEqual([`apk ${kind}`]);
});

test.each([
  ['apk add --no-cache curl', 'apk --cache-dir=/var/cache/apk -U add curl'],
  ['apk --no-cache add curl', 'apk --cache-dir=/var/cache/apk -U add curl'],
  ['apk add --update --no-cache curl', 'apk --cache-dir=/var/cache/apk add --update curl'],
  ['apk -qU add curl', 'apk --cache-dir=/var/cache/apk -qU add curl'],
  ['apk upgrade --no-cache', 'apk --cache-dir=/var/cache/apk -U upgrade'],
  [
    'apk add --no-cache a && apk add --no-cache b',
    'apk --cache-dir=/var/cache/apk -U add a && apk --cache-dir=/var/cache/apk -U add b',
  ],
  ['apk add --no-cache a || exit 1', 'apk --cache-dir=/var/cache/apk -U add a || exit 1'],
  ['test -e /a || apk add --no-cache a', 'test -e /a || apk --cache-dir=/var/cache/apk -U add a'],
  ['if true; then apk add --no-cache a; fi', 'if true; then apk --cache-dir=/var/cache/apk -U add a; fi'],
  ['apk add --no-cache a && apk del a', 'apk --cache-dir=/var/cache/apk -U add a && apk del a'],
  ['apk add -U a && rm -rf /var/cache/apk/*', 'apk --cache-dir=/var/cache/apk add -U a'],
  ['apk add -U a && rm -rf /var/cache/apk', 'apk --cache-dir=/var/cache/apk add -U a'],
])('%s', (run, now) => {
  expect(after(`RUN ${run}`)).toBe(`FROM alpine:3.20\nRUN ${MOUNT}${now}\n`);
});

test('in a here-document what goes first has a line of its own', () => {
  expect(after('RUN <<EOF\napk add --no-cache curl\nEOF')).toBe(
    `FROM alpine:3.20\nRUN --mount=type=cache,target=/var/cache/apk,sharing=locked <<EOF\n${FIRST.split(';')[0]}\napk --cache-dir=/var/cache/apk -U add curl\nEOF\n`,
  );
});

test.each([`RUN <<EOF\n# why\napk add --no-cache curl\nEOF`, 'RUN ["apk", "add", "--no-cache", "curl"]'])(
  'nothing is put in front of %s',
  (run) => {
    expect(after(run)).toBe(`FROM alpine:3.20\n${run}\n`);
  },
);

test('what goes first is put there once, and stays there', () => {
  const once = after('RUN apk add --no-cache curl');
  expect(rewriteText(once).after).toBe(once);
  const more = once.replace('add curl', 'add curl && apk add --no-cache git');
  expect(rewriteText(more).after.split('rm -f').length).toBe(2);
});

test.each([
  ['apk add --no-cache --repository=/repository curl', 'cache-key-incomplete'],
  ['apk -X /repository --no-cache add curl', 'cache-key-incomplete'],
  ['apk add --no-cache --root /rootfs curl', 'cache-moved'],
  ['apk -p /rootfs add curl', 'cache-moved'],
  ['apk --cache-dir /cache add curl', 'cache-moved'],
  ['apk add --no-cache curl && rm -rf /var/cache/*', 'cleaner-in-the-way'],
  ['apk update', 'lists-needed-later'],
])('%s: %s', (run, code) => {
  expect(cachesOf(`FROM alpine:3.20\nRUN ${run}\n`)).toEqual([`apk: ${code}`]);
});

test('an install beside one with a repository of its own is left: of the packages of both, the cache would decide', () => {
  const run = 'RUN apk add --no-cache a && apk add --no-cache -X /repository b';
  expect(after(run)).toBe(`FROM alpine:3.20\n${run}\n`);
});

test('under sudo nothing is put in front', () => {
  expect(skipNames(rewriteText('FROM alpine:3.20\nUSER 1000\nRUN sudo apk add --no-cache a\n'))).toEqual([
    'cache-mounts: user-switched',
  ]);
});

test.each([
  ['RUN apk search curl', 'apk: lists-needed-later'],
  // It fetches them itself.
  ['RUN apk add git', 'apk /var/cache/apk'],
  ['RUN ./script.sh', 'apk /var/cache/apk'],
])('lists that the image keeps, and then %s: %s', (later, expected) => {
  expect(cachesOf(`FROM alpine:3.20\nRUN apk add curl\n${later}\n`)[0]).toBe(expected);
});

test('lists that the image does not keep are not needed later', () => {
  expect(cachesOf('FROM alpine:3.20\nRUN apk add --no-cache curl\nRUN apk search curl\n')).toEqual([
    'apk /var/cache/apk',
  ]);
});

test.each([
  'FROM alpine:3.20\nRUN --mount=type=cache,target=/etc/apk/cache apk add -U curl\n',
  'FROM alpine:3.20\nRUN --mount=type=cache,target=/etc/apk/cache apk add --no-cache curl\n',
  'FROM alpine:3.20\nRUN --mount=type=cache,target=/var/cache apk add --no-cache curl\n',
])('a mount of the user’s own way stays as it is: %j', (text) => {
  expect(rewriteText(text).after).toBe(text);
});
