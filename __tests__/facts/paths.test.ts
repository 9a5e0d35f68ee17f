import { describe, expect, test } from '@jest/globals';
import { ancestors, isWithin, relate } from '../../src/facts/paths.js';

describe('relate', () => {
  test.each([
    ['/var/lib/apt/lists', false, 'same'],
    ['/var/lib/apt/lists/', false, 'same'],
    ['/var/lib/apt/./lists', false, 'same'],
    ['/var/lib/apt/lists/*', true, 'inside'],
    ['/var/lib/apt/lists/partial', false, 'inside'],
    ['/var/lib/apt', false, 'above'],
    ['/var/lib/*', true, 'above'],
    ['/var/lib/apt/*', true, 'above'],
    ['/var/lib/apt/li*', true, 'above'],
    ['/var/{cache,lib}/apt', true, 'above'],
    ['/var/lib/{apt/lists,dpkg}/x', true, 'across'],
    ['/var/lib/*/lists/*', true, 'across'],
    ['/', false, 'above'],
    ['/var/lib/apt/listsx', false, 'apart'],
    ['/var/lib/dpkg', false, 'apart'],
    ['/var/cache/*', true, 'apart'],
    // Without a shell that expands it, a star is a name.
    ['/var/lib/apt/lists/*', false, 'inside'],
  ])('%s (glob: %s) is %s to /var/lib/apt/lists', (path, glob, relation) => {
    expect(relate({ path, glob }, '/var/lib/apt/lists')).toBe(relation);
  });

  test.each([
    ['/root/*', 'apart'],
    ['/root/.*', 'above'],
    ['/root/.n?m', 'above'],
    ['/root/.[a-z]*', 'above'],
    ['/root/.cache', 'apart'],
    ['/*', 'above'],
  ])('%s is %s to /root/.npm: a star matches no leading dot', (path, relation) => {
    expect(relate({ path, glob: true }, '/root/.npm')).toBe(relation);
  });
});

test('isWithin takes whole names', () => {
  expect(isWithin('/root/.npm/x', '/root/.npm')).toBe(true);
  expect(isWithin('/root/.npmrc', '/root/.npm')).toBe(false);
  expect(isWithin('/anything', '/')).toBe(true);
});

test('ancestors, nearest first', () => {
  expect(ancestors('/a/b/c')).toEqual(['/a/b', '/a']);
  expect(ancestors('/a')).toEqual([]);
});
