import { absolutePath, cleanPath, readArguments } from '../ecosystem-api.js';
import type { CallOption, Environment } from '../ecosystem-api.js';
import type { ShellWord } from '../shell/script.js';
import type { RunCommand } from './steps.js';

const WILDCARD = /[*?[{]/;

/** What one word names as paths: none for an empty word, the folder above the first wildcard; undefined when it is not known. */
export function wordPaths(word: ShellWord, environment: Environment): string[] | undefined {
  const text = environment.expand(word);
  return text === undefined ? undefined : textPaths(text, word, environment);
}

function textPaths(text: string, word: ShellWord, environment: Environment): string[] | undefined {
  // The shell splits what an unquoted variable holds at blanks.
  const split = word.parts.some((part) => part.kind === 'variable' && !part.quoted);
  const paths: string[] = [];
  for (const each of split ? text.split(/\s+/) : [text]) {
    if (each === '') continue;
    const wildcard = word.glob || split ? each.search(WILDCARD) : -1;
    const fixed = wildcard < 0 ? each : each.slice(0, each.lastIndexOf('/', wildcard) + 1) || '.';
    const path = absolutePath(fixed, environment);
    if (path === undefined) return undefined;
    paths.push(path);
  }
  return paths;
}

export const folderOf = (path: string): string => cleanPath(path.slice(0, path.lastIndexOf('/') + 1) || '/');

/** A command line read with its options' grammar, its words taken as paths. */
export class CommandLine {
  readonly options: readonly CallOption[];
  readonly operands: readonly ShellWord[];
  readonly environment: Environment;

  /** @param valued options that take the next word, blanks between them */
  constructor(command: RunCommand, valued = '') {
    const names = valued === '' ? [] : valued.split(' ');
    const grammar = {
      valued: new Set(names),
      joined: new Set(names.filter((name) => name.length === 2)),
    };
    const { options, operands } = readArguments(command.argv.words.slice(1), grammar);
    this.options = options;
    this.operands = operands;
    this.environment = command.environment;
  }

  /** Whether one of the options is given; a single letter may stand in a cluster: `-rf`. */
  has(...names: readonly string[]): boolean {
    return this.options.some(({ name }) =>
      names.some(
        (wanted) =>
          name === wanted ||
          (wanted.length === 2 && /^-[A-Za-z]+$/.test(name) && name.includes(wanted.charAt(1))),
      ),
    );
  }

  /** The paths of the words all together; undefined when one is not known. */
  paths(words: readonly ShellWord[]): string[] | undefined {
    const all: string[] = [];
    for (const word of words) {
      const paths = word.value === '-' ? [] : wordPaths(word, this.environment);
      if (paths === undefined) return undefined;
      all.push(...paths);
    }
    return all;
  }

  /** The paths that the options' values name. */
  valuesOf(...names: readonly string[]): string[] | undefined {
    const all: string[] = [];
    for (const option of this.options.filter(({ name }) => names.includes(name))) {
      const word = option.words.at(-1);
      const text = word && this.environment.expand(word);
      if (word === undefined || text === undefined) return undefined;
      const equals = option.name.startsWith('--') ? option.name.length + 1 : option.name.length;
      const value = option.words.length > 1 ? text : text.slice(equals);
      const paths = value === '-' ? [] : textPaths(value, word, this.environment);
      if (paths === undefined) return undefined;
      all.push(...paths);
    }
    return all;
  }
}
