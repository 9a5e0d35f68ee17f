import type { FileReport } from '../types.js';

/** The paths of changed files, one a line: what `-l` prints. */
export function listReport(files: readonly FileReport[]): string {
  return files
    .filter((file) => file.status === 'changed')
    .map((file) => `${file.path}\n`)
    .join('');
}
