import type { FileReport } from '../types.js';
import { countReports, plural, type Counts } from './counts.js';
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
  const counts = countReports(files);
  const lines = [[headline(counts, options), rest(counts, options)].filter((part) => part !== '').join(' ')];
  if (counts.changed > 0 && options.command === 'apply' && !options.wrote)
    lines.push('Run again with --write to apply.');
  return lines
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}

function headline(counts: Counts, options: SummaryOptions): string {
  const all = counts.files - counts.ignored;
  if (counts.changed === 0) {
    const fine = counts.unchanged;
    if (all === 0) return counts.ignored === 0 ? '' : `${plural(counts.ignored, 'Dockerfile')} ignored.`;
    return fine === 0 ? '' : `${plural(fine, 'Dockerfile')} ${fine === 1 ? 'is' : 'are'} up to date.`;
  }
  const of = `${counts.changed} of ${plural(all, 'Dockerfile')}`;
  if (options.command === 'check') {
    return `${of} ${counts.changed === 1 ? 'is' : 'are'} out of date. Run "dfmod apply --write".`;
  }
  if (options.wrote) return `${of} changed: ${plural(counts.changes.applied, 'change')}.`;
  return `${of} would change: ${plural(counts.changes.pending, 'change')}.`;
}

function rest(counts: Counts, options: SummaryOptions): string {
  const { withheld, manual } = counts.changes;
  const parts = [
    ...(withheld > 0 ? [`${withheld} more with --unsafe`] : []),
    ...(manual > 0 ? [`${manual} to make by hand`] : []),
    ...(counts.skips > 0 ? [`${counts.skips} left alone${options.verbose ? '' : ' (-v says why)'}`] : []),
    ...(counts.ignored > 0 && counts.ignored < counts.files ? [`${counts.ignored} ignored`] : []),
  ];
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}

/** `-v`: what is withheld and each skip with its reason and evidence, and each ignored file. */
export function verboseText(files: readonly FileReport[], paint: Paint): string {
  return files.map((file) => verboseBlock(file, paint)).join('');
}

function verboseBlock(file: FileReport, paint: Paint): string {
  if (file.status === 'ignored') return `${paint('bold', file.path)}\n  ignored by --exclude or the config\n`;
  const withheld = file.changes
    .filter((change) => change.status === 'withheld')
    .map((change) => [
      `  ${change.transform}`,
      place(change.range),
      `with --unsafe: ${change.title} (${[...(change.code === undefined ? [] : [change.code]), change.reason].join(': ')})`,
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
  const rows = [...withheld, ...skips];
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
