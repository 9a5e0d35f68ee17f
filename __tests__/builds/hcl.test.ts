import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { HclError } from '../../src/builds/hcl-tokens.js';
import { readHcl, type HclExpression } from '../../src/builds/hcl.js';

/** An expression without its places, as short as it can be told. */
function plain(value: HclExpression | undefined): unknown {
  switch (value?.kind) {
    case 'string':
      return value.parts.map((part) =>
        part.kind === 'text' ? part.text : part.kind === 'variable' ? { name: part.name } : '?',
      );
    case 'list':
      return { list: value.items.map(plain) };
    case 'object':
      return { object: value.entries.map(([key, entry]) => [key, plain(entry)]) };
    case 'literal':
      return value.text;
    case 'variable':
      return { name: value.name };
    default:
      return value?.kind;
  }
}

describe('expressions', () => {
  test.each<[string, unknown]>([
    ['"a"', ['a']],
    ['""', []],
    ['"a\\n\\"b\\u00e9"', ['a\n"bé']],
    ['"a${b}c"', ['a', { name: 'b' }, 'c']],
    ['"${ a.b }"', [{ name: 'a.b' }]],
    ['"$${a} %%{b} $ %"', ['${a} %{b} $ %']],
    ['"${f("}")}x"', ['?', 'x']],
    ['"${"${a}"}"', ['?']],
    ['"%{ if a }b%{ endif }"', ['?', 'b', '?']],
    ['12.5e3', '12.5e3'],
    ['true', 'true'],
    ['null', 'null'],
    ['a', { name: 'a' }],
    ['a.b.c', { name: 'a.b.c' }],
    ['["a", b,\n 1,\n]', { list: [['a'], { name: 'b' }, '1'] }],
    ['[]', { list: [] }],
    [
      '{a = 1, "b" : 2\n c = [3]\n}',
      {
        object: [
          ['a', '1'],
          ['b', '2'],
          ['c', { list: ['3'] }],
        ],
      },
    ],
    ['[for x in y : x]', 'computed'],
    ['{for k, v in y : k => v}', 'computed'],
    ['{(a) = 1}', 'computed'],
    ['a ? "b" : "c"', 'computed'],
    ['a == "b"', 'computed'],
    ['-1', 'computed'],
    ['!a', 'computed'],
    ['f(a, [1, {b = 2}])', 'computed'],
    ['f(\n a,\n)', 'computed'],
    ['a[0]', 'computed'],
    ['a.*.b', 'computed'],
    ['["a", f("b"), a ? 1 : 2]', { list: [['a'], 'computed', 'computed'] }],
    ['<<EOT\n a\n  b ${c}\nEOT', [' a\n  b ', { name: 'c' }, '\n']],
    ['<<-EOT\n  a\n    b\n  EOT', ['a\n  b\n']],
    ['"a" # not "b"', ['a']],
    ['"a" // b', ['a']],
    ['/* b */ "a" /* c\n d */', ['a']],
  ])('%s', (text, expected) => {
    const { attributes } = readHcl(`x = ${text}\ny = 1\n`);
    expect(plain(attributes.get('x')?.value)).toEqual(expected);
    expect(plain(attributes.get('y')?.value)).toBe('1');
  });
});

test('blocks, labels and places', () => {
  const text = 'a = 1\n\ntarget "web" name-2 {\n  tags = ["x"]\n  inner {}\n}\r\nempty {}\n';
  const { blocks } = readHcl(text);
  expect(blocks.map(({ type, labels, span }) => [type, labels, text.slice(span.start, span.end)])).toEqual([
    ['target', ['web', 'name-2'], 'target "web" name-2 {\n  tags = ["x"]\n  inner {}\n}'],
    ['empty', [], 'empty {}'],
  ]);
  const [target] = blocks;
  expect(text.slice(target?.body.start, target?.body.end)).toBe('\n  tags = ["x"]\n  inner {}\n');
  const tags = target?.attributes.get('tags');
  expect(text.slice(tags?.span.start, tags?.span.end)).toBe('tags = ["x"]');
  expect(text.slice(tags?.value.span.start, tags?.value.span.end)).toBe('["x"]');
  expect(target?.blocks.map(({ type }) => type)).toEqual(['inner']);
});

describe('what is malformed is an HclError', () => {
  test.each([
    'a = "b',
    'a {',
    'a = [1',
    'a = {b 1}',
    '}',
    'a "b" = 1',
    'a = <<E\nb\n',
    '/* a',
    'a = `b`',
    'a = (1',
    '= 1',
    'a = "b\n"',
  ])('%j', (text) => {
    expect(() => readHcl(text)).toThrow(HclError);
  });

  test('however deep it is nested', () => {
    for (const open of ['a {\n', 'a = [', 'a = {b = ']) {
      expect(() => readHcl(open.replace('a = ', '').repeat(20_000))).toThrow(HclError);
    }
    expect(() => readHcl(`a = ${'['.repeat(20_000)}`)).toThrow('nested too deep');
    expect(() => readHcl(`a = "${'${"'.repeat(50_000)}`)).toThrow(HclError);
  });

  test('nothing else is thrown, and it always ends', () => {
    const piece = fc.constantFrom(
      'a',
      '=',
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '"',
      '${',
      '\n',
      ',',
      '<<E\n',
      'E\n',
      '?',
      ':',
      '1',
      '.',
      'for',
      ' ',
      '\\',
      '%{',
      '#',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          readHcl(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(HclError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
