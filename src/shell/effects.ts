import { isFailure, type ReadCommand } from './commands.js';
import type { ShellAssignment, ShellWord, WordPart } from './script.js';

/** What one shell process carries from command to command. */
export interface ShellState {
  readonly directories: readonly ShellWord[] | undefined;
  /** What `cd -` leads back to. */
  readonly previous: readonly ShellWord[] | undefined;
  /** Words whose variables are those from before the script. */
  readonly variables: ReadonlyMap<string, ShellWord | undefined>;
  readonly errexit: 'on' | 'off' | 'unknown';
  /** An `exit` or `exec` may have ended the shell without ending the script in failure. */
  readonly ended: boolean;
}

export type Effect =
  | { readonly kind: 'cd'; readonly to: ShellWord }
  | { readonly kind: 'cd-back' }
  | { readonly kind: 'cd-unknown' }
  | { readonly kind: 'set'; readonly name: string; readonly value: ShellWord | undefined }
  | { readonly kind: 'set-unknown' }
  | { readonly kind: 'errexit'; readonly to: ShellState['errexit'] }
  | { readonly kind: 'end'; readonly failing: boolean };

/** The script sets more variables, or makes longer paths, than is worth following. */
export class UntraceableScript extends Error {}

const MOST_VARIABLES = 256;
const MOST_DIRECTORIES = 64;
const MOST_PARTS = 64;

const ANYTHING: readonly Effect[] = [
  { kind: 'set-unknown' },
  { kind: 'cd-unknown' },
  { kind: 'errexit', to: 'unknown' },
  { kind: 'end', failing: false },
];

/** What the command does to the shell that runs it, when it succeeds. */
export function effectsOf(command: ReadCommand): readonly Effect[] {
  let words = command.words;
  while (words[0]?.value === 'builtin' || words[0]?.value === 'command') words = words.slice(1);
  const [name, ...args] = words;
  if (name === undefined) return command.assignments.map(assigned);
  switch (name.value) {
    case 'cd':
      return cd(args);
    case 'pushd':
    case 'popd':
      return [{ kind: 'cd-unknown' }];
    case 'export':
    case 'readonly':
    case 'declare':
    case 'typeset':
    case 'local':
      return declaration(args, command.declared);
    case 'unset':
    case 'read':
    case 'mapfile':
    case 'readarray':
    case 'getopts':
    case 'let':
    case 'printf':
      return namedIn(name.value, args);
    case 'set':
      return setOptions(args);
    case '.':
    case 'source':
      return sourced(args[0]);
    case 'eval':
      // `eval "$(tool env)"` prints assignments; other text may do anything.
      return args.length === 1 &&
        args[0]?.parts.every((part) => part.kind !== 'literal' || part.value === '') === true
        ? [{ kind: 'set-unknown' }]
        : ANYTHING;
    case 'exit':
    case 'return':
      return [{ kind: 'end', failing: isFailure(args[0]?.value ?? '') }];
    case 'exec':
      return args.length > 0 ? [{ kind: 'end', failing: false }] : [];
    default:
      return [];
  }
}

function assigned({ name, value }: ShellAssignment): Effect {
  return { kind: 'set', name, value };
}

function cd(args: readonly ShellWord[]): readonly Effect[] {
  const flags = args.findIndex((word) => word.value === undefined || !/^-[LPe@-]+$/.test(word.value));
  const [to, ...more] = flags < 0 ? [] : args.slice(flags);
  if (to === undefined || more.length > 0) return [{ kind: 'cd-unknown' }];
  // Where it leads is known only to the build.
  if (to.glob) return [{ kind: 'cd-unknown' }];
  return [to.value === '-' ? { kind: 'cd-back' } : { kind: 'cd', to }];
}

function declaration(args: readonly ShellWord[], declared: readonly ShellAssignment[]): readonly Effect[] {
  const effects = declared.map(assigned);
  const known = new Set(declared.map(({ span }) => span.start));
  for (const word of args) {
    const name = /^([A-Za-z_]\w*)\+?=/.exec(leading(word))?.[1];
    if (name !== undefined && !known.has(word.span.start))
      effects.push({ kind: 'set', name, value: undefined });
    // `export "$pair"` may set any variable.
    else if (word.parts[0]?.kind !== 'literal') effects.push({ kind: 'set-unknown' });
  }
  return effects;
}

function leading(word: ShellWord): string {
  const first = word.parts[0];
  return first?.kind === 'literal' ? first.value : '';
}

function namedIn(builtin: string, args: readonly ShellWord[]): readonly Effect[] {
  if (builtin === 'printf' && args[0]?.value !== '-v') return [];
  const effects: Effect[] = [];
  for (const word of args) {
    const name = /^[A-Za-z_]\w*/.exec(leading(word))?.[0];
    if (name !== undefined) effects.push({ kind: 'set', name, value: undefined });
    else if (word.value === undefined) effects.push({ kind: 'set-unknown' });
  }
  return effects;
}

function setOptions(args: readonly ShellWord[]): readonly Effect[] {
  let to: ShellState['errexit'] | undefined;
  for (let at = 0; at < args.length; at++) {
    const text = args[at]?.value;
    if (text === undefined) {
      to = 'unknown';
      continue;
    }
    if (!/^[-+][A-Za-z]/.test(text)) break;
    const named = text.includes('o') ? args[++at]?.value : '';
    if (text.includes('e') || named === 'errexit') to = text.startsWith('-') ? 'on' : 'off';
    else if (named === undefined) to ??= 'unknown';
  }
  return to === undefined ? [] : [{ kind: 'errexit', to }];
}

