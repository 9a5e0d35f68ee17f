import { isWithin } from '../facts/paths.js';
import { reachOf } from '../facts/reach.js';
import { isRead } from '../facts/steps.js';
import type { RunCommand, RunFacts } from '../facts/steps.js';

/** Programs that take files away, or out of the way. */
const DELETES = new Set('rm rmdir unlink shred truncate mv find xargs'.split(' '));
/** What package managers call taking packages, or settings, away again. */
const TAKES_AWAY = new Set(
  'purge remove autoremove del delete erase uninstall un rm unlink prune autopurge focus logout'.split(' '),
);
/** Package managers clean these up when they are left in a layer of their own; nothing secret lies there. */
const CACHES = [
  '/var/lib/apt/lists',
  '/var/cache',
  '/var/log',
  '/root/.npm',
  '/root/.cache',
  '/usr/local/share/.cache',
];

/** It clears away what stood before it: it belongs to the part that it follows. */
export const cleansUp = ({ argv, call }: RunCommand): boolean =>
  DELETES.has(argv.name) ||
  call?.call.kind === 'clean' ||
  argv.words.slice(1).some((word) => TAKES_AWAY.has(word.value ?? ''));

export interface FirstPart {
  /** Index of its last command. */
  readonly last: number;
  /** What it makes, besides caches. */
  readonly writes: readonly string[];
  /** What the copies bring, that then stand between the parts. */
  readonly copied: readonly string[];
}

/**
 * A command behind the cut that takes away what the first part made: a token, packages that only the build needs. In a RUN of its
 * own the first part's layer would keep it. Undefined when there is none.
 */
export function takenAwayLater(run: RunFacts, part: FirstPart): RunCommand | undefined {
  if (!isRead(run.body)) return undefined;
  return run.commands.find((each) => each.command.index > part.last && takesAway(each, part));
}

function takesAway(each: RunCommand, { writes, copied }: FirstPart): boolean {
  const { argv, call, environment } = each;
  const words = argv.words.slice(1).map((word) => word.value ?? '');
  if (call !== undefined && call.call.kind !== 'clean' && words.some((word) => TAKES_AWAY.has(word)))
    return true;
  if (SYSTEM_MANAGERS.has(argv.name) && words.some((word) => TAKES_AWAY.has(word))) return true;
  if (!DELETES.has(argv.name)) return false;
  const reach = reachOf(each);
  if (reach === undefined) return true;
  const home = environment.home ?? '/root';
  const harmless = [...CACHES, `${home}/.npm`, `${home}/.cache`, '/tmp', '/var/tmp'];
  return reach.writes.some((path) => {
    if (writes.some((made) => isWithin(made, path) || isWithin(path, made))) return true;
    return ![...harmless, ...copied].some((place) => isWithin(path, place));
  });
}

const SYSTEM_MANAGERS = new Set('apt apt-get apk dnf yum microdnf zypper pacman git'.split(' '));
