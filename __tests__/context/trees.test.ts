import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FileTree } from '../../src/context/build-context.js';
import { openDiskTree } from '../../src/context/disk-tree.js';
import { openGitTree } from '../../src/context/git-tree.js';
import { createMemoryTree, type MemoryEntry } from '../../src/context/memory-tree.js';

const ENTRIES: Readonly<Record<string, MemoryEntry>> = {
  'a/x.txt': 'x',
  'a/y/z.txt': 'z',
  'a-b.txt': 'a-b',
  'empty/': '',
  'here.txt': { link: 'a/x.txt' },
  'a/up.txt': { link: '../a-b.txt' },
  folder: { link: './a' },
  out: { link: '../outside.txt' },
  absolute: { link: '/etc/hostname' },
  'round-1': { link: 'round-2' },
  'round-2': { link: 'round-1' },
  gone: { link: 'nothing' },
};

let root = '';
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'dfmod-tree-')));
  writeFileSync(join(root, 'outside.txt'), 'secret');
  for (const [path, entry] of Object.entries(ENTRIES)) {
    const place = join(root, 'tree', path);
    mkdirSync(path.endsWith('/') ? place : dirname(place), { recursive: true });
    if (typeof entry !== 'string') symlinkSync(entry.link, place);
    else if (!path.endsWith('/')) writeFileSync(place, entry);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.each<[string, () => FileTree]>([
  ['memory', () => createMemoryTree(ENTRIES)],
  ['disk', () => openDiskTree(join(root, 'tree'))],
  ['git, in no repository', () => openGitTree(openDiskTree(join(root, 'tree')), join(root, 'tree'))],
])('the tree of the %s', (_, make) => {
  test('lists files, links and empty folders, sorted bytewise', () => {
    const all = [
      'a-b.txt',
      'a/up.txt',
      'a/x.txt',
      'a/y/z.txt',
      'absolute',
      'empty',
      'folder',
      'gone',
      'here.txt',
    ];
    expect(make().list('')).toEqual([...all, 'out', 'round-1', 'round-2']);
  });

  test('names what stands directly in a folder, without going further', () => {
    const tree = make();
    expect(tree.entries('a')).toEqual(['up.txt', 'x.txt', 'y']);
    expect(tree.entries('')).toEqual([
      'a',
      'a-b.txt',
      'absolute',
      'empty',
      'folder',
      'gone',
      'here.txt',
      'out',
      'round-1',
      'round-2',
    ]);
    for (const dir of ['nothing', 'here.txt', 'folder', 'empty', '..'])
      expect([dir, tree.entries(dir)]).toEqual([dir, []]);
  });

  test('lists a folder the same before and after the whole', () => {
    const tree = make();
    const alone = tree.list('a');
    expect(alone).toEqual(['a/up.txt', 'a/x.txt', 'a/y/z.txt']);
    tree.list('');
    expect(make().list('a')).toEqual(alone);
    expect(tree.list('./a/')).toEqual(alone);
    for (const dir of ['nothing', 'here.txt', 'folder', '..'])
      expect([dir, tree.list(dir)]).toEqual([dir, []]);
  });

  test.each<[string, ReturnType<FileTree['kind']>]>([
    ['', 'directory'],
    ['a', 'directory'],
    ['a/y/', 'directory'],
    ['empty', 'directory'],
    ['a/x.txt', 'file'],
    ['folder', 'symlink'],
    ['folder/x.txt', undefined],
    ['a/x.txt/y', undefined],
    ['nothing', undefined],
    ['../outside.txt', undefined],
  ])('kind of %j is %j', (path, expected) => {
    expect(make().kind(path)).toBe(expected);
  });

  test.each<[string, string | undefined]>([
    ['a/x.txt', 'x'],
    ['here.txt', 'x'],
    ['a/up.txt', 'a-b'],
    ['folder/y/z.txt', 'z'],
    ['out', undefined],
    ['absolute', undefined],
    ['round-1', undefined],
    ['gone', undefined],
    ['a', undefined],
    ['../outside.txt', undefined],
  ])('reading %j gives %j', (path, expected) => {
    expect(make().read(path)).toBe(expected);
  });

  test('a link is known as it is written', () => {
    const tree = make();
    expect(['a/up.txt', 'folder', 'a/x.txt', 'a'].map((path) => tree.link(path))).toEqual([
      '../a-b.txt',
      './a',
      undefined,
      undefined,
    ]);
  });
});

describe('on the disk', () => {
  test('asking for one file lists no folder', () => {
    const tree = openDiskTree(join(root, 'tree'));
    expect(tree.kind('late/package.json')).toBeUndefined();
    mkdirSync(join(root, 'tree', 'later'));
    writeFileSync(join(root, 'tree', 'later', 'b'), '');
    expect(tree.list('later')).toEqual(['later/b']);
    rmSync(join(root, 'tree', 'later'), { recursive: true });
  });

  test('what cannot be read throws nothing', () => {
    const closed = join(root, 'closed');
    mkdirSync(closed, { mode: 0o000 });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const tree = openDiskTree(root);
    expect(tree.list('closed')).toEqual([]);
    expect([tree.kind('pipe'), tree.read('pipe'), tree.list('').includes('pipe')]).toEqual([
      undefined,
      undefined,
      false,
    ]);
    expect(openDiskTree(join(root, 'nowhere')).list('')).toEqual([]);
    chmodSync(closed, 0o700);
  });
});

const modes = (tree: FileTree) =>
  ['a/x.txt', 'a-b.txt', 'folder', 'a', 'none'].map((path) => tree.executable(path));

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: join(root, 'tree'), stdio: 'ignore' });
}