/** A script that is sourced by its absolute path, or a virtual environment's, is there for its variables. */
function sourced(file: ShellWord | undefined): readonly Effect[] {
  const relative = file?.value !== undefined && !file.tilde && !file.value.startsWith('/');
  const forVariables = !relative || /(?:^|\/)activate$/.test(file.value ?? '');
  return forVariables ? [{ kind: 'set-unknown' }] : [{ kind: 'set-unknown' }, { kind: 'cd-unknown' }];
}

export function apply(state: ShellState, effect: Effect): ShellState {
  switch (effect.kind) {
    case 'cd':
      return {
        ...state,
        directories: entered(state, resolved(effect.to, state.variables)),
        previous: state.directories,
      };
    case 'cd-back':
      return { ...state, directories: state.previous, previous: state.directories };
    case 'cd-unknown':
      return { ...state, directories: undefined, previous: undefined };
    case 'set':
      return assign(state, effect.name, effect.value && resolved(effect.value, state.variables));
    case 'set-unknown':
      return { ...state, variables: forgotten(state.variables) };
    case 'errexit':
      return { ...state, errexit: effect.to };
    default:
      return { ...state, ended: true };
  }
}

/** The state when the effect may have come about, once or more often. */
export function blur(state: ShellState, effect: Effect): ShellState {
  switch (effect.kind) {
    case 'cd':
    case 'cd-back':
      return { ...state, directories: undefined, previous: undefined };
    case 'set':
      return assign(state, effect.name, undefined);
    case 'errexit':
      return { ...state, errexit: state.errexit === effect.to ? effect.to : 'unknown' };
    default:
      return apply(state, effect);
  }
}

/** The state when it is not known which of the two it is. */
export function merge(before: ShellState, after: ShellState): ShellState {
  if (before === after) return after;
  return {
    directories: sameWords(before.directories, after.directories) ? after.directories : undefined,
    previous: sameWords(before.previous, after.previous) ? after.previous : undefined,
    variables:
      before.variables === after.variables ? after.variables : common(before.variables, after.variables),
    errexit: before.errexit === after.errexit ? after.errexit : 'unknown',
    ended: before.ended || after.ended,
  };
}

/** All values unknown: what a function or another process finds. */
export function forgotten(variables: ShellState['variables']): ShellState['variables'] {
  return new Map([...variables.keys()].map((name) => [name, undefined]));
}

function entered({ directories }: ShellState, to: ShellWord): readonly ShellWord[] | undefined {
  if (to.tilde || leading(to).startsWith('/')) return [to];
  return directories === undefined || directories.length >= MOST_DIRECTORIES
    ? undefined
    : [...directories, to];
}

function assign(state: ShellState, name: string, value: ShellWord | undefined): ShellState {
  const variables = new Map(state.variables).set(name, value);
  if (variables.size > MOST_VARIABLES)
    throw new UntraceableScript(`sets more than ${MOST_VARIABLES} variables`);
  const stale = (words: readonly ShellWord[] | undefined): boolean =>
    words?.some((word) => word.parts.some((part) => part.kind === 'variable' && part.name === name)) === true;
  // The directory was entered with the old value, which the name no longer leads to.
  return {
    ...state,
    variables,
    directories: stale(state.directories) ? undefined : state.directories,
    previous: stale(state.previous) ? undefined : state.previous,
  };
}

/** The word with the script's own variables put in, so that what is left refers to what was set before the script. */
function resolved(word: ShellWord, variables: ShellState['variables']): ShellWord {
  if (!word.parts.some((part) => part.kind === 'variable' && variables.has(part.name))) return word;
  const parts = word.parts.flatMap((part) => substitute(part, variables));
  const [first] = word.parts;
  const tilde = word.tilde || (first?.kind === 'variable' && variables.get(first.name)?.tilde === true);
  const known = parts.length <= MOST_PARTS;
  let value: string | undefined = '';
  for (const part of parts)
    value = part.kind === 'literal' && value !== undefined ? value + part.value : undefined;
  return { ...word, parts: known ? parts : [{ kind: 'opaque' }], value: known ? value : undefined, tilde };
}

function substitute(part: WordPart, variables: ShellState['variables']): readonly WordPart[] {
  if (part.kind !== 'variable' || !variables.has(part.name)) return [part];
  const own = variables.get(part.name);
  if (own === undefined) return [{ kind: 'opaque' }];
  if (part.fallback === undefined) return own.parts;
  if (own.value === undefined) return [{ kind: 'opaque' }];
  return own.value === '' ? [{ kind: 'literal', value: part.fallback, quoted: part.quoted }] : own.parts;
}

function sameWords(one: readonly ShellWord[] | undefined, other: readonly ShellWord[] | undefined): boolean {
  if (one === other) return true;
  return one?.length === other?.length && one?.every((word, index) => word === other?.[index]) === true;
}

function common(one: ShellState['variables'], other: ShellState['variables']): ShellState['variables'] {
  const result = new Map<string, ShellWord | undefined>();
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const value = one.get(name);
    result.set(name, value === other.get(name) && one.has(name) ? value : undefined);
  }
  return result;
}
