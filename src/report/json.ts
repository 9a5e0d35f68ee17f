import type { ErrorReport, EvidenceReport, FileReport, PositionRange } from '../types.js';
import { countReports } from './counts.js';

export interface JsonOptions {
  readonly tool: { readonly name: string; readonly version: string };
  /** Absolute; every path of the document is relative to it. */
  readonly cwd: string;
  /** What ended the run before any file was looked at: wrong usage, a wrong config. */
  readonly errors?: readonly (ErrorReport & { readonly path?: string })[];
}

/** The JSON document, schemaVersion 1: one document whatever happens, lines and columns from 1, offsets in UTF-16 units. */
export function jsonReport(files: readonly FileReport[], options: JsonOptions): string {
  const counts = countReports(files);
  const { applied, pending, withheld, manual } = counts.changes;
  const document = {
    schemaVersion: 1,
    tool: { name: options.tool.name, version: options.tool.version },
    cwd: options.cwd,
    summary: {
      files: counts.files,
      changed: counts.changed,
      unchanged: counts.unchanged,
      ignored: counts.ignored,
      failed: counts.failed,
      changes: { applied, pending, withheld, manual },
      skips: counts.skips,
    },
    files: files.map(fileEntry),
    ...(options.errors === undefined
      ? {}
      : { errors: options.errors.map((error) => ({ path: error.path, ...errorEntry(error) })) }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function fileEntry(file: FileReport): Record<string, unknown> {
  return {
    path: file.path,
    builds: file.builds.map(({ context, target, args, contexts, evidence }) => ({
      context: context === '' ? '.' : context,
      target,
      args,
      contexts,
      evidence,
    })),
    status: file.status,
    edits: file.edits.map(({ start, end, text, changes }) => ({ start, end, text, changes })),
    changes: file.changes.map(({ transform, safety, status, title, reason, range, files }) => ({
      transform,
      safety,
      status,
      title,
      reason,
      range: rangeEntry(range),
      files,
    })),
    skips: file.skips.map(({ transform, code, reason, range, evidence }) => ({
      transform,
      code,
      reason,
      range: rangeEntry(range),
      evidence: evidenceEntry(evidence),
    })),
    patch: file.patch,
    ...(file.error === undefined ? {} : { error: errorEntry(file.error) }),
  };
}

function rangeEntry({ start, end }: PositionRange): PositionRange {
  return {
    start: { line: start.line, column: start.column, offset: start.offset },
    end: { line: end.line, column: end.column, offset: end.offset },
  };
}

function evidenceEntry({ path, range, key, text }: EvidenceReport): Record<string, unknown> {
  return { path, range: range === undefined ? undefined : rangeEntry(range), key, text };
}

function errorEntry({ code, message, line, column }: ErrorReport): Record<string, unknown> {
  return { code, message, line, column };
}
