import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { goMatch, hasWildcard } from '../../src/context/go-match.js';

describe('goMatch', () => {
  test.each<[pattern: string, name: string, expected: boolean | 'bad-pattern']>([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['*', 'abc', true],
    ['*', '', true],
    ['*', 'a/b', false],
    ['*c', 'abc', true],
    ['a*', 'a', true],
    ['a*/b', 'abc/b', true],
    ['a*/b', 'a/c/b', false],
    ['**', 'ab', true],
    ['**/a', 'x/y/a', false],
    ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
    ['a*b*c*d*e*/f', 'axbxcxdxexxx/fff', false],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a?c', 'aéc', true],
    ['ab[c-e]', 'abd', true],
    ['ab[^c-e]', 'abd', false],
    ['ab[!d]', 'abx', false],
    ['ab[!d]', 'ab!', true],
    ['a[^b]c', 'a/c', true],
    ['[x*]', '*', true],
    ['[\\]a]', ']', true],
    ['[\\-]', '-', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['*.?s', 'main.ts', true],
    ['[z-a]', 'm', false],
    ['[]a]', ']', 'bad-pattern'],
    ['[-]', '-', 'bad-pattern'],
    ['[a-]', 'a', 'bad-pattern'],
    ['[a', 'a', 'bad-pattern'],
    ['[^bc', 'a', 'bad-pattern'],
    ['a[', 'b', 'bad-pattern'],
    ['\\', 'a', 'bad-pattern'],
    ['*[', 'a', 'bad-pattern'],
    ['b*[', 'a', false],
    ['', '', true],
    ['', 'a', false],
  ])('%j on %j is %j', (pattern, name, expected) => {
    expect(goMatch(pattern, name)).toBe(expected);
  });

  test('a name without wildcards matches itself alone', () => {
    const name = fc.string().filter((text) => !/[*?[\\]/.test(text));
    fc.assert(fc.property(name, name, (one, other) => goMatch(one, other) === (one === other)));
  });

  test('many stars stay quick', () => {
    const started = performance.now();
    expect(goMatch(`${'*a'.repeat(50)}b`, 'a'.repeat(5000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test.each([
  ['package*.json', true],
  ['a?c', true],
  ['[ab]', true],
  ['a\\*b', false],
  ['a\\\\*b', true],
  ['src/app', false],
])('hasWildcard(%j) is %j', (source, expected) => {
  expect(hasWildcard(source)).toBe(expected);
});
