import type { ParsedScript, SyntaxNode } from 'unbash';
import type { Span } from '../types.js';
import type { ReadCommand } from './commands.js';
import type { Effect, ShellState } from './effects.js';
import type { Joiner, ShellRedirect } from './script.js';
import type { NestedShell } from './nested-shell.js';
import { readSyntax, type Syntax } from './syntax.js';
import { placeIn, type Region } from './words.js';

/** A text with its syntax: the script itself, or a nested shell's. */
export interface Source extends Region {
  readonly syntax: Syntax;
  /** Somewhere it asks for the last command's status, so that no command can go without being missed. */
  readonly readsStatus: boolean;
}

/** What holds for all commands of one place in the script. */
export interface Flow {
  readonly source: Source;
  readonly conditional: boolean;
  readonly subshell: boolean;
  readonly piped: boolean;
  readonly nesting: number;
  readonly parent: Draft | undefined;
  /** Spans are not exact, or the shell may read the text otherwise. */
  readonly opaque: boolean;
  /** Of the groups, loops and conditions around this. */
  readonly redirects: readonly ShellRedirect[];
  /** The loops and functions around this in the same shell process. */
  readonly around: Surroundings;
  /** The body of a function, of which its caller decides whether errexit holds in it. */
  readonly inFunction: boolean;
  /** A condition or a member of a list whose failure does not end the script even with errexit. */
  readonly ignoresErrexit: boolean;
  /** When this fails, so does the script. */
  readonly decides: boolean;
  /** When the shell that runs this ends with a failure, so does the script. */
  readonly exitDecides: boolean;
}

export interface Surroundings {
  readonly depth: number;
  /** What the innermost of them may do to the shell's state. */
  readonly effects: readonly Effect[];
}

/** Where a shell process starts, no loop or function is around. */
const OUTERMOST: Surroundings = { depth: 0, effects: [] };

/** What differs in a process of its own: `( … )`, a member of a pipe, `&`. */
export const ownProcess = { subshell: true, around: OUTERMOST } as const;

export function outermost(source: Source): Flow {
  return {
    source,
    conditional: false,
    subshell: false,
    piped: false,
    nesting: 0,
    parent: undefined,
    opaque: false,
    redirects: [],
    around: OUTERMOST,
    inFunction: false,
    ignoresErrexit: false,
    decides: true,
    exitDecides: true,
  };
}

/** A command before its place among all of them is known. */
export interface Draft {
  readonly read: ReadCommand;
  readonly flow: Flow;
  readonly state: ShellState;
  readonly joiner: Joiner;
  readonly conditional: boolean;
  /** In the logical text. */
  readonly removal: Span | undefined;
}

export const readsStatus = (text: string): boolean => /\$\{?\?|\$\{?_\b|PIPESTATUS/.test(text);

/** What errexit does here; `off` also where the shell ignores it. */
export function errexitIn(flow: Flow, { errexit }: ShellState): ShellState['errexit'] {
  if (flow.ignoresErrexit) return 'off';
  return flow.inFunction && errexit === 'on' ? 'unknown' : errexit;
}

/** `$(…)` and its like; with escapes in backticks, what is inside has no exact place of its own. */
export function inSubstitution(flow: Flow, script: ParsedScript, around: SyntaxNode): Flow {
  const { source } = flow;
  const zone = script.source === undefined ? source.zone : placeIn(source, around);
  const text = script.source ?? source.text;
  return {
    ...flow,
    source: { ...source, text, base: zone === undefined ? source.base : 0, zone },
    conditional: true,
    ...ownProcess,
    piped: false,
    opaque: flow.opaque || zone !== undefined,
    ignoresErrexit: false,
    decides: false,
    exitDecides: false,
  };
}

export function inNestedShell(nested: NestedShell, source: Source, parent: Draft): Flow {
  const { flow } = parent;
  const inner = { ...flow, source, conditional: parent.conditional, parent, around: OUTERMOST };
  if (nested.sameShell) return inner;
  return {
    ...inner,
    nesting: flow.nesting + 1,
    subshell: true,
    inFunction: false,
    ignoresErrexit: false,
    exitDecides: flow.decides,
  };
}

/** Scripts nested deeper are not looked into. */
const DEEPEST_NESTING = 8;

/** The nested script's text and syntax; undefined where it cannot be read, or not be placed. */
export function nestedSource({ span, dialect }: NestedShell, { source, parent }: Flow): Source | undefined {
  let depth = 0;
  for (let draft = parent; draft !== undefined; draft = draft.flow.parent) depth++;
  if (depth >= DEEPEST_NESTING || source.zone !== undefined) return undefined;
  const text = source.text.slice(span.start, span.end);
  const syntax = readSyntax(text);
  if ('refused' in syntax) return undefined;
  return {
    text,
    base: source.base + span.start,
    zone: undefined,
    dialect,
    syntax,
    readsStatus: readsStatus(text),
  };
}
