import { DfmodError } from '../errors.js';
import { ConfigProblems } from '../project/problems.js';
import { jsonReport } from '../report/json.js';
import type { ErrorReport } from '../types.js';
import type { Io } from './io.js';
import { toolVersion } from './version.js';

/** The JSON document of a run that ended before any file was looked at: `jq` must never meet prose. */
export function failureDocument(error: unknown, io: Io): string {
  const all = error instanceof ConfigProblems ? error.problems : [error];
  return jsonReport([], {
    tool: { name: 'dfmod', version: toolVersion() },
    cwd: io.cwd,
    errors: all.map(entry),
  });
}

function entry(error: unknown): ErrorReport & { path?: string } {
  if (!(error instanceof DfmodError))
    return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
  const { path, line, column } = error.place;
  return {
    code: error.code,
    message: error.message,
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}
