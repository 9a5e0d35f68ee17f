import type { ChangeReport, FileReport } from '../types.js';
import { countReports, dockerfilesOf, plural, type Counts } from './counts.js';
import { place } from './diff.js';
import { alignRows } from './columns.js';
import type { Paint } from './paint.js';

export interface SummaryOptions {
  /** `check` asks whether the files are up to date, `apply` what changes. */
  readonly command: 'apply' | 'check';
  readonly wrote: boolean;
  readonly verbose: boolean;
}

/** The closing sentences on stderr: what changed or would, what else there is, what to do next. */
export function summaryText(files: readonly FileReport[], options: SummaryOptions): string {
  const dockerfiles = dockerfilesOf(files);
  const counts = countReports(dockerfiles);
  const others = files.filter((file) => file.companion !== undefined && file.status === 'changed');
  const lines = [
    [headline(counts, others.length, options), rest(counts, refusedFiles(dockerfiles), options)]
      .filter((part) => part !== '')
      .join(' '),
  ];
  if (counts.changed + others.length > 0 && options.command === 'apply' && !options.wrote)
    lines.push('Run again with --write to apply.');
  return lines
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}

function headline(counts: Counts, others: number, options: SummaryOptions): string {
  const all = counts.files - counts.ignored;
  if (counts.changed + others === 0) {
    const fine = counts.unchanged;
    if (all === 0) return counts.ignored === 0 ? '' : `${plural(counts.ignored, 'Dockerfile')} ignored.`;
    return fine === 0 ? '' : `${plural(fine, 'Dockerfile')} ${fine === 1 ? 'is' : 'are'} up to date.`;
  }
  const besides = others === 0 ? '' : ` and ${plural(others, 'other file')}`;
  const of = `${counts.changed} of ${plural(all, 'Dockerfile')}${besides}`;
  if (options.command === 'check') {
    return `${of} ${counts.changed + others === 1 ? 'is' : 'are'} out of date. Run "dfmod apply --write".`;
  }
  if (options.wrote) return `${of} changed: ${plural(counts.changes.applied, 'change')}.`;
  return `${of} would change: ${plural(counts.changes.pending, 'change')}.`;
}

/** Changes that are fine, but for another file that is not to be edited. */
const isKept = (change: ChangeReport): boolean => change.status === 'withheld' && change.safety === 'safe';

const refusedFiles = (files: readonly FileReport[]): number =>
  files.reduce((sum, file) => sum + file.changes.filter(isKept).length, 0);

function rest(counts: Counts, kept: number, options: SummaryOptions): string {
  const { manual } = counts.changes;
  const withheld = counts.changes.withheld - kept;
  const parts = [
    ...(withheld > 0 ? [`${withheld} more with --unsafe`] : []),
    ...(kept > 0
      ? [`${kept} not made for want of another file${options.verbose ? '' : ' (-v says why)'}`]
      : []),
    ...(manual > 0 ? [`${manual} to make by hand`] : []),
    ...(counts.skips > 0 ? [`${counts.skips} left alone${options.verbose ? '' : ' (-v says why)'}`] : []),
    ...(counts.ignored > 0 && counts.ignored < counts.files ? [`${counts.ignored} ignored`] : []),
  ];
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}

/**
 * `-v`: each change with its reason, unless the diff on the terminal says it, each skip with its reason and evidence, and each
 * ignored file.
 */
export function verboseText(
  files: readonly FileReport[],
  paint: Paint,
  { changesShown = false }: { readonly changesShown?: boolean } = {},
): string {
  return files.map((file) => verboseBlock(file, paint, changesShown)).join('');
}

function verboseBlock(file: FileReport, paint: Paint, changesShown: boolean): string {
  if (file.status === 'ignored') return `${paint('bold', file.path)}\n  ignored by --exclude or the config\n`;
  // Changes that edit a shared file are told with the Dockerfile.
  if (file.companion !== undefined) return '';
  const made = changesShown
    ? []
    : file.changes
        .filter((change) => change.status !== 'withheld')
        .map((change) => [
          `  ${change.transform}`,
          place(change.range),
          `${change.status === 'manual' ? 'by hand: ' : ''}${change.title}${change.safety === 'unsafe' ? ' (unsafe)' : ''}. ${change.reason}`,
        ]);
  const withheld = file.changes
    .filter((change) => change.status === 'withheld')
    .map((change) => [
      `  ${change.transform}`,
      place(change.range),
      `${isKept(change) ? 'not made' : 'with --unsafe'}: ${change.title} (${[...(change.code === undefined ? [] : [change.code]), change.reason].join(': ')})`,
    ]);
  const skips = file.skips.map((skip) => {
    const { evidence } = skip;
    const at = [evidence.path, evidence.range?.start.line].filter((part) => part !== undefined).join(':');
    const what = evidence.key ?? evidence.text;
    return [
      `  ${skip.transform}`,
      place(skip.range),
      `${skip.code}: ${skip.reason} (${[at, what].filter((part) => part !== '').join(': ')})`,
    ];
  });
  const rows = [...made, ...withheld, ...skips];
  return rows.length === 0 ? '' : `${paint('bold', file.path)}\n${alignRows(['left', 'left', 'left'], rows)}`;
}

/** What is said after the error frames: that a failed file is untouched, and that the others are not affected. */
export function failureNote(files: readonly FileReport[]): string {
  const { failed, files: all, ignored } = countReports(files);
  if (failed === 0) return '';
  const left = failed === 1 ? 'The file was left as it is.' : `${failed} files were left as they are.`;
  const others = all - failed - ignored;
  return others === 0
    ? `${left}\n`
    : `${left} ${plural(others, 'other')} ${others === 1 ? 'was' : 'were'} done.\n`;
}
