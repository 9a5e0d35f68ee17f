import { expect, test } from '@jest/globals';
import { SourceMap } from '../../src/text/source-map.js';

//              0123456789012345678
const source = 'RUN a \\\n# c\n  b\\\nc d';
const map = new SourceMap(source, [
  { start: 0, end: 6 },
  { start: 8, end: 8 },
  { start: 12, end: 15 },
  { start: 17, end: 20 },
]);

test('joins its pieces', () => {
  expect(map.text).toBe('RUN a   bc d');
});

test('every unit leads back to itself', () => {
  for (let index = 0; index < map.text.length; index++) expect(source[map.at(index)]).toBe(map.text[index]);
});

test.each([
  ['in one piece', 4, 5, 'a'],
  ['across a continuation', 8, 10, 'b\\\nc'],
  ['up to a join', 0, 6, 'RUN a '],
  ['empty', 9, 9, ''],
])('the span of a part %s', (_, start, end, expected) => {
  const span = map.span({ start, end });
  expect(source.slice(span.start, span.end)).toBe(expected);
});

test.each([
  [0, 12, ['RUN a ', '  b', 'c d']],
  [8, 10, ['b', 'c']],
  [6, 9, ['  b']],
  [4, 4, []],
])('the pieces of %i to %i', (start, end, expected) => {
  expect(map.pieces({ start, end }).map((piece) => source.slice(piece.start, piece.end))).toEqual(expected);
});

test('what follows the left part is put behind it, not in the next line', () => {
  expect([map.at(6), map.after(6), map.after(0), map.after(12)]).toEqual([12, 6, 0, 20]);
});
