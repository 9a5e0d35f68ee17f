import { expect, test } from '@jest/globals';
import { createBuildContext } from '../../src/context/create-context.js';
import { openGitTree } from '../../src/context/git-tree.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { createOverlayTree } from '../../src/context/overlay-tree.js';

test('shows newer texts and new files, also those that come later', () => {
  const texts = new Map<string, string>();
  const read: string[] = [];
  const under = createMemoryTree({ 'a/x': 'old', 'b/': '', c: { link: 'a/x' } });
  const tree = createOverlayTree(under, texts, (path) => read.push(path));
  expect(tree.list('')).toEqual(['a/x', 'b', 'c']);
  texts.set('a/x', 'new').set('b/y', 'made').set('d/e/z', '');
  expect(tree.list('')).toEqual(['a/x', 'b/y', 'c', 'd/e/z']);
  expect(tree.list('d')).toEqual(['d/e/z']);
  expect(tree.entries('')).toEqual(['a', 'b', 'c', 'd']);
  expect(tree.entries('d')).toEqual(['e']);
  expect(['a/x', 'b', 'b/y', 'd/e', 'q'].map((path) => tree.kind(path))).toEqual([
    'file',
    'directory',
    'file',
    'directory',
    undefined,
  ]);
  expect([tree.read('./a/x'), tree.read('b/y'), tree.read('q')]).toEqual(['new', 'made', undefined]);
  expect(read).toEqual(['a/x', 'b/y']);
  expect([tree.link('c'), tree.link('a/x'), tree.committed]).toEqual(['a/x', undefined, false]);
});

test('an ignore file that was made is in force', () => {
  const texts = new Map([['.dockerignore', 'a\n']]);
  const context = createBuildContext(createOverlayTree(createMemoryTree({ a: '', b: '' }), texts), '', 'D');
  expect(context.ignoreFile).toBe('.dockerignore');
  expect(context.list()).toEqual(['.dockerignore', 'b']);
});

test('an ignore file that git does not track yet is in force, other such files are not there', () => {
  const under = createMemoryTree({ '.dockerignore': 'a\n', 'x.dockerignore': '', a: '', b: '', new: '' });
  const tree = openGitTree(under, '/nowhere', () => ['a', 'b']);
  expect(createBuildContext(tree, '', 'D').list()).toEqual(['b']);
  expect(createBuildContext(tree, '', 'x').ignoreFile).toBe('x.dockerignore');
  expect(tree.kind('new')).toBeUndefined();
});
