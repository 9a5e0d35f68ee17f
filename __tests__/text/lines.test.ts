import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { LineIndex } from '../../src/text/lines.js';

test('lines end at \\n only', () => {
  const index = new LineIndex('a\r\nb\rc\n\nd');
  expect(index.lineCount).toBe(4);
  expect([1, 2, 3, 4, 5].map((line) => index.lineText(line))).toEqual(['a', 'b\rc', '', 'd', '']);
  expect([1, 2, 3, 4, 5].map((line) => index.lineStart(line))).toEqual([0, 3, 7, 8, 9]);
});

test.each([
  [0, 1, 1],
  [2, 1, 3],
  [3, 2, 1],
  [7, 3, 1],
  [9, 4, 2],
  [99, 4, 2],
  [-5, 1, 1],
])('offset %i is line %i, column %i', (offset, line, column) => {
  expect(new LineIndex('a\r\nb\rc\n\nd').position(offset)).toMatchObject({ line, column });
});

test('a position leads back to its offset', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é', '😀') }), fc.nat(), (text, seed) => {
      const offset = seed % (text.length + 1);
      const index = new LineIndex(text);
      const { line, column } = index.position(offset);
      expect(index.lineStart(line) + column - 1).toBe(offset);
      expect(text.slice(index.lineStart(line), offset)).not.toContain('\n');
    }),
  );
});
