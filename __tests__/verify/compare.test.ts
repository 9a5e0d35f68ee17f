import { describe, expect, test } from '@jest/globals';
import { hostFiles, pathsAllowance, rewrittenFiles } from '../../src/verify/allowances.js';
import { compareImages, type Comparison } from '../../src/verify/compare.js';
import type { Entry, Image } from '../../src/verify/image.js';

const folder: Entry = { type: 'directory', mode: '755', owner: '0:0', size: 0 };

function file(content: string, rest: Partial<Entry> = {}): Entry {
  return { type: 'file', mode: '644', owner: '0:0', size: content.length, sha256: content, ...rest };
}

function image(entries: Record<string, Entry>, config: Record<string, unknown> = {}): Image {
  return { tree: new Map(Object.entries(entries)), config };
}

const told = ({ differences: found }: Comparison): readonly string[] =>
  found.map(({ at, what }) => `${at}: ${what}`);

function differences(
  before: Record<string, Entry>,
  after: Record<string, Entry>,
  again = before,
): readonly string[] {
  return told(compareImages(image(before), image(again), image(after)));
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
    [
      'a folder above a cache that holds something else',
      { 'root/.bun': folder, 'root/.bun/bin': file('1') },
      { 'root/.bun/bin': file('1') },
      'root/.bun: missing from the rewritten image',
    ],
    [
      'a lock file that is gone',
      { 'app/yarn.lock': file('1') },
      {},
      'app/yarn.lock: missing from the rewritten image',
    ],
  ])('%s', (_, before, after, line) => {
    expect(differences(before, after)).toEqual([line]);
  });

  test('config', () => {
    const [before, after] = [image({}, { User: 'a', Env: ['A=1'] }), image({}, { User: 'b', Env: ['A=1'] })];
    expect(compareImages(before, before, after).differences).toEqual([
      { at: 'User', config: true, what: 'was "a", is "b"' },
    ]);
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
    ['empty folders above a cache', { 'root/.bun': folder, 'root/.bun/install': folder }, {}],
    ['a lock file', { 'app/yarn.lock': file('1') }, { 'app/yarn.lock': file('2') }],
    ['mount points of the builder', { 'etc/resolv.conf': file('1') }, {}],
  ])('%s', (_, before, after) => {
    expect(differences(before, after)).toEqual([]);
  });

  test('it is told under its own heading', () => {
    const { byDesign } = compareImages(
      image({ 'tmp/x': file('1') }),
      image({ 'tmp/x': file('1') }),
      image({}),
    );
    expect(byDesign).toEqual([{ title: 'temporary files', paths: ['tmp/x'] }]);
  });

  test('the case’s own', () => {
    const before = image({ 'var/cache/npm': folder, 'var/cache/npm/x': file('1') });
    const own = [pathsAllowance('moved cache', ['var/cache/npm'])];
    expect(compareImages(before, before, image({}), own).differences).toEqual([]);
  });
});

test('a temporary file that the image’s command names is no exception', () => {
  const before = image({ 'tmp/app.jar': file('1') }, { Cmd: ['java', '-jar', '/tmp/app.jar'] });
  const after = image({}, { Cmd: ['java', '-jar', '/tmp/app.jar'] });
  expect(told(compareImages(before, before, after))).toEqual([
    'tmp/app.jar: missing from the rewritten image',
  ]);
});

const known = (name: string, sha256: string) => ({ name, sha256 });
const holding = (text: string): Image => image({ 'app/Dockerfile': file(text) });

describe('files that are known by name and content', () => {
  test('the host’s own go with an ignore file’s new line', () => {
    const before = image({ 'app/lib': folder, 'app/lib/x.js': file('host'), 'app/lib/y.js': file('host') });
    const after = image({ 'app/lib': folder, 'app/lib/x.js': file('installed') });
    const { differences: found, byDesign } = compareImages(before, before, after, [
      hostFiles([known('x.js', 'host'), known('y.js', 'host')]),
    ]);
    expect(found).toEqual([]);
    expect(byDesign.map(({ paths }) => paths)).toEqual([['app/lib/x.js', 'app/lib/y.js']]);
  });

  test('another file that is gone with them is a difference', () => {
    const before = image({ 'app/x.js': file('host'), 'app/z.js': file('made') });
    const found = compareImages(before, before, image({}), [hostFiles([known('x.js', 'host')])]);
    expect(told(found)).toEqual(['app/z.js: missing from the rewritten image']);
  });

  test('the rewritten Dockerfile in the image, and no other file of that name', () => {
    const own = [rewrittenFiles([{ before: known('Dockerfile', 'old'), after: known('Dockerfile', 'new') }])];
    expect(compareImages(holding('old'), holding('old'), holding('new'), own).differences).toEqual([]);
    expect(compareImages(holding('old'), holding('old'), holding('bad'), own).differences).toHaveLength(1);
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
