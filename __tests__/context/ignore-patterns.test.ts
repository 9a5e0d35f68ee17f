import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decides, IgnoreDecider, parseIgnoreFile } from '../../src/context/ignore-patterns.js';

interface Fixture {
  readonly files: readonly string[];
  readonly cases: readonly {
    about: string;
    text: string;
    ignored?: readonly string[];
    malformed?: boolean;
  }[];
}

/** What BuildKit's own filter leaves out of `files`, recorded from it. */
const { files, cases }: Fixture = JSON.parse(
  readFileSync(new URL('ignore-cases.json', import.meta.url), 'utf8'),
);

describe('what is left out is what BuildKit leaves out', () => {
  test.each(cases.filter(({ malformed }) => malformed !== true))('$about: $text', ({ text, ignored }) => {
    const patterns = parseIgnoreFile(text);
    const decider = new IgnoreDecider(patterns);
    expect(files.filter((file) => decider.decide(file).ignored)).toEqual(ignored);
    expect(files.filter((file) => decides(patterns, file).ignored)).toEqual(ignored);
  });

  test.each(cases.filter(({ malformed }) => malformed === true))('malformed: $text', ({ text }) => {
    const patterns = parseIgnoreFile(text);
    expect(patterns.map(({ matches }) => matches)).toEqual([undefined]);
    expect(files.some((file) => decides(patterns, file).ignored)).toBe(false);
  });
});

test('patterns know their line and how they were written', () => {
  expect(parseIgnoreFile('\uFEFF# all\r\n\n  /lib/ \r\n! /src/../lib\n')).toMatchObject([
    { line: 3, text: '/lib/', pattern: 'lib', exception: false },
    { line: 4, text: '! /src/../lib', pattern: 'lib', exception: true },
  ]);
});

test('the decision names the last pattern that decided', () => {
  const patterns = parseIgnoreFile('*\n!lib\nlib/b\nlib/b\n');
  const line = (path: string): number | undefined => decides(patterns, path).pattern?.line;
  expect(['a', 'lib/a', 'lib/b'].map(line)).toEqual([1, 2, 3]);
  expect(decides(parseIgnoreFile('lib'), 'src')).toEqual({ ignored: false });
});

function skips(text: string, folder: string): boolean {
  return new IgnoreDecider(parseIgnoreFile(text)).skips(folder);
}

test('a folder is skipped only when no exception can lie below it', () => {
  expect(skips('lib', 'lib')).toBe(true);
  expect(skips('lib', 'lib/foo')).toBe(true);
  expect(skips('lib\n!lib/foo', 'lib')).toBe(false);
  expect(skips('lib\n!lib/foo', 'lib/bar')).toBe(true);
  expect(skips('lib\n!**/foo', 'lib/bar')).toBe(false);
});

test('patterns that make backtracking matchers slow are quick', () => {
  const decider = new IgnoreDecider(parseIgnoreFile(`${'**/a*'.repeat(30)}b\n${'*a'.repeat(40)}\n`));
  const started = performance.now();
  expect(decider.decide('a'.repeat(300)).ignored).toBe(true);
  expect(decider.decide(`${'a/'.repeat(50)}c`).ignored).toBe(false);
  expect(performance.now() - started).toBeLessThan(4000);
});

const part = fc.constantFrom('a', 'b', 'ab', '.x');
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const line = fc
  .array(fc.constantFrom('a', 'b', '*', '**', '?', '/', '[ab]', '.x'), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(''));

test('a decider that remembers folders decides as one that does not, in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), line)), fc.array(path), (lines, paths) => {
      const patterns = parseIgnoreFile(lines.map(([not, text]) => (not ? `!${text}` : text)).join('\n'));
      const decider = new IgnoreDecider(patterns);
      for (const each of paths) expect(decider.decide(each)).toEqual(decides(patterns, each));
    }),
  );
});
