import type { ShellCommand } from '../shell/script.js';
import { wordPaths, folderOf } from './command-paths.js';
import { NOTHING, together } from './reach-sets.js';
import type { Reach } from './reach-sets.js';
import { reachOfCall } from './reach-of-calls.js';
import { isLookup, reachOfTool } from './reach-of-tools.js';
import { isRead } from './steps.js';
import type { RunCommand, RunFacts } from './steps.js';

export type { Reach } from './reach-sets.js';
export { isPackagePlace, isSystemPlace, packagePlaces, systemPlaces } from './system-places.js';

export interface RunReach extends Reach {
  /** The first command, in words, of which it is not known what it reads and writes: the RUN depends on everything. */
  readonly unknown: string | undefined;
}

/**
 * What a command may read and write, its package manager's own caches and lists left out, whether or not it surely runs. What runs
 * inside it (`sh -c '…'`, `$(…)`) is a command of its own. Undefined when it is not known.
 */
export function reachOf(command: RunCommand): Reach | undefined {
  const { argv, call } = command;
  if (runsElsewhere(command)) return undefined;
  const redirects = reachOfRedirects(command);
  if (command.opened) return redirects;
  const toolItself = call === undefined || argv.name === 'corepack' || isLookup(command);
  const own = toolItself ? reachOfTool(command) : reachOfCall(command, call);
  return together([own, redirects]);
}

const ELSEWHERE = new Set(['xargs', '-C', '-D', '--chdir', '--cwd']);

/** What is in front of it hands words on that are known only to the build (xargs), or changes the working directory. */
export function runsElsewhere({ argv, command }: RunCommand): boolean {
  const wrappers = command.words.slice(0, command.words.length - argv.words.length);
  return wrappers.some(({ value }) => value === undefined || ELSEWHERE.has(value));
}

/** What a RUN may read and write: all of its commands together. */
export function reachOfRun(run: RunFacts): RunReach {
  const found: Reach[] = [];
  const unseen = unseenIn(run);
  if (unseen !== undefined) return { ...NOTHING, unknown: unseen };
  for (const command of run.commands) {
    const reach = reachOf(command);
    if (reach === undefined) return { ...NOTHING, unknown: wordsOf(command.command) };
    found.push(reach);
  }
  return { ...(together(found) ?? NOTHING), unknown: undefined };
}

/**
 * What a RUN may do that none of `RunFacts.commands` does, in words: its program is a variable, it is a mere redirect or a call
 * of a function, or what is done hangs on files that no command names (`[[ -f x ]]`, `for f in *`). Undefined when there is
 * nothing of that kind.
 */
export function unseenIn({ run, body, commands }: RunFacts): string | undefined {
  if (!isRead(body)) return run.original;
  const seen = new Set(commands.map(({ command }) => command));
  const { functions, looksAround } = body.script;
  if (looksAround) return run.original;
  const unseen = body.commands.find(
    (command) =>
      (!seen.has(command) && (command.words.length > 0 || command.redirects.length > 0)) ||
      functions.has(command.words[0]?.value ?? ''),
  );
  return unseen && (wordsOf(unseen) || run.original);
}

const wordsOf = ({ words }: ShellCommand): string => words.map(({ raw }) => raw).join(' ');

const OUT = new Set(['>', '>>', '>|', '&>', '&>>']);

/** What its redirections, and those of what is around it, read and write; undefined when that is not known. */
export function reachOfRedirects({ command, environment }: RunCommand): Reach | undefined {
  const reads: string[] = [];
  const writes: string[] = [];
  for (const { operator, target, around } of command.redirects) {
    // `2>&1`, `>&-`, here-documents
    if (target === undefined || (operator.endsWith('&') && /^\d+$|^-$/.test(target.value ?? ''))) continue;
    const paths = wordPaths(target, environment)?.filter((path) => !path.startsWith('/dev/'));
    if (paths === undefined || (around && target.value?.startsWith('/') !== true)) return undefined;
    if (operator === '<' || operator === '<>') reads.push(...paths);
    if (OUT.has(operator) || operator === '>&' || operator === '<>') writes.push(...paths);
  }
  return { reads, writes, folders: writes.map(folderOf) };
}
