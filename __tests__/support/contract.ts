import { expect } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import type { RewriteOptions } from '../../src/engine/rewrite.js';
import { applyEdits } from '../../src/text/edits.js';
import type { FileReport } from '../../src/types.js';
import { rewriteText } from './examples.js';

/** What holds for every rewrite of every file, whatever it changed. */
export function expectContract(report: FileReport, options: RewriteOptions = {}): void {
  expect(applyEdits(report.before, report.edits)).toBe(report.after);
  expect(report.status).toBe(report.before === report.after ? 'unchanged' : 'changed');
  expect(() => parseDockerfile(report.after)).not.toThrow();
  const again = rewriteText(report.after, options);
  expect(again.after).toBe(report.after);
  for (const { changes } of report.edits)
    for (const index of changes) expect(report.changes[index]?.status).toBe('pending');
  for (const { title, reason, range } of report.changes) {
    expect(title).not.toBe('');
    expect(reason).not.toBe('');
    expect(range.end.offset).toBeGreaterThan(range.start.offset);
  }
  for (const { reason, evidence, range } of report.skips) {
    expect(reason).not.toBe('');
    expect(evidence.text).not.toBe('');
    expect(report.before.slice(range.start.offset, range.end.offset)).not.toBe('');
  }
}
