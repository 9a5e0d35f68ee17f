import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { InternalError } from '../../src/errors.js';
import { applyEdits, composeEdits, normalizeEdits, overlap, type TracedEdit } from '../../src/text/edits.js';

const edit = (start: number, end: number, text: string, ...changes: number[]): TracedEdit => ({
  start,
  end,
  text,
  changes,
});

/** Edits that do not overlap, on a text of this length; their text is marked, to tell it from the original's. */
function editsOn(length: number, mark: string, change: number): fc.Arbitrary<TracedEdit[]> {
  const one = fc.tuple(fc.nat(length), fc.nat(3), fc.constantFrom('', mark, mark + mark));
  return fc.array(one, { maxLength: 6 }).map((seeds) => {
    const kept: TracedEdit[] = [];
    for (const [start, size, text] of seeds) {
      const next = edit(start, Math.min(length, start + size), text, change);
      if (next.start === next.end && text === '') continue;
      if (!kept.some((other) => overlap(other, next))) kept.push(next);
    }
    return normalizeEdits(kept);
  });
}

const cases = fc
  .string({ unit: fc.constantFrom('a', 'b', 'c', '\n'), maxLength: 12 })
  .chain((text) =>
    editsOn(text.length, 'X', 1).chain((first) =>
      editsOn(applyEdits(text, first).length, 'Y', 2).map((second) => ({ text, first, second })),
    ),
  );

describe('overlap', () => {
  test.each([
    ['crossing ranges', edit(0, 3, ''), edit(2, 4, ''), true],
    ['ranges that touch', edit(0, 2, ''), edit(2, 4, ''), false],
    ['insertions at one place', edit(2, 2, 'a'), edit(2, 2, 'b'), true],
    ['the same insertion', edit(2, 2, 'a'), edit(2, 2, 'a'), false],
    ['an insertion inside a range', edit(2, 2, 'a'), edit(1, 3, ''), true],
    ['an insertion at the start of a range', edit(1, 1, 'a'), edit(1, 3, ''), false],
    ['an insertion at the end of a range', edit(3, 3, 'a'), edit(1, 3, ''), false],
    ['one range, two texts', edit(1, 3, 'a'), edit(1, 3, 'b'), true],
  ])('%s', (_, a, b, expected) => {
    expect([overlap(a, b), overlap(b, a)]).toEqual([expected, expected]);
  });
});

const join = (a: TracedEdit, b: TracedEdit): TracedEdit => ({ ...a, changes: [...a.changes, ...b.changes] });

test('normalizeEdits sorts, and joins what is the same', () => {
  const edits = [edit(5, 6, ''), edit(1, 1, 'x', 1), edit(1, 1, 'x', 2)];
  expect(normalizeEdits(edits, join)).toEqual([edit(1, 1, 'x', 1, 2), edit(5, 6, '')]);
  expect(() => normalizeEdits([edit(0, 9, ''), edit(2, 3, ''), edit(4, 5, '')])).toThrow(InternalError);
});

test('applyEdits makes all edits at once', () => {
  expect(applyEdits('abcdef', [edit(4, 6, 'Z'), edit(1, 1, 'x'), edit(1, 2, 'y')])).toBe('axycdZ');
  expect(() => applyEdits('abc', [edit(2, 9, '')])).toThrow(InternalError);
});

describe('composeEdits', () => {
  test.each([
    ['far apart', [edit(0, 1, 'X', 1)], [edit(4, 5, 'Y', 2)], [edit(0, 1, 'X', 1), edit(4, 5, 'Y', 2)]],
    ['moved', [edit(0, 0, 'XXX', 1)], [edit(5, 6, '', 2)], [edit(0, 0, 'XXX', 1), edit(2, 3, '', 2)]],
    ['inside inserted text', [edit(2, 2, 'XXXX', 1)], [edit(3, 5, 'y', 2)], [edit(2, 2, 'XyX', 1, 2)]],
    [
      'an insertion behind an insertion',
      [edit(2, 2, 'X', 1)],
      [edit(3, 3, 'y', 2)],
      [edit(2, 2, 'Xy', 1, 2)],
    ],
    ['text put where text went', [edit(2, 4, '', 1)], [edit(2, 2, 'y', 2)], [edit(2, 4, 'y', 1, 2)]],
    [
      'a range over two edits',
      [edit(1, 2, 'X', 1), edit(4, 5, 'Z', 3)],
      [edit(0, 6, '-', 2)],
      [edit(0, 6, '-', 1, 2, 3)],
    ],
    [
      'beside a replacement',
      [edit(1, 3, 'X', 1)],
      [edit(2, 2, 'y', 2)],
      [edit(1, 3, 'X', 1), edit(3, 3, 'y', 2)],
    ],
  ])('%s', (_, first, second, expected) => {
    expect(composeEdits(first, second)).toEqual(expected);
  });

  test('equals one after the other', () => {
    fc.assert(
      fc.property(cases, ({ text, first, second }) => {
        expect(applyEdits(text, composeEdits(first, second))).toBe(
          applyEdits(applyEdits(text, first), second),
        );
      }),
      { numRuns: 3000 },
    );
  });

  test('what neither list touched is in no range', () => {
    fc.assert(
      fc.property(cases, ({ text, first, second }) => {
        // Every unit of the original becomes a unit of its own, to be found again in the end.
        const named = String.fromCodePoint(...Array.from(text, (_, index) => 0x4e00 + index));
        const last = applyEdits(applyEdits(named, first), second);
        for (const { start, end } of composeEdits(first, second)) {
          for (let at = start; at < end; at++) expect(last).not.toContain(named[at]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('every change is kept, and no edit without one', () => {
    fc.assert(
      fc.property(cases, ({ first, second }) => {
        const composed = composeEdits(first, second);
        expect(new Set(composed.flatMap(({ changes }) => changes))).toEqual(
          new Set([...first, ...second].flatMap(({ changes }) => changes)),
        );
        expect(composed.every(({ changes }) => changes.length > 0)).toBe(true);
      }),
    );
  });
});
