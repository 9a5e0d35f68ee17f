import { DfmodError } from '../errors.js';
import type { ErrorReport, FileReport } from '../types.js';
import { messageOf } from './system-error.js';

/** The report of a file in which nothing was looked for. */
export function plainReport(path: string, status: FileReport['status'], text: string): FileReport {
  return {
    path,
    builds: [],
    status,
    before: text,
    after: text,
    edits: [],
    changes: [],
    skips: [],
    warnings: [],
    patch: '',
  };
}

export function failedReport(path: string, text: string, error: ErrorReport): FileReport {
  return { ...plainReport(path, 'failed', text), error };
}

export function errorReport(error: unknown): ErrorReport {
  if (!(error instanceof DfmodError)) {
    return {
      code: 'internal',
      message: `internal error: ${messageOf(error)}`,
      hint: 'This is a bug in dfmod: please report it with the file. DFMOD_DEBUG=1 shows where.',
    };
  }
  const { line, column, endColumn } = error.place;
  return {
    code: error.code,
    message: error.message,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(endColumn === undefined ? {} : { endColumn }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}
