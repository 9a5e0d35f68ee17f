import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { envPairs, expandWord, UNKNOWN } from '../../src/dockerfile/words.js';

const VALUES: Record<string, string | symbol> = { A: 'a', EMPTY: '', SPACE: 'x y', U: UNKNOWN };
const expand = (raw: string, escape = '\\'): string | undefined =>
  expandWord(raw, escape, (name) => VALUES[name]);

describe('expandWord', () => {
  test.each([
    ['plain', 'plain'],
    ['"a b"', 'a b'],
    [`'$A'"$A"`, '$Aa'],
    ['\\$A \\"', '$A "'],
    ['"\\$A \\x \\\\ \\""', '$A \\x \\ "'],
    ['$A/$B/c', 'a//c'],
    ['${A}b', 'ab'],
    ['${B:-x}', 'x'],
    ['${EMPTY:-x}', 'x'],
    ['${EMPTY-x}', ''],
    ['${A:+x}${B:+x}', 'x'],
    ['${EMPTY+x}', 'x'],
    ['${B:-${A}/${C:-"d e"}}', 'a/d e'],
    ['${A:?no}', 'a'],
    ['$SPACE', 'x y'],
    ['$', '$'],
    ['a$ b', 'a$ b'],
    ['$1', ''],
    ['C:\\\\x', 'C:\\x'],
    ['x\\', 'x'],
    ['<<x', '<<x'],
  ])('%s is %j', (raw, expected) => {
    expect(expand(raw)).toBe(expected);
  });

  test.each([
    '$U',
    '${U:-x}',
    '"$U"',
    '${B:?no}',
    '${A#x}',
    '${A%x}',
    '${A/a/b}',
    '${A',
    '${}',
    '${A!x}',
    '"open',
    "'open",
    '${A:-"}',
  ])('%s is not known', (raw) => {
    expect(expand(raw)).toBeUndefined();
  });

  test('the other escape character', () => {
    expect(expand('C:\\x `$A', '`')).toBe('C:\\x $A');
  });

  test('deep nesting is no recursion', () => {
    const depth = 100_000;
    expect(expand(`${'${B:-'.repeat(depth)}x${'}'.repeat(depth)}`)).toBe('x');
  });
});

describe('envPairs', () => {
  test.each([
    [
      'ENV A=1 B="x y" C=\\ z',
      [
        ['A', '1', 'A=1'],
        ['B', '"x y"', 'B="x y"'],
        ['C', '\\ z', 'C=\\ z'],
      ],
    ],
    ['ENV A  b c ', [['A', 'b c', 'A  b c']]],
    [
      'ENV A=1 \\\n# why\n B=2',
      [
        ['A', '1', 'A=1'],
        ['B', '2', 'B=2'],
      ],
    ],
    ["ENV 'A'=x=y", [['A', 'x=y', "'A'=x=y"]]],
    [
      'ARG A B=1 C=',
      [
        ['A', undefined, 'A'],
        ['B', '1', 'B=1'],
        ['C', '', 'C='],
      ],
    ],
    ['LABEL a.b="c"', [['a.b', '"c"', 'a.b="c"']]],
    ['RUN A=1', []],
  ])('%s', (line, expected) => {
    const text = `FROM a\n${line}\n`;
    const [, instruction] = parseDockerfile(text).instructions;
    const pairs = instruction === undefined ? [] : envPairs(instruction);
    expect(pairs.map(({ name, value, span }) => [name, value, text.slice(span.start, span.end)])).toEqual(
      expected,
    );
  });
});
