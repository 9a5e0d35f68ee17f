import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { insertMounts } from '../../src/dockerfile/print.js';
import { scanDockerfile } from '../../src/dockerfile/scan.js';
import { maskedView, tokensOf } from '../../src/dockerfile/tokens.js';
import { DfmodError } from '../../src/errors.js';
import { applyEdits } from '../../src/text/edits.js';
import { anyFile, scanned } from './any-file.js';

test('tiles cover the file; pieces make the logical line', () => {
  fc.assert(
    fc.property(anyFile, (text) => {
      const scan = scanned(text);
      if (scan === undefined) return;
      let at = 0;
      for (const { start, end, kind, instruction } of scan.tiles) {
        expect(start).toBe(at);
        at = end;
        expect(end === text.length || text[end - 1] === '\n').toBe(true);
        expect(kind === 'instruction').toBe(instruction !== undefined);
        if (instruction === undefined) continue;
        const spans = [
          ...instruction.line.pieces,
          ...instruction.comments,
          ...instruction.heredocs.flatMap(({ body, delimiter }) => [body, delimiter]),
        ].toSorted((a, b) => a.start - b.start || a.end - b.end);
        let last = start;
        for (const span of spans) {
          expect(span.start).toBeGreaterThanOrEqual(last);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          last = span.end;
        }
        expect(last).toBeLessThanOrEqual(end);
        const pieces = instruction.line.pieces.map((piece) => text.slice(piece.start, piece.end));
        expect(instruction.original).toBe(pieces.join(''));
      }
      expect(at).toBe(text.length);
    }),
    { numRuns: 1000 },
  );
});

test('parsing fails only as a user’s mistake, and everything of an instruction can be asked for', () => {
  fc.assert(
    fc.property(anyFile, (text) => {
      if (scanned(text) === undefined) return;
      try {
        const doc = parseDockerfile(text);
        for (const instruction of doc.instructions) {
          const { span, keywordSpan, body, flags } = instruction;
          expect(text.slice(keywordSpan.start).toUpperCase().startsWith(instruction.keyword.charAt(0))).toBe(
            true,
          );
          expect(text.slice(span.start, span.end)).toBe(instruction.source);
          for (let index = 0; index < body.text.length; index++)
            expect(text[body.at(index)]).toBe(body.text[index]);
          for (const { value, valueSpan } of flags) {
            if (valueSpan !== undefined) expect(text.slice(valueSpan.start, valueSpan.end)).toBe(value);
          }
        }
      } catch (error) {
        if (!(error instanceof DfmodError) || error.place.line === undefined) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});

test('a mount changes its RUN and nothing else', () => {
  fc.assert(
    fc.property(anyFile, fc.nat(), fc.boolean(), (text, seed, two) => {
      let doc;
      try {
        doc = parseDockerfile(text);
      } catch {
        return;
      }
      const runs = doc.instructions.filter(({ keyword, body }) => keyword === 'RUN' && body.text !== '');
      const run = runs[seed % Math.max(1, runs.length)];
      if (run === undefined) return;
      const mount = { type: 'cache', target: '/zz' } as const;
      const edit = insertMounts(doc, run, two ? [mount, { ...mount, id: 'y' }] : [mount]);
      const after = parseDockerfile(applyEdits(text, [edit]));
      expect(after.instructions).toHaveLength(doc.instructions.length);
      for (const [index, instruction] of after.instructions.entries()) {
        const before = doc.instructions[index];
        expect(instruction.body.text).toBe(before?.body.text);
        expect(instruction.json).toEqual(before?.json);
        if (index !== run.index) expect(instruction.source).toBe(before?.source);
        else expect(instruction.flags).toHaveLength(run.flags.length + (two ? 2 : 1));
      }
    }),
    { numRuns: 1000 },
  );
});

test('tokens stand where they say, in a view of the same shape', () => {
  fc.assert(
    fc.property(anyFile, (text) => {
      let doc;
      try {
        doc = parseDockerfile(text);
      } catch {
        return;
      }
      for (const node of scanDockerfile(text).instructions) {
        const { start } = node.span;
        const view = maskedView(node);
        expect(view.replaceAll(/[^\n]/g, '.')).toBe(
          text.slice(start, start + view.length).replaceAll(/[^\n]/g, '.'),
        );
        const tokens = tokensOf(doc, node);
        if (tokens === 'opaque') continue;
        for (const token of tokens.arguments) {
          expect(token.end).toBeGreaterThan(token.start);
          expect(node.bodyText).toContain(node.logical(token));
        }
      }
    }),
    { numRuns: 1000 },
  );
});
