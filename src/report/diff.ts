import type { ChangeReport, FileReport, PositionRange } from '../types.js';
import { alignRows } from './columns.js';
import type { Paint } from './paint.js';

/**
 * The patch of one file as bytes that `git apply` takes. A file that is not UTF-8 was read one unit a byte,
 * so its lines go out the same way; the header names a path and is always UTF-8.
 */
export function patchBytes(file: FileReport, latin1: boolean): Uint8Array {
  if (!latin1) return Buffer.from(file.patch, 'utf8');
  const body = file.patch.indexOf('\n@@') + 1;
  return Buffer.concat([
    Buffer.from(file.patch.slice(0, body), 'utf8'),
    Buffer.from(file.patch.slice(body), 'latin1'),
  ]);
}

/** A patch as `git diff` colours it. */
export function paintPatch(patch: string, paint: Paint): string {
  let header = true;
  return patch
    .split('\n')
    .map((line) => {
      if (line.startsWith('@@')) {
        header = false;
        return paint('cyan', line);
      }
      if (header && (line.startsWith('---') || line.startsWith('+++'))) return paint('bold', line);
      if (line.startsWith('+')) return paint('green', line);
      if (line.startsWith('-')) return paint('red', line);
      return line;
    })
    .join('\n');
}

/**
 * What a terminal shows for one file: its path and contexts, its changes (`verbose`: with their reasons), its patch. Empty when
 * there is nothing to show.
 */
export function terminalBlock(file: FileReport, paint: Paint, verbose = false): string {
  const shown = file.changes.filter((change) => change.status !== 'withheld');
  if (file.patch === '' && shown.length === 0) return '';
  const withReason = verbose && file.companion === undefined;
  const rows = shown.map((change) => [
    `  ${change.transform}`,
    place(change.range),
    withReason && change.status !== 'manual' ? `${title(change)}. ${change.reason}` : title(change),
  ]);
  return [
    `${paint('bold', file.path)}${contexts(file)}\n`,
    alignRows(['left', 'left', 'left'], rows),
    paintPatch(file.patch, paint),
    '\n',
  ].join('');
}

/** `line 4`, `lines 4-6`. */
export function place(range: PositionRange): string {
  const { start, end } = range;
  const last = end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
  return last > start.line ? `lines ${start.line}-${last}` : `line ${start.line}`;
}

function title(change: ChangeReport): string {
  if (change.status === 'manual') return `${change.title} (by hand: ${change.reason})`;
  return change.safety === 'unsafe' ? `${change.title} (unsafe)` : change.title;
}

function contexts(file: FileReport): string {
  const names = [...new Set(file.builds.map((build) => (build.context === '' ? '.' : build.context)))];
  if (names.length === 0) return '';
  return `  (context${names.length > 1 ? 's' : ''} ${names.join(', ')})`;
}
