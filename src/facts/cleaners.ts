import { cleanPath } from '../ecosystem-api.js';
import type { Ecosystem } from '../ecosystem-api.js';
import { calledScript, mentions } from './called-scripts.js';
import type { ShellWord } from '../shell/script.js';
import { ancestors, mayMatch, relate } from './paths.js';
import type { Relation } from './paths.js';
import { reachOf } from './reach.js';
import type { RunCommand, RunFacts } from './steps.js';

/** What has to go from a RUN when caches are mounted in it. */
export interface Cleaning {
  /** Whole commands that do nothing but empty the caches. */
  readonly commands: readonly RunCommand[];
  /** Operands of an `rm` that removes other things too. */
  readonly words: readonly { readonly from: RunCommand; readonly words: readonly ShellWord[] }[];
  /** A clean-up command that empties places of which only some are mounted: it can neither stay nor go. */
  readonly half: RunCommand | undefined;
}

/** A command that would break on the mount, or make it useless, and cannot be taken out. */
export interface Obstacle {
  readonly command: RunCommand;
  readonly reason: string;
}

const isOption = (word: ShellWord): boolean => word.value?.startsWith('-') === true;

/** What a word's paths are to the directory; a word that stands for several counts as its worst. */
function relationOf(
  each: RunCommand,
  word: ShellWord,
  directory: string,
  ecosystems: Iterable<Ecosystem>,
): Relation {
  const named = each.paths.filter((path) => path.word === word);
  if (named.length === 0) return mayName(each, word, directory) ? 'above' : 'apart';
  const relations = named.map((path) => {
    const relation = relate(path, directory);
    if (!path.glob || (relation !== 'above' && relation !== 'across')) return relation;
    const cachesOnly = [...ecosystems].some((other) => other.namesCaches?.(cleanPath(path.path)) === true);
    return cachesOnly ? 'inside' : relation;
  });
  if (relations.length === 1) return relations[0] ?? 'apart';
  return relations.every((relation) => relation === 'apart') ? 'apart' : 'above';
}

/**
 * Whether a word that only the running shell can spell out may be the directory or one above it: its beginning and its end are
 * known as far as they are literal. What `mktemp` made in the same script is none.
 */
function mayName({ environment, command }: RunCommand, word: ShellWord, directory: string): boolean {
  if (word.value !== undefined) return false;
  const known = word.parts.map((part) => environment.expand({ ...word, parts: [part], tilde: false }));
  const first = known.indexOf(undefined);
  if (first < 0) return false;
  const last = known.lastIndexOf(undefined);
  const part = word.parts[first];
  if (part?.kind === 'variable' && command.variables.get(part.name)?.raw.includes('mktemp') === true)
    return false;
  const head = known.slice(0, first).join('');
  const tail = (
    known
      .slice(last + 1)
      .join('')
      .split(/[*?[\]{}]/)
      .at(-1) ?? ''
  ).replace(/\/$/, '');
  const start = head === '' || head.startsWith('/') ? head : `${environment.workingDirectory ?? ''}/${head}`;
  return [directory, ...ancestors(directory)].some((path) => path.startsWith(start) && path.endsWith(tail));
}

const deletes = ({ argv }: RunCommand): boolean =>
  argv.words.some(({ value }) => value === '-delete' || value === '-exec' || value === '-execdir');

/** What `find` deletes is surely no folder on the way to the directory. */
const sparesFolders = ({ argv }: RunCommand, directory: string): boolean =>
  argv.words.some(({ value }, i) => {
    const next = argv.words[i + 1]?.value;
    if (value === '-type') return next === 'f';
    return (
      value === '-name' &&
      next !== undefined &&
      !directory.split('/').some((part) => part !== '' && mayMatch(next, part))
    );
  });

const OWNERSHIP = new Set(['chown', 'chgrp', 'chmod']);
const recursive = ({ argv }: RunCommand): boolean =>
  argv.words.some(({ value }) => value === '--recursive' || /^-[a-zA-Z]*R/.test(value ?? ''));

/** `find`'s start paths: everything in front of its expression. */
function startsOf(operands: readonly ShellWord[]): readonly ShellWord[] {
  const expression = operands.findIndex(({ value }) => value === '(' || value === '!');
  return expression < 0 ? operands : operands.slice(0, expression);
}

/** `… | xargs rm`: what is removed is read from another command. */
const viaXargs = ({ command }: RunCommand): boolean => command.words.some(({ value }) => value === 'xargs');

/**
 * What stands between the RUN and a cache mount at `directory`; each script that it calls is looked at once: see
 * docs/architecture.md, hazard 12.
 */
