import { expect } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import type { RewriteOptions } from '../../src/engine/rewrite.js';
import { applyEdits } from '../../src/text/edits.js';
import type { FileReport } from '../../src/types.js';
import { rewriteFiles } from './examples.js';

/** What holds for every rewrite of every file, whatever it changed. */
export function expectContract(report: FileReport): void {
  expect(applyEdits(report.before, report.edits)).toBe(report.after);
  expect(report.status).toBe(report.before === report.after ? 'unchanged' : 'changed');
  if (report.companion === undefined) expect(() => parseDockerfile(report.after)).not.toThrow();
  for (const { changes } of report.edits)
    for (const index of changes) expect(report.changes[index]?.status).toBe('pending');
  for (const { title, reason, range } of report.changes) {
    expect(title).not.toBe('');
    expect(reason).not.toBe('');
    if (report.companion === undefined) expect(range.end.offset).toBeGreaterThan(range.start.offset);
  }
  for (const { reason, evidence, range } of report.skips) {
    expect(reason).not.toBe('');
    expect(evidence.text).not.toBe('');
    expect(report.before.slice(range.start.offset, range.end.offset)).not.toBe('');
  }
}

/** A second run changes nothing. */
export async function expectStable(
  files: Readonly<Record<string, string>>,
  reports: readonly FileReport[],
  options: RewriteOptions = {},
): Promise<void> {
  const after = { ...files, ...Object.fromEntries(reports.map((report) => [report.path, report.after])) };
  for (const report of await rewriteFiles(after, options)) expect(report.after).toBe(after[report.path]);
}
