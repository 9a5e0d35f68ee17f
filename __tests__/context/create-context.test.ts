import { describe, expect, test } from '@jest/globals';
import type { BuildContext } from '../../src/context/build-context.js';
import { createBuildContext } from '../../src/context/create-context.js';
import { createMemoryTree, type MemoryEntry } from '../../src/context/memory-tree.js';

const FILES: Readonly<Record<string, MemoryEntry>> = {
  Dockerfile: 'FROM scratch',
  'package.json': '{}',
  'package-lock.json': '{}',
  'src/a.js': 'a',
  'src/lib/b.js': 'b',
  'src/lib/c/d.js': 'd',
  'web/src/e.js': 'e',
  'logs/': '',
  linked: { link: 'src/lib' },
  'file-link.js': { link: 'src/a.js' },
  outside: { link: '../elsewhere' },
  'odd*name': 'odd',
};

function contextOf(
  more: Readonly<Record<string, MemoryEntry>> = {},
  root = '',
  dockerfile = 'Dockerfile',
): BuildContext {
  return createBuildContext(createMemoryTree({ ...FILES, ...more }), root, dockerfile);
}

describe('the ignore file', () => {
  test.each<[Record<string, string>, string, string, string | undefined]>([
    [{}, '', 'Dockerfile', undefined],
    [{ '.dockerignore': 'x' }, '', 'Dockerfile', '.dockerignore'],
    [{ '.dockerignore': 'x' }, 'src', 'Dockerfile', undefined],
    [{ '.dockerignore': 'x', 'src/.dockerignore': 'y' }, 'src', 'Dockerfile', 'src/.dockerignore'],
    [{ '.dockerignore': 'x', 'Dockerfile.dockerignore': 'y' }, '', 'Dockerfile', 'Dockerfile.dockerignore'],
    [
      { '.dockerignore': 'x', 'web/a.Dockerfile.dockerignore': '' },
      '',
      'web/a.Dockerfile',
      'web/a.Dockerfile.dockerignore',
    ],
    [{ '.dockerignore': 'x', 'web/Dockerfile.dockerignore': '' }, '', 'Dockerfile', '.dockerignore'],
  ])('of %j for the context %j and %s is %j', (files, root, dockerfile, expected) => {
    expect(contextOf(files, root, dockerfile).ignoreFile).toBe(expected);
  });
});

describe('what is sent', () => {
  test('files and links, the Dockerfile included, empty folders not', () => {
    expect(contextOf({ '.dockerignore': 'src' }).list()).toEqual([
      '.dockerignore',
      'Dockerfile',
      'file-link.js',
      'linked',
      'odd*name',
      'outside',
      'package-lock.json',
      'package.json',
      'web/src/e.js',
    ]);
    expect(contextOf({ '.dockerignore': '*\n!src/lib' }).list()).toEqual(['src/lib/b.js', 'src/lib/c/d.js']);
    expect(contextOf({}, 'src/lib').list()).toEqual(['b.js', 'c/d.js']);
    expect(contextOf({}, 'nowhere').list()).toEqual([]);
  });

  test('kind and read know only what is sent', () => {
    const context = contextOf({ '.dockerignore': 'src\n!src/lib/c\nlogs\n' });
    const kinds = ['', 'src', 'src/a.js', 'src/lib/c/d.js', 'src/other', 'logs', './web/', 'linked'].map(
      (path) => context.kind(path),
    );
    expect(kinds).toEqual([
      'directory',
      'directory',
      undefined,
      'file',
      undefined,
      undefined,
      'directory',
      'symlink',
    ]);
    expect(
      ['src/lib/c/d.js', 'src/a.js', 'file-link.js', 'linked/c/d.js'].map((path) => context.read(path)),
    ).toEqual(['d', undefined, undefined, 'd']);
  });

  test('a rule that leaves a path out is named with its line', () => {
    const context = contextOf({ '.dockerignore': '# no sources\nsrc\n!src/lib\n' });
    expect(context.ignoredBy('src/a.js')).toEqual({ path: '.dockerignore', line: 2, pattern: 'src' });
    expect(context.ignoredBy('src/lib/b.js')).toBeUndefined();
    expect(context.ignoredBy('package.json')).toBeUndefined();
  });
});

