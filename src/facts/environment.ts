import type { BuildContext } from '../context/build-context.js';
import { cleanPath, UNKNOWN } from '../ecosystem-api.js';
import type { Account, Environment } from '../ecosystem-api.js';
import type { ShellCommand, ShellWord, WordPart } from '../shell/script.js';
import { filesAfter } from './copied-files.js';
import { mayBeCopied } from './may-be-copied.js';
import { homeOf, variableOf } from './state.js';
import type { State, Value } from './state.js';

/** The folder that the file is built with, where exactly one is known. Asked only by who needs its files. */
export type ContextOf = () => BuildContext | undefined;

/** What is in force for one command of a RUN: the state before the RUN, and what the script did up to the command. */
export function environmentOf(
  state: State,
  command: ShellCommand,
  inFront: readonly { readonly name: string; readonly value: ShellWord | undefined }[],
  account: Account | undefined,
  contextOf: ContextOf,
): Environment {
  const scripted = (name: string): Value | undefined => {
    if (!command.variables.has(name)) return variableOf(state, name);
    const word = command.variables.get(name);
    // A variable may be set from another; the script's own ones are not followed further, so that no cycle can arise.
    return word === undefined
      ? UNKNOWN
      : (expandParts(word, (other) => variableOf(state, other), home) ?? UNKNOWN);
  };
  const scriptedHome = command.variables.has('HOME')
    ? scriptedValue(command.variables.get('HOME'), state)
    : undefined;
  const home =
    scriptedHome === undefined ? homeOf(state, account) : scriptedHome === UNKNOWN ? undefined : scriptedHome;
  const expand = (word: ShellWord): string | undefined => expandParts(word, scripted, home);
  const variable = (name: string): Value | undefined => {
    const own = inFront.findLast((each) => each.name === name);
    if (own === undefined) return scripted(name);
    return own.value === undefined ? '' : (expand(own.value) ?? UNKNOWN);
  };
  return {
    account,
    home: inFront.some(({ name }) => name === 'HOME') ? known(variable('HOME')) : home,
    workingDirectory: workingDirectory(state, command, expand),
    variable,
    get variables() {
      return new Set([
        ...state.args.keys(),
        ...state.env.keys(),
        ...command.variables.keys(),
        ...inFront.map(({ name }) => name),
      ]);
    },
    setting: (key) => state.settings.get(key),
    distribution: state.base?.distribution,
    release: state.base?.release,
    hasFile: (path) => state.files.get(path),
    get files() {
      const context = contextOf();
      return context && filesAfter(state.lastCopy, context);
    },
    mayBeCopied: (path) =>
      state.lastCopy !== undefined && mayBeCopied(state.lastCopy, cleanPath(path), contextOf()),
    expand,
  };
}

const known = (value: Value | undefined): string | undefined => (value === UNKNOWN ? undefined : value);
const scriptedValue = (word: ShellWord | undefined, state: State): Value | undefined =>
  word === undefined ? UNKNOWN : (expandParts(word, (name) => variableOf(state, name), undefined) ?? UNKNOWN);

function workingDirectory(
  state: State,
  command: ShellCommand,
  expand: (word: ShellWord) => string | undefined,
): string | undefined {
  let directory = state.workdir;
  if (command.directories === undefined) return undefined;
  for (const word of command.directories) {
    const path = expand(word);
    if (path === undefined || path === '-') return undefined;
    if (path.startsWith('/')) directory = cleanPath(path);
    else if (directory !== undefined) directory = cleanPath(`${directory}/${path}`);
  }
  return directory;
}

function expandParts(
  word: ShellWord,
  lookup: (name: string) => Value | undefined,
  home: string | undefined,
): string | undefined {
  let text = '';
  for (const [index, part] of word.parts.entries()) {
    const value = expandPart(part, lookup);
    if (value === undefined) return undefined;
    if (index === 0 && word.tilde) {
      const user = /^~([^/]*)/.exec(value)?.[1];
      if (user !== '' || home === undefined) return undefined;
      text += home + value.slice(1);
    } else text += value;
  }
  return text;
}

function expandPart(part: WordPart, lookup: (name: string) => Value | undefined): string | undefined {
  if (part.kind === 'literal') return part.value;
  if (part.kind === 'opaque') return undefined;
  const value = lookup(part.name);
  if (value === UNKNOWN) return undefined;
  return value === undefined || value === '' ? part.fallback : value;
}
