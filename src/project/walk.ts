import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { GitIgnore } from './gitignore.js';
import { repositoryAbove } from './paths.js';

export interface Visitor {
  /** A regular file; links are not visited. `ignored` asks the git ignore rules, which costs something. */
  file(folder: string, name: string, ignored: () => boolean): void;
  unreadable(folder: string, error: unknown): void;
}

const NEVER = new Set(['node_modules', 'vendor', '.git']);
/** How many folders are read before signals get their turn. */
const BREATH = 256;

interface Stop {
  readonly folder: string;
  readonly rules: GitIgnore;
  readonly inRepository: boolean;
}

/**
 * Visits what is below `start`, which itself is entered whatever the rules say. Not entered: ignored folders, what other
 * projects own (`node_modules`, `vendor`, submodules) and links. A nested clone is entered with the rules of its own.
 */
export async function walk(start: string, visitor: Visitor): Promise<void> {
  const repository = repositoryAbove(start);
  const open: Stop[] = [
    { folder: start, rules: GitIgnore.of(start, repository), inRepository: repository !== undefined },
  ];
  for (let count = 1; ; count += 1) {
    const stop = open.pop();
    if (stop === undefined) return;
    visitFolder(stop, stop.folder === start, visitor, open);
    if (count % BREATH === 0) await setImmediate();
  }
}

function visitFolder(stop: Stop, isStart: boolean, visitor: Visitor, open: Stop[]): void {
  const { folder } = stop;
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    visitor.unreadable(folder, error);
    return;
  }
  const git = isStart ? undefined : entries.find((entry) => entry.name === '.git');
  // A .git file marks a submodule or a linked worktree.
  if (git?.isFile() === true && stop.inRepository) return;
  const { rules, inRepository } = git === undefined ? inside(stop, isStart, entries) : nested(folder);
  for (const entry of entries) {
    const { name } = entry;
    if (entry.isFile()) visitor.file(folder, name, () => rules.ignores(name, false));
    else if (entry.isDirectory() && !NEVER.has(name) && !rules.ignores(name, true)) {
      open.push({ folder: join(folder, name), rules: rules.enter(name), inRepository });
    }
  }
}

function inside(
  stop: Stop,
  isStart: boolean,
  entries: readonly Dirent[],
): Pick<Stop, 'rules' | 'inRepository'> {
  const own = !isStart && entries.some((entry) => entry.name === '.gitignore');
  return { rules: own ? stop.rules.with(stop.folder) : stop.rules, inRepository: stop.inRepository };
}

function nested(folder: string): Pick<Stop, 'rules' | 'inRepository'> {
  return { rules: GitIgnore.of(folder, folder), inRepository: true };
}