export function obstacleTo(
  run: RunFacts,
  directory: string,
  ecosystem: Ecosystem,
  seen = new Set<string>(),
): Obstacle | undefined {
  for (const each of run.commands) {
    const { argv } = each;
    const hidden = hiddenObstacle(run, each, directory, ecosystem, seen);
    if (hidden !== undefined) return { command: each, reason: hidden };
    const operands = argv.words.slice(1).filter((word) => !isOption(word));
    if (tidies(each, ecosystem)) continue;
    if (argv.name === 'rm' || argv.name === 'rmdir') {
      const relations = operands.map((word) => relationOf(each, word, directory, [ecosystem]));
      if (relations.includes('above') || relations.includes('across') || viaXargs(each))
        return {
          command: each,
          reason: `it removes a folder above ${directory} or may do so, which fails while a cache is mounted there`,
        };
      const touched = relations.filter((relation) => relation !== 'apart').length;
      if (touched === 0) continue;
      if (argv.name === 'rmdir' || !removable(each, touched === operands.length)) {
        return {
          command: each,
          reason: `it removes what is in ${directory}, and cannot be taken out without changing what else happens`,
        };
      }
    }
    if (OWNERSHIP.has(argv.name) && recursive(each)) {
      const reached = each.paths.some((path) => relate(path, directory) === 'above');
      // The cache outlives the build: what it is given here would be in force for every later build that mounts it.
      if (reached)
        return {
          command: each,
          reason: `it changes owner or mode of everything below a folder above ${directory}, so of the cache too`,
        };
    }
    if (argv.name === 'find' && deletes(each)) {
      const relations = startsOf(operands).map((word) => relationOf(each, word, directory, [ecosystem]));
      const into = relations.some(
        (relation) => relation === 'same' || relation === 'inside' || relation === 'across',
      );
      const spares = ecosystem.unpacked !== true && sparesFolders(each, directory);
      if (into || (relations.includes('above') && !spares)) {
        return {
          command: each,
          reason: `it deletes below ${directory}, which would empty or spoil the cache, or fail on the mount`,
        };
      }
    }
    if (
      argv.name === 'mv' &&
      operands.some((word) => relationOf(each, word, directory, [ecosystem]) !== 'apart')
    ) {
      return {
        command: each,
        reason: `it moves ${directory} or what is in it, which a mount would take away`,
      };
    }
    const cleans = each.call?.ecosystem === ecosystem && each.call.call.kind === 'clean';
    if (cleans && !ecosystem.survivesClean && !removable(each, true)) {
      return {
        command: each,
        reason: 'it empties the cache, and cannot be taken out without changing what else happens',
      };
    }
  }
  return undefined;
}

/** It removes nothing but what the package manager's own cache is better without. */
function tidies({ argv }: RunCommand, ecosystem: Ecosystem): boolean {
  const operands = argv.words.slice(1).filter((word) => !isOption(word));
  return (
    argv.name === 'rm' &&
    operands.length > 0 &&
    operands.every(({ raw }) => ecosystem.tidies?.includes(raw) === true)
  );
}

/** Commands that have rules of their own above. */
const JUDGED = new Set(['rm', 'rmdir', 'find', 'mv', ...OWNERSHIP]);
/** Programs of base images that empty caches are called so. */
const CLEANS_BY_NAME = /clean|purge|prune|fix-permissions/i;

/** What a program that is not known, a script of the project or a function of the RUN's own may do to the cache. */
function hiddenObstacle(
  run: RunFacts,
  each: RunCommand,
  directory: string,
  ecosystem: Ecosystem,
  seen: Set<string>,
): string | undefined {
  const { argv, call, opened } = each;
  if (call !== undefined || opened || JUDGED.has(argv.name) || reachOf(each) !== undefined) return undefined;
  const named = each.paths.some(
    (path) =>
      path.word !== argv.words[0] &&
      each.environment.expand(path.word)?.includes('/') === true &&
      relate(path, directory) !== 'apart',
  );
  if (named) return `it is not known what ${argv.name} does to ${directory} or what is around it`;
  const script = calledScript(run, each);
  if (script === undefined)
    return CLEANS_BY_NAME.test(argv.name)
      ? `${argv.name} cleans up by its name, and what it removes is not known`
      : undefined;
  if (seen.has(script.path)) return undefined;
  seen.add(script.path);
  if ('text' in script)
    return mentions(script.text, directory, each) ? `${script.path} names ${directory}` : undefined;
  const inside = obstacleTo(script.facts, directory, ecosystem, seen);
  return (
    inside &&
    `in ${script.path}, ${inside.command.command.words.map(({ raw }) => raw).join(' ')}: ${inside.reason}`
  );
}

const removable = ({ command }: RunCommand, whole: boolean): boolean =>
  command.editable && !command.hasRedirects && (!whole || command.removal !== undefined);

/** The commands and words that go once caches are mounted at `directories`; call it only where `obstacleTo` finds nothing. */
export function cleaningOf(
  run: RunFacts,
  directories: readonly string[],
  mounted: ReadonlySet<Ecosystem>,
): Cleaning {
  const commands: RunCommand[] = [];
  const words: { from: RunCommand; words: ShellWord[] }[] = [];
  let half: RunCommand | undefined;
  for (const each of run.commands) {
    const cleaned = cleanedBy(each, mounted);
    if (cleaned.some((path) => directories.includes(path)) && removable(each, true)) {
      commands.push(each);
      if (cleaned.some((path) => !directories.includes(path))) half ??= each;
      continue;
    }
    if (each.argv.name !== 'rm' || [...mounted].some((ecosystem) => tidies(each, ecosystem))) continue;
    const operands = each.argv.words.slice(1).filter((word) => !isOption(word));
    const gone = operands.filter((word) =>
      directories.some((directory) =>
        ['same', 'inside'].includes(relationOf(each, word, directory, mounted)),
      ),
    );
    if (gone.length === 0) continue;
    if (gone.length === operands.length) commands.push(each);
    else words.push({ from: each, words: gone });
  }
  return { commands, words, half };
}

/** The places that a clean-up command of the mounted package managers empties for the user of the RUN. */
function cleanedBy(
  { call, switched, environment }: RunCommand,
  mounted: ReadonlySet<Ecosystem>,
): readonly string[] {
  if (call === undefined || call.call.kind !== 'clean' || !mounted.has(call.ecosystem)) return [];
  if (switched !== 'no' && !(switched === 'root' && call.ecosystem.rootOnly)) return [];
  const caches = call.ecosystem.caches(call.call, environment, {});
  return 'code' in caches ? [] : caches.map(({ path }) => path);
}