describe('in a repository', () => {
  test('only what git tracks is there, and .git', () => {
    git('init', '-q');
    const directory = join(root, 'tree');
    expect(openGitTree(openDiskTree(directory), directory).list('a')).toHaveLength(3);
    git('add', 'a/x.txt', 'a-b.txt', 'folder');
    const tree = openGitTree(openDiskTree(directory), directory);
    expect(tree.list('')).toEqual(['.git', 'a-b.txt', 'a/x.txt', 'folder']);
    expect(tree.list('a')).toEqual(['a/x.txt']);
    writeFileSync(join(directory, '.gitignore'), '.npmrc\n');
    // Untracked, ignored though not there, tracked, and nowhere.
    expect(tree.mayAppear(['a/up.txt', 'web/.npmrc', 'a/x.txt', 'a/none'])).toEqual([
      'a/up.txt',
      'web/.npmrc',
    ]);
    rmSync(join(directory, '.gitignore'));
    expect(['a', 'a/y', 'a/up.txt', 'folder', '.git'].map((path) => tree.kind(path))).toEqual([
      'directory',
      undefined,
      undefined,
      'symlink',
      'directory',
    ]);
    expect([tree.read('folder/x.txt'), tree.read('here.txt'), tree.read('.git/HEAD')]).toEqual([
      'x',
      undefined,
      expect.stringContaining('ref:'),
    ]);
    expect(
      openDiskTree(directory)
        .list('')
        .filter((path) => path.startsWith('.git')),
    ).toEqual(['.git']);
    expect(openDiskTree(directory).list('.git')).toContain('.git/HEAD');
    rmSync(join(directory, '.git'), { recursive: true });
  });

  test('the mode that git checks out counts, not that of the disk', () => {
    const directory = join(root, 'tree');
    chmodSync(join(directory, 'a/x.txt'), 0o755);
    expect(modes(openDiskTree(directory))).toEqual([true, false, undefined, undefined, undefined]);
    chmodSync(join(directory, 'a-b.txt'), 0o775);
    expect(openDiskTree(directory).executable('a-b.txt')).toBe(false);
    git('init', '-q');
    git('add', 'a/x.txt', 'a-b.txt', 'folder');
    git('update-index', '--chmod=-x', 'a/x.txt');
    const tree = openGitTree(openDiskTree(directory), directory);
    expect(modes(tree)).toEqual([false, true, false, undefined, undefined]);
    expect(tree.executable('a/y/z.txt')).toBeUndefined();
    rmSync(join(directory, '.git'), { recursive: true });
    expect(openGitTree(openDiskTree(directory), directory).executable('a/x.txt')).toBe(true);
    expect(createMemoryTree({ x: '' }).executable('x')).toBeUndefined();
  });
});
