import { composeEdits } from '../text/edits.js';
import type { TracedEdit } from '../text/edits.js';
import { LineIndex } from '../text/lines.js';
import { unifiedPatch } from '../text/patch.js';
import type { ChangeReport, EditReport, FileReport } from '../types.js';
import type { WorkingFile } from './working-files.js';

/** A report for each file that changes of a Dockerfile edit beside it; with the same changes, at their places in that file. */
export function companionReports(
  files: readonly (readonly [path: string, file: WorkingFile])[],
  changes: readonly ChangeReport[],
): readonly FileReport[] {
  return files
    .map(([path, { before, text, edits }]) => {
      const own = [...new Set(edits.flatMap((edit) => edit.changes))].sort((a, b) => a - b);
      const index = new Map(own.map((change, at) => [change, at]));
      const lines = new LineIndex(before ?? '');
      return companionReport(path, before, text, {
        edits: edits.map((edit) => ({ ...edit, changes: edit.changes.map((each) => index.get(each) ?? 0) })),
        changes: own.flatMap((each) => {
          const change = changes[each];
          return change === undefined ? [] : [{ ...change, range: rangeOf(edits, each, lines) }];
        }),
      });
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function rangeOf(edits: readonly TracedEdit[], change: number, lines: LineIndex): ChangeReport['range'] {
  const own = edits.filter((edit) => edit.changes.includes(change));
  return {
    start: lines.position(own[0]?.start ?? 0),
    end: lines.position(own.at(-1)?.end ?? 0),
  };
}

/** The report of a file that comes from several Dockerfiles: `next` was made from what `first` gave. */
export function joinedReport(first: FileReport, next: FileReport): FileReport {
  const shift = first.changes.length;
  const moved = next.edits.map((edit) => ({ ...edit, changes: edit.changes.map((each) => each + shift) }));
  return companionReport(
    first.path,
    first.companion?.created === true ? undefined : first.before,
    next.after,
    { edits: composeEdits(first.edits, moved), changes: [...first.changes, ...next.changes] },
  );
}

function companionReport(
  path: string,
  before: string | undefined,
  after: string,
  made: { readonly edits: readonly EditReport[]; readonly changes: readonly ChangeReport[] },
): FileReport {
  return {
    path,
    builds: [],
    status: 'changed',
    before: before ?? '',
    after,
    ...made,
    skips: [],
    warnings: [],
    companion: { created: before === undefined },
    get patch() {
      return unifiedPatch(path, before, after);
    },
  };
}
