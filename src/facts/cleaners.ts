import type { Ecosystem } from '../ecosystem-api.js';
import type { ShellWord } from '../shell/script.js';
import { relate } from './paths.js';
import type { Relation } from './paths.js';
import type { RunCommand, RunFacts } from './steps.js';

/** What has to go from a RUN when caches are mounted in it. */
export interface Cleaning {
  /** Whole commands that do nothing but empty the caches. */
  readonly commands: readonly RunCommand[];
  /** Operands of an `rm` that removes other things too. */
  readonly words: readonly { readonly from: RunCommand; readonly words: readonly ShellWord[] }[];
}

/** A command that would break on the mount, or make it useless, and cannot be taken out. */
export interface Obstacle {
  readonly command: RunCommand;
  readonly reason: string;
}

const isOption = (word: ShellWord): boolean => word.value?.startsWith('-') === true;

/** The operand's relation to the directory; `apart` when only the running shell knows what it names. */
function relationOf({ paths }: RunCommand, word: ShellWord, directory: string): Relation {
  const named = paths.find((each) => each.word === word);
  return named === undefined ? 'apart' : relate(named, directory);
}

const deletes = ({ argv }: RunCommand): boolean =>
  argv.words.some(({ value }) => value === '-delete' || value === '-exec' || value === '-execdir');
const onlyFiles = ({ argv }: RunCommand): boolean =>
  argv.words.some(
    ({ value }, i) => value === '-name' || (value === '-type' && argv.words[i + 1]?.value === 'f'),
  );

const OWNERSHIP = new Set(['chown', 'chgrp', 'chmod']);
const recursive = ({ argv }: RunCommand): boolean =>
  argv.words.some(({ value }) => value === '--recursive' || /^-[a-zA-Z]*R/.test(value ?? ''));

/** What stands between the RUN and a cache mount at `directory`: see docs/architecture.md, hazard 12. */
export function obstacleTo(run: RunFacts, directory: string, ecosystem: Ecosystem): Obstacle | undefined {
  for (const each of run.commands) {
    const { argv } = each;
    const operands = argv.words.slice(1).filter((word) => !isOption(word));
    if (argv.name === 'rm' || argv.name === 'rmdir') {
      const relations = operands.map((word) => relationOf(each, word, directory));
      if (relations.includes('above'))
        return {
          command: each,
          reason: `it removes a folder above ${directory}, which fails while a cache is mounted there`,
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
      const reached = operands.some((word) => relationOf(each, word, directory) === 'above');
      // The cache outlives the build: what it is given here would be in force for every later build that mounts it.
      if (reached)
        return {
          command: each,
          reason: `it changes owner or mode of everything below a folder above ${directory}, so of the cache too`,
        };
    }
    if (argv.name === 'find' && deletes(each)) {
      const relation = operands[0] === undefined ? 'apart' : relationOf(each, operands[0], directory);
      if (relation === 'same' || relation === 'inside' || (relation === 'above' && !onlyFiles(each))) {
        return {
          command: each,
          reason: `it deletes below ${directory}, which would empty the cache or fail on the mount`,
        };
      }
    }
    if (
      argv.name === 'mv' &&
      operands.some((word) => ['same', 'above'].includes(relationOf(each, word, directory)))
    ) {
      return { command: each, reason: `it moves ${directory}, which fails while a cache is mounted there` };
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
  for (const each of run.commands) {
    if (
      each.call !== undefined &&
      mounted.has(each.call.ecosystem) &&
      each.call.call.kind === 'clean' &&
      removable(each, true)
    ) {
      commands.push(each);
      continue;
    }
    if (each.argv.name !== 'rm') continue;
    const operands = each.argv.words.slice(1).filter((word) => !isOption(word));
    const gone = operands.filter((word) =>
      directories.some((directory) => ['same', 'inside'].includes(relationOf(each, word, directory))),
    );
    if (gone.length === 0) continue;
    if (gone.length === operands.length) commands.push(each);
    else words.push({ from: each, words: gone });
  }
  return { commands, words };
}