describe('a COPY source', () => {
  test.each<[string, readonly string[]]>([
    ['package.json', ['package.json']],
    ['/package.json', ['package.json']],
    ['./package.json', ['package.json']],
    ['../../package.json', ['package.json']],
    ['package*.json', ['package-lock.json', 'package.json']],
    ['./package?json', ['package.json']],
    ['src', ['src/a.js', 'src/lib/b.js', 'src/lib/c/d.js']],
    ['src/', ['src/a.js', 'src/lib/b.js', 'src/lib/c/d.js']],
    ['src/./lib//c/..', ['src/lib/b.js', 'src/lib/c/d.js']],
    ['src/*', ['src/a.js', 'src/lib/b.js', 'src/lib/c/d.js']],
    ['src/*.js', ['src/a.js']],
    ['*.js', ['file-link.js']],
    ['*/lib', ['src/lib/b.js', 'src/lib/c/d.js']],
    ['**/d.js', []],
    ['*/*/c', ['src/lib/c/d.js']],
    ['s[a-z]c/lib/?.js', ['src/lib/b.js']],
    ['[', []],
    ['odd\\*name', []],
    ['odd[*]name', ['odd*name']],
    ['nothing', []],
    ['src/nothing*', []],
    ['linked', ['src/lib/b.js', 'src/lib/c/d.js']],
    ['linked/c', ['src/lib/c/d.js']],
    ['linked/*.js', ['src/lib/b.js']],
    ['link*', ['src/lib/b.js', 'src/lib/c/d.js']],
    ['file-link.js', ['file-link.js']],
    ['linked/b.js', ['src/lib/b.js']],
    ['outside', []],
  ])('%j is %j', (source, expected) => {
    expect(contextOf().match(source)).toEqual(expected);
  });

  test('the context itself is all that is sent', () => {
    const context = contextOf({ '.dockerignore': 'src/lib\n*.json\n' });
    for (const source of ['.', './', '/', '..']) expect(context.match(source)).toEqual(context.list());
    expect(context.match('src')).toEqual(['src/a.js']);
    expect(context.match('package*.json')).toEqual([]);
    expect(context.match('package.json')).toEqual([]);
  });

  test('paths are those of the context, not of the tree', () => {
    expect(contextOf({}, 'web').match('src')).toEqual(['src/e.js']);
    expect(contextOf({}, 'web').match('../src')).toEqual(['src/e.js']);
  });
});

const told = (source: string, more: Readonly<Record<string, MemoryEntry>> = {}) =>
  contextOf(more)
    .sources(source)
    .map(({ path, target, kind }) => `${path}>${target}:${kind ?? '?'}`)
    .join(' ');

describe('what a COPY source names before folders are gone into', () => {
  test.each([
    ['.', '>:directory'],
    ['src', 'src>src:directory'],
    ['linked', 'linked>src/lib:directory'],
    ['linked/b.js', 'linked/b.js>src/lib/b.js:file'],
    ['file-link.js', 'file-link.js>src/a.js:file'],
    ['*.json', 'package-lock.json>package-lock.json:file package.json>package.json:file'],
    ['linked/*', 'linked/b.js>src/lib/b.js:file linked/c>src/lib/c:directory'],
    ['*/src', 'web/src>web/src:directory'],
    ['[ps]*/a.js', 'src/a.js>src/a.js:file'],
    ['outside', 'outside>outside:?'],
    ['missing', ''],
    ['package.json/x', ''],
  ])('%s', (source, expected) => {
    expect(told(source)).toBe(expected);
  });

  test('folders come one after the other, as they are walked through', () => {
    const more = { 'a/x/f': '', 'a-b/x/f': '', '.dockerignore': 'gone\n', 'gone/x/f': '' };
    expect(told('*/x', more)).toBe('a/x>a/x:directory a-b/x>a-b/x:directory');
  });

  test('a link is told as it is written, unless it is left out', () => {
    expect(contextOf().link('linked')).toBe('src/lib');
    expect(contextOf().link('src')).toBeUndefined();
    expect(contextOf({ '.dockerignore': 'linked' }).link('linked')).toBeUndefined();
  });

  test('a folder is listed by itself', () => {
    expect(contextOf({ '.dockerignore': 'src/a.js' }).list('src')).toEqual([
      'src/lib/b.js',
      'src/lib/c/d.js',
    ]);
    expect(contextOf().list('../x')).toEqual([]);
  });
});
