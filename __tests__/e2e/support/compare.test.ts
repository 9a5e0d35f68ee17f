import { describe, expect, test } from '@jest/globals';
import type { Image } from './build.js';
import { StepListing } from './buildah.js';
import { compareImages } from './compare.js';
import { buildableText } from './engine.js';
import { ProgressLog } from './progress.js';
import type { Entry } from './tree.js';

const folder: Entry = { type: 'directory', mode: '755', owner: '0:0', size: 0 };

function file(content: string, rest: Partial<Entry> = {}): Entry {
  return { type: 'file', mode: '644', owner: '0:0', size: content.length, sha256: content, ...rest };
}

function image(entries: Record<string, Entry>, config: Record<string, unknown> = {}): Image {
  return { tree: new Map(Object.entries(entries)), config };
}

function differences(
  before: Record<string, Entry>,
  after: Record<string, Entry>,
  again = before,
): readonly string[] {
  return compareImages(image(before), image(again), image(after)).differences;
}

describe('a difference that promise 1 does not allow', () => {
  test.each<[string, Record<string, Entry>, Record<string, Entry>, string]>([
    ['a missing file', { 'app/x': file('1') }, {}, 'app/x: missing from the rewritten image'],
    ['a new file', {}, { 'app/x': file('1') }, 'app/x: only in the rewritten image'],
    ['content', { 'app/x': file('1') }, { 'app/x': file('2') }, 'app/x: sha256 was 1, is 2'],
    ['mode', { 'app/x': file('1') }, { 'app/x': file('1', { mode: '600' }) }, 'app/x: mode was 644, is 600'],
    ['owner', { app: folder }, { app: { ...folder, owner: '1:1' } }, 'app: owner was 0:0, is 1:1'],
    [
      'a cache folder’s owner',
      { 'root/.npm': folder },
      { 'root/.npm': { ...folder, owner: '1:1' } },
      'root/.npm: owner was 0:0, is 1:1',
    ],
    [
      'a left mount point',
      {},
      { 'home/node/.config': folder },
      'home/node/.config: only in the rewritten image',
    ],
    ['/tmp itself', { tmp: folder }, { tmp: { ...folder, mode: '700' } }, 'tmp: mode was 755, is 700'],
    [
      'a name that begins alike',
      { 'var/cache/apt-cacher': file('1') },
      {},
      'var/cache/apt-cacher: missing from the rewritten image',
    ],
    [
      'a folder that holds more than caches',
      { 'root/.cache': folder, 'root/.cache/pip': folder, 'root/.cache/other': file('1') },
      { 'root/.cache/other': file('1') },
      'root/.cache: missing from the rewritten image',
    ],
  ])('%s', (_, before, after, line) => {
    expect(differences(before, after)).toEqual([line]);
  });

  test('config', () => {
    const [before, after] = [image({}, { User: 'a', Env: ['A=1'] }), image({}, { User: 'b', Env: ['A=1'] })];
    expect(compareImages(before, before, after).differences).toEqual(['config User: was "a", is "b"']);
  });
});

describe('a difference that is allowed', () => {
  test.each<[string, Record<string, Entry>, Record<string, Entry>]>([
    ['package archives', { 'var/cache/apt/archives/x.deb': file('1') }, {}],
    ['lists', { 'var/lib/apt/lists/x': file('1') }, { 'var/lib/apt/lists/y': file('1') }],
    [
      'a user’s cache',
      { 'home/app/.cache': folder, 'home/app/.cache/pip': folder, 'home/app/.cache/pip/x': file('1') },
      {},
    ],
    ['temporary files', { 'tmp/x': file('1') }, {}],
    ['mount points of the builder', { 'etc/resolv.conf': file('1') }, {}],
  ])('%s', (_, before, after) => {
    expect(differences(before, after)).toEqual([]);
  });

  test('it is told under its own heading', () => {
    const { allowed } = compareImages(
      image({ 'tmp/x': file('1') }),
      image({ 'tmp/x': file('1') }),
      image({}),
    );
    expect([...allowed]).toEqual([['temporary files', ['tmp/x']]]);
  });

  test('the case’s own', () => {
    const before = image({ 'var/cache/npm': folder, 'var/cache/npm/x': file('1') });
    const own = [{ title: 'moved cache', paths: ['var/cache/npm'] }];
    expect(compareImages(before, before, image({}), own).differences).toEqual([]);
  });
});

describe('noise between two builds of the original', () => {
  test.each<[string, Record<string, Entry>, Record<string, Entry>, Record<string, Entry>, readonly string[]]>(
    [
      ['content', { x: file('1') }, { x: file('22') }, { x: file('333') }, []],
      ['a path of one build only', { x: file('1') }, {}, {}, []],
      ['a path of the other build only', {}, { x: file('1') }, {}, []],
      [
        'noise in content does not hide an owner',
        { x: file('1') },
        { x: file('2') },
        { x: file('3', { owner: '1:1' }) },
        ['x: owner was 0:0, is 1:1'],
      ],
      [
        'nor that the file is gone',
        { x: file('1') },
        { x: file('2') },
        {},
        ['x: missing from the rewritten image'],
      ],
    ],
  )('%s', (_, before, again, after, lines) => {
    expect(differences(before, after, again)).toEqual(lines);
  });
});

test('a frontend that cannot be had gives way to a comment, and no line moves', () => {
  const text = '# escape=`\n# syntax=docker/dockerfile:1\n# check=skip=all\nFROM scratch\n';
  expect(buildableText(text, () => true)).toBe(text);
  expect(buildableText(text, () => false)).toBe('# escape=`\n# check=skip=all\n#\nFROM scratch\n');
});

test('a step ran when it was started and not cached', () => {
  const log = new ProgressLog();
  const lines = [
    { vertexes: [{ digest: 'a', name: '[1/3] FROM debian', started: 't' }] },
    { vertexes: [{ digest: 'b', name: '[2/3] COPY . .', started: 't', cached: true }] },
    {
      vertexes: [
        { digest: 'c', name: '[stage 3/3] RUN make' },
        { digest: 'd', name: 'exporting' },
      ],
    },
    {
      vertexes: [{ digest: 'c', started: 't', error: 'exit code: 1' }],
      logs: [{ vertex: 'c', data: btoa('hello\n') }],
    },
  ];
  const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\nplain words\n`;
  for (let at = 0; at < text.length; at += 7) log.add(text.slice(at, at + 7));
  expect(log.steps()).toEqual([
    { name: 'COPY . .', position: '[2/3]', ran: false, output: '' },
    { name: 'RUN make', position: '[stage 3/3]', ran: true, output: 'hello\n' },
  ]);
  expect(log.failure()).toBe('[stage 3/3] RUN make\nhello\nexit code: 1\nplain words');
});

test('buildah tells a cached step by the line behind it', () => {
  const log = new StepListing();
  const text = [
    '[1/2] STEP 1/2: FROM debian AS one',
    '[1/2] STEP 2/2: RUN make',
    '--> Using cache 61e4',
    '--> 61e4',
    '[2/2] STEP 1/2: FROM debian',
    '[2/2] STEP 2/2: COPY --parents a/*/b ./',
    'out',
    '--> 24d9',
    '[2/2] COMMIT x',
  ].join('\n');
  for (let at = 0; at < text.length; at += 7) log.add(text.slice(at, at + 7));
  expect(log.steps()).toMatchObject([
    { name: 'RUN make', position: '[1/2 2/2]', ran: false },
    { name: 'COPY --parents a/*/b ./', ran: true, output: 'out\n--> 24d9\n[2/2] COMMIT x\n' },
  ]);
});
