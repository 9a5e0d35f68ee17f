import type { ChangeStatus, FileReport } from '../types.js';

export interface Counts {
  readonly files: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly ignored: number;
  readonly failed: number;
  readonly changes: Readonly<Record<ChangeStatus, number>>;
  readonly skips: number;
}

/** The reports of Dockerfiles alone: what a summary speaks of. */
export const dockerfilesOf = (files: readonly FileReport[]): readonly FileReport[] =>
  files.filter(({ companion }) => companion === undefined);

/** What a summary and the JSON document count. A change that edits several files is counted with its Dockerfile. */
export function countReports(files: readonly FileReport[]): Counts {
  const status = { changed: 0, unchanged: 0, ignored: 0, failed: 0 };
  const changes = { applied: 0, pending: 0, withheld: 0, manual: 0 };
  let skips = 0;
  for (const file of files) {
    status[file.status] += 1;
    if (file.companion === undefined) for (const change of file.changes) changes[change.status] += 1;
    skips += file.skips.length;
  }
  return { files: files.length, ...status, changes, skips };
}

/** `1 change`, `2 changes`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
