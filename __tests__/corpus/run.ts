// dfmod over a folder of Dockerfiles or of whole repositories: npm run corpus -- <folder> [--list [outcome or reason]]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { rewriteDockerfile } from '../../src/engine/rewrite.js';
import { DfmodError } from '../../src/errors.js';
import { decodeFile } from '../../src/text/encoding.js';
import { applyEdits } from '../../src/text/edits.js';
import type { FileReport } from '../../src/types.js';
import { candidatesOf } from './candidates.js';
import { installOutcomes } from './demands.js';
import { readTable } from './repositories.js';
import { isSplitCandidate, splitOutcomes } from './split.js';

const [folder, flag, wanted] = process.argv.slice(2);
if (folder === undefined || (flag !== undefined && flag !== '--list')) {
  process.stderr.write('usage: npm run corpus -- <folder> [--list [outcome or reason]]\n');
  process.exit(2);
}

/** Transforms that add, move or take away instructions. */
const REARRANGING: ReadonlySet<string> = new Set(['split-copy', 'bind-mounts']);

const counts = new Map<string, Map<string, number>>();
const count = (table: string, row: string, by = 1): void => {
  const rows = counts.get(table) ?? new Map<string, number>();
  counts.set(table, rows.set(row, (rows.get(row) ?? 0) + by));
};
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function* dockerfiles(dir: string): Generator<string> {
  for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* dockerfiles(path);
    else if (
      /dockerfile|containerfile/i.test(entry.name) &&
      !/\.(dockerignore|j2|tmpl|template|erb|in|md|sh)$/i.test(entry.name)
    )
      yield path;
  }
}

const rewrite = (path: string, text: string, latin1: boolean): FileReport =>
  rewriteDockerfile({ path, text, latin1, builds: [], tree: undefined, repositoryRoot: '' });

/** Whether everything outside the edits is byte for byte the same, seen from the two texts alone. */
function sameOutside(report: FileReport): boolean {
  let before = 0;
  let after = 0;
  for (const { start, end, text } of report.edits) {
    const kept = report.before.slice(before, start);
    if (report.after.slice(after, after + kept.length) !== kept) return false;
    after += kept.length + text.length;
    before = end;
  }
  return (
    report.after.slice(after) === report.before.slice(before) &&
    applyEdits(report.before, report.edits) === report.after
  );
}

function judge(path: string, report: FileReport, latin1: boolean): void {
  count('files', report.status);
  if (!sameOutside(report)) say(`${path}: bytes outside the edits differ`);
  if (rewrite(path, report.after, latin1).after !== report.after) {
    count('files', 'changed by a second run');
    say(`${path}: changes again on a second run`);
  }
  if (
    !report.changes.some(({ transform }) => REARRANGING.has(transform)) &&
    parseDockerfile(report.after, { latin1 }).instructions.length !==
      parseDockerfile(report.before, { latin1 }).instructions.length
  )
    say(`${path}: instructions came or went`);
  for (const { transform, safety, title, range } of report.changes) {
    count('changes', `${transform} ${safety}`);
    if (wanted === safety) say(`${path}:${range.start.line}: ${title}`);
  }
  for (const { transform, code, evidence, range } of report.skips) {
    count('skips', `${transform} ${code}`);
    if (wanted === code)
      say(`${path}:${range.start.line}: ${code}: ${evidence.text.replaceAll(/\s+/g, ' ').slice(0, 160)}`);
  }
  for (const { manager, outcome } of installOutcomes(report.before, latin1))
    count(`caches of ${manager}`, outcome);
  for (const { manager, line, text, outcome } of candidatesOf(report)) {
    count(`installs of ${manager}`, outcome);
    if (outcome === 'unseen' || wanted === outcome)
      say(`${path}:${line}: ${manager} ${outcome}: ${text.slice(0, 160)}`);
  }
}

const started = performance.now();
let files = 0;
for (const path of dockerfiles(folder)) {
  files++;
  try {
    const { text, encoding } = decodeFile(readFileSync(path));
    judge(path, rewrite(path, text, encoding === 'latin1'), encoding === 'latin1');
  } catch (error) {
    if (error instanceof DfmodError) {
      count('files', 'unparsable');
      count('unparsable', error.code);
      if (wanted === error.code) say(`${path}:${error.place.line ?? 0}: ${error.message}`);
    } else {
      count('files', 'crashed');
      say(`${path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
}
const seconds = (performance.now() - started) / 1000;

// Where a table of the Dockerfiles stands beside the folder, what split-copy does is told by file: it needs the whole context.
const table = join(folder, '../index.tsv');
if (existsSync(table)) {
  const candidates = readTable(table).filter(isSplitCandidate);
  count('split-copy, by outcome', 'in no folder here', candidates.length);
  for await (const each of splitOutcomes(folder, candidates)) {
    count('split-copy, by outcome', 'in no folder here', -1);
    count('split-copy, by outcome', each.outcome);
    count(`split-copy of ${each.managers}`, each.outcome.replace(/:.*/, ''));
    count(`split-copy, context known from ${each.context}`, each.outcome.replace(/:.*/, ''));
    if (flag !== undefined && (wanted === undefined || each.outcome.split(' ').includes(wanted)))
      say(
        `${each.path} (${each.managers}) ${each.outcome}${each.details.map((line) => `\n    ${line}`).join('')}`,
      );
  }
}

for (const [name, rows] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
  say(`\n${name}`);
  for (const [row, n] of [...rows].sort(([, a], [, b]) => b - a)) say(`${String(n).padStart(7)}  ${row}`);
}
say(`\n${files} files in ${seconds.toFixed(1)} s, each rewritten twice: ${(files / seconds).toFixed(0)}/s`);
