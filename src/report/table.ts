import type { FileReport } from '../types.js';
import { alignColumns } from './columns.js';
import { countReports, dockerfilesOf } from './counts.js';
import { placed } from './text-frame.js';

interface Row {
  files: number;
  changes: number;
  left: number;
  readonly reasons: Map<string, number>;
}

const SHOWN_FAILURES = 5;

/** What a batch ends with: a line of totals, a row for each transform, and what could not be parsed. */
export function batchTable(files: readonly FileReport[], options: { readonly verbose: boolean }): string {
  const dockerfiles = dockerfilesOf(files);
  const rows = [...rowsOf(dockerfiles)]
    .sort(([a, x], [b, y]) => y.changes - x.changes || (a < b ? -1 : 1))
    .map(([id, row]) => [
      id,
      String(row.files),
      String(row.changes),
      String(row.left),
      mainReason(row.reasons),
    ]);
  const table =
    rows.length === 0
      ? ''
      : `\n${alignColumns(
          [
            { title: 'transform', align: 'left' },
            { title: 'files', align: 'right' },
            { title: 'changes', align: 'right' },
            { title: 'left alone', align: 'right' },
            { title: 'main reason', align: 'left' },
          ],
          rows,
        )}`;
  return [
    totals(dockerfiles),
    table,
    otherFiles(files),
    failures(files, options.verbose ? Infinity : SHOWN_FAILURES),
  ].join('');
}

function totals(files: readonly FileReport[]): string {
  const counts = countReports(files);
  const word = counts.changes.applied > 0 ? 'changed' : 'would change';
  return `Dockerfiles ${counts.files} · ${word} ${counts.changed} · already fine ${counts.unchanged} · ignored ${counts.ignored} · failed ${counts.failed}\n`;
}

/** Such as an ignore file, which changes together with Dockerfiles. */
function otherFiles(files: readonly FileReport[]): string {
  const changed = files.filter(({ companion, status }) => companion !== undefined && status === 'changed');
  return changed.length === 0
    ? ''
    : `\nwith them:\n${changed.map(({ path, companion }) => `  ${path}${companion?.created === true ? ' (new)' : ''}\n`).join('')}`;
}

function rowsOf(files: readonly FileReport[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  const rowOf = (id: string): Row => {
    const row = rows.get(id) ?? { files: 0, changes: 0, left: 0, reasons: new Map<string, number>() };
    rows.set(id, row);
    return row;
  };
  for (const file of files) {
    const made = file.changes.filter((change) => change.status === 'pending' || change.status === 'applied');
    for (const change of made) rowOf(change.transform).changes += 1;
    for (const id of new Set(made.map((change) => change.transform))) rowOf(id).files += 1;
    for (const skip of file.skips) {
      const row = rowOf(skip.transform);
      row.left += 1;
      row.reasons.set(skip.code, (row.reasons.get(skip.code) ?? 0) + 1);
    }
  }
  return rows;
}

function mainReason(reasons: ReadonlyMap<string, number>): string {
  const [first] = [...reasons].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return first === undefined ? '' : first[0];
}

function failures(files: readonly FileReport[], limit: number): string {
  const failed = files.flatMap((file) =>
    file.error === undefined ? [] : [`  ${placed(file.path, file.error)} ${file.error.message}\n`],
  );
  if (failed.length === 0) return '';
  const more = failed.length > limit ? `  … ${failed.length - limit} more with -v\n` : '';
  return `\nnot done:\n${failed.slice(0, limit).join('')}${more}`;
}
