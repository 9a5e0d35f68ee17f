import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realParts } from '../../src/cli/parts.js';
import { applyToProject } from '../../src/project/apply.js';
import type { FileReport } from '../../src/types.js';
import { materialise, pathIn, type Row } from './repositories.js';

const MANAGERS = new Set(['npm', 'yarn', 'pnpm', 'bun', 'pip']);

/** What split-copy makes of one Dockerfile that copies everything before it installs. */
export interface SplitOutcome {
  readonly path: string;
  readonly managers: string;
  /** How the table's maker found the context: `compose`, `workflow` and `script` state it, the others are guesses. */
  readonly context: string;
  /** `safe`, `unsafe`, `manual`, `skip: <codes>`, `nothing said`, `failed` or `not found`. */
  readonly outcome: string;
  /** The change's title, or each reason with its evidence. */
  readonly details: readonly string[];
}

export const isSplitCandidate = (row: Row): boolean =>
  row['broad_before_install'] === 'yes' &&
  (row['eco_run'] ?? '').split(',').some((manager) => MANAGERS.has(manager));

/** Runs split-copy alone over the candidates, each in a full copy of its repository. */
export async function* splitOutcomes(folder: string, rows: readonly Row[]): AsyncGenerator<SplitOutcome> {
  for (const name of readdirSync(folder).sort()) {
    const here = rows
      .map((row) => ({ row, path: pathIn(name, row) }))
      .filter((each): each is { row: Row; path: string } => each.path !== undefined);
    if (here.length === 0) continue;
    const copy = mkdtempSync(join(tmpdir(), 'dfmod-corpus-'));
    try {
      // The mark of a repository: contexts are sought no further.
      mkdirSync(join(copy, '.git'));
      materialise(join(folder, name), copy);
      const reports = await split(copy);
      for (const { row, path } of here) yield outcomeOf(`${name}/${path}`, row, reports.get(path));
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }
}

async function split(cwd: string): Promise<ReadonlyMap<string, FileReport>> {
  const request = { cwd, paths: ['.'], include: [], exclude: [], commands: [], write: false, noConfig: true };
  const { files } = await applyToProject({ ...request, only: ['split-copy'] }, realParts());
  return new Map(files.map((file) => [file.path, file]));
}

function outcomeOf(path: string, row: Row, report: FileReport | undefined): SplitOutcome {
  const about = { path, managers: row['eco_run'] ?? '', context: row['ctx_evidence'] ?? '' };
  if (report === undefined) return { ...about, outcome: 'not found', details: [] };
  if (report.error) return { ...about, outcome: 'failed', details: [report.error.message] };
  const change = report.changes.find(({ safety }) => safety === 'safe') ?? report.changes[0];
  if (change) return { ...about, outcome: change.safety, details: report.changes.map(({ title }) => title) };
  const { skips } = report;
  if (skips.length === 0) return { ...about, outcome: 'nothing said', details: [] };
  const codes = [...new Set(skips.map(({ code }) => code))].sort().join(' ');
  const details = skips.map(
    ({ range, code, reason, evidence }) =>
      `${range.start.line}: ${code}: ${reason} [${evidence.path}${evidence.key === undefined ? '' : ` ${evidence.key}`}: ${evidence.text.replaceAll(/\s+/g, ' ').slice(0, 160)}]`,
  );
  return { ...about, outcome: `skip: ${codes}`, details };
}
