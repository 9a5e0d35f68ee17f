import { describe, expect, test } from '@jest/globals';
import type { ShellWord } from '../../src/shell/script.js';
import { read } from './read.js';

function word(raw: string, dialect: 'sh' | 'bash' = 'bash'): ShellWord {
  const found = read(`echo ${raw} ;`, { dialect }).commands[0]?.words[1];
  if (found === undefined) throw new Error('no word');
  expect(found.raw).toBe(raw);
  return found;
}

describe('what a command gets', () => {
  test.each([
    ['a', 'a'],
    [`'a b'`, 'a b'],
    [`"a b"`, 'a b'],
    [`a'b'"c"`, 'abc'],
    [`'it'"'"'s'`, "it's"],
    [`''`, ''],
    ['a\\ b', 'a b'],
    ['\\$x', '$x'],
    ['"a\\$b\\x"', 'a$b\\x'],
    ['"a\\\nb"', 'ab'],
    ['a\\\nb', 'ab'],
    ['--opt="x y"', '--opt=x y'],
    ['A=b', 'A=b'],
    [`$'a\\n'`, 'a\n'],
    ['~=1.2', '~=1.2'],
    ['/var/lib/apt/lists/*', '/var/lib/apt/lists/*'],
  ])('%s', (raw, value) => {
    expect(word(raw).value).toBe(value);
  });

  test.each([
    '$x',
    '"${x}"',
    '${x:-y}',
    '$(a)',
    '`a`',
    '$((1+1))',
    '~root/x',
    '<(a)',
    '$1',
    '"$@"',
    '$"a"',
    'a[$x]',
  ])('is unknown for %s', (raw) => {
    expect(word(raw).value).toBeUndefined();
  });

  test('dash has no $-quotes', () => {
    expect(word(`$'a'`, 'sh').value).toBeUndefined();
  });
});

test.each([
  [
    'a$x',
    [
      { kind: 'literal', value: 'a', quoted: false },
      { kind: 'variable', name: 'x', fallback: undefined, quoted: false },
    ],
  ],
  [
    '"${x:-a b}"',
    [
      { kind: 'literal', value: '', quoted: true },
      { kind: 'variable', name: 'x', fallback: 'a b', quoted: true },
    ],
  ],
  ['${x-y}', [{ kind: 'opaque' }]],
  ['${x#y}', [{ kind: 'opaque' }]],
  ['${x:-$y}', [{ kind: 'opaque' }]],
  ['${#x}', [{ kind: 'opaque' }]],
  [
    `a'b'c`,
    [
      { kind: 'literal', value: 'a', quoted: false },
      { kind: 'literal', value: 'b', quoted: true },
      { kind: 'literal', value: 'c', quoted: false },
    ],
  ],
])('parts of %s', (raw, parts) => {
  expect(word(raw).parts).toEqual(parts);
});

test.each([
  ['a*', true],
  ['a?', true],
  ['[ab]', true],
  ['{a,b}', true],
  ['"a*"', false],
  ['a\\*', false],
  ['[', false],
  ['{}', false],
])('%s stands for what it matches: %s', (raw, glob) => {
  expect(word(raw).glob).toBe(glob);
});

test.each([
  ['~', true],
  ['~/x', true],
  ['"~/x"', false],
  ['a~', false],
  ['\\~/x', false],
])('%s begins at home: %s', (raw, tilde) => {
  expect(word(raw).tilde).toBe(tilde);
});

test('a command has its own redirects and those of the groups around it', () => {
  const script = read('{ (cat a; b <<E) > out 2>&1; c; } >> "$LOG"\nE\n');
  const told = script.commands.map(({ redirects }) =>
    redirects.map(({ operator, target, around }) => `${operator} ${target?.raw ?? '-'} ${around}`),
  );
  const outer = '>> "$LOG" true';
  expect(told).toEqual([
    [outer, '> out true', '>& 1 true'],
    [outer, '> out true', '>& 1 true', '<< - false'],
    [outer],
  ]);
});

test.each([
  ['echo a', false, []],
  ['[ -f a ] && echo a', false, []],
  ['[[ -f a ]] && echo a', true, []],
  ['for f in a b; do echo $f; done', false, []],
  ['for f in *.js; do echo $f; done', true, []],
  ['f() { rm x; }; function g { f; }', false, ['f', 'g']],
])('%s looks around: %s', (text, looksAround, functions) => {
  const script = read(text, { dialect: 'bash' });
  expect(script.looksAround).toBe(looksAround);
  expect([...script.functions]).toEqual(functions);
});

test('redirects are no words, assignments stand apart, and a version is a redirect to the shell', () => {
  const [first, second] = read('A=1 B="$x" pip install a>=1 2>&1 <f; C=~/y').commands;
  expect(first?.words.map(({ raw }) => raw)).toEqual(['pip', 'install', 'a']);
  expect(first?.assignments.map(({ name, value }) => [name, value?.raw])).toEqual([
    ['A', '1'],
    ['B', '"$x"'],
  ]);
  expect(first?.hasRedirects).toBe(true);
  expect(second?.words).toEqual([]);
  expect(second?.assignments[0]?.value?.tilde).toBe(true);
});
