import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, json as anyJson, oneof, property } from 'fast-check';
import { DfmodError } from '../../src/errors.js';
import { readJson } from '../../src/project/json-text.js';

describe('broken JSON is placed', () => {
  test.each([
    ['{"a": 1,}', '1:9', 'key expected, not "}"'],
    ['{"a": 1\n "b": 2}', '2:2', ', or the end expected, not "\\"b\\""'],
    ['// c\n{}', '1:1', 'JSON has no comments'],
    ["{'a': 1}", '1:2', 'JSON strings stand in double quotes'],
    ['{"a" 1}', '1:6', ': expected, not "1"'],
    ['[1, 2', '1:6', 'the text ends where , or the end should be'],
    ['', '1:1', 'the text ends where value should be'],
    ['{} x', '1:4', 'nothing expected, not "x"'],
    ['[nul]', '1:2', 'not a JSON value: nul'],
    ['[01]', '1:2', 'not a JSON value: 01'],
    ['[1}', '1:3', ', or the end expected, not "}"'],
    ['{"a": "x\ny"}', '1:7', 'value expected, not "\\""'],
  ])('%j', (text, at, message) => {
    try {
      readJson(text);
      throw new Error('accepted');
    } catch (error) {
      if (!(error instanceof DfmodError)) throw error;
      expect([`${error.place.line}:${error.place.column}`, error.message]).toEqual([at, message]);
    }
  });
});

test('accepts exactly what JSON.parse accepts', () => {
  const token = constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"\\n"',
    '1',
    '-0.5e3',
    'true',
    'null',
    'x',
    ' ',
    '\n',
    '"',
  );
  const text = oneof(
    anyJson(),
    array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
  );
  assert(
    property(text, (source) => {
      let expected: unknown;
      try {
        expected = JSON.parse(source);
      } catch {
        expect(() => readJson(source)).toThrow(DfmodError);
        return;
      }
      expect(readJson(source).value).toEqual(expected);
    }),
  );
});

test('places of keys and values, also after a byte order mark', () => {
  const json = readJson('\ufeff{"a":\n  {"b": [10, "x"]}}');
  expect(json.keyAt(['a', 'b'])).toEqual({ line: 2, column: 4, endColumn: 7 });
  expect(json.valueAt(['a', 'b', '1'])).toEqual({ line: 2, column: 14, endColumn: 17 });
});

test('nesting is the file’s choice', () => {
  const deep = '['.repeat(200_000);
  expect(() => readJson(deep)).toThrow(DfmodError);
});
