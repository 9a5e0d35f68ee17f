import { forEachChild, type Command, type PipelineNode, type Statement, type SyntaxNode } from 'unbash';
import type { Span } from '../types.js';
import type { ShellState } from './effects.js';
import { failureOf } from './failure.js';
import { errexitIn, type Flow } from './flow.js';
import type { Syntax } from './syntax.js';
import { placeIn } from './words.js';

/** Where a command stands that is directly a member of an `&&`/`||` list, itself a statement of a `;` list. */
export interface InList {
  readonly statements: readonly Statement[];
  readonly statement: number;
  readonly members: readonly PipelineNode[];
  readonly operators: readonly ('&&' | '||')[];
  readonly member: number;
  /** The statement's status is the script's. */
  readonly decides: boolean;
}

interface Context {
  readonly text: string;
  readonly syntax: Syntax;
  readonly errexit: ShellState['errexit'];
  readonly errexitIgnored: boolean;
}

/**
 * What to delete to take the command out, in the logical text. The command itself is taken to succeed; a failure of any
 * other must do what it did before.
 */
export function removalOf(command: Command, place: InList, flow: Flow, state: ShellState): Span | undefined {
  const { source } = flow;
  const hasHeredoc = command.redirects.some((each) => each.type === 'HereDoc');
  if (flow.opaque || source.readsStatus || hasHeredoc) return undefined;
  const context: Context = {
    text: source.text,
    syntax: source.syntax,
    errexit: errexitIn(flow, state),
    errexitIgnored: flow.ignoresErrexit,
  };
  const span =
    place.members.length > 1 ? fromMembers(command, place, context) : fromStatements(command, place, context);
  return span && placeIn(source, { pos: span.start, end: span.end });
}

function fromMembers(command: Command, place: InList, context: Context): Span | undefined {
  const { members, operators, member } = place;
  const before = operators[member - 1];
  const after = operators[member];
  if (before === '||' || (before === undefined && after !== '&&')) return undefined;
  // With `|| true` not even a failure of the removed command would show, and with `|| exit 1` there is no other way.
  const rescue = operators.indexOf('||', member);
  const other = members[rescue + 1];
  if (rescue >= 0 && !succeeds(other) && failureOf(other) === undefined) return undefined;
  const previous = members[member - 1];
  if (after === undefined && !mayBeLast(previous, place, context)) return undefined;
  const next = members[member + 1];
  return firstClean(context, command, [
    before === '&&' && previous ? { start: previous.end, end: command.end } : undefined,
    after === '&&' && next ? { start: command.pos, end: next.pos } : undefined,
    after === '&&' ? throughOperator(command, context.text) : undefined,
  ]);
}

/** Errexit does not look at a member of a list, nor inside it, unless it is the last. */
function mayBeLast(node: PipelineNode | undefined, place: InList, context: Context): boolean {
  if (context.errexitIgnored || node === undefined) return true;
  const { errexit, syntax, text } = context;
  if (errexit !== 'off' && (!place.decides || syntax.definesFunctions)) return false;
  const parts = node.type === 'Pipeline' ? node.commands : [node];
  const plain = parts.every((part) => part.type === 'Command' && part.name?.text !== 'eval');
  return plain || (errexit === 'off' && !/\bset\b/.test(text.slice(node.pos, node.end)));
}

function fromStatements(command: Command, place: InList, context: Context): Span | undefined {
  const { statements, statement } = place;
  if (statements.length === 1 || statements[statement]?.background === true) return undefined;
  const previous = statements[statement - 1];
  const next = statements[statement + 1];
  if (next === undefined && !(context.errexit === 'on' && endsOnFailure(previous))) return undefined;
  return firstClean(context, command, [
    previous && previous.background !== true ? { start: previous.end, end: command.end } : undefined,
    next ? { start: command.pos, end: next.pos } : undefined,
    next ? throughOperator(command, context.text) : fromOwnLine(command, context),
  ]);
}

function succeeds(node: PipelineNode | undefined): boolean {
  return (
    node?.type === 'Command' && /^(?:true|:)$/.test(node.name?.text ?? '') && node.redirects.length === 0
  );
}

/** The command with the operator or newline behind it, but not a comment behind that. */
function throughOperator({ pos, end }: Command, text: string): Span | undefined {
  const operator = /[ \t]*(?:&&|;|\n)[ \t]*/y;
  operator.lastIndex = end;
  return operator.test(text) ? { start: pos, end: operator.lastIndex } : undefined;
}

/** The last command of a `;` list, when it has a line of its own, with the newline in front of it. */
function fromOwnLine({ pos, end }: Command, { text }: Context): Span | undefined {
  let start = pos - 1;
  while (text[start] === ' ' || text[start] === '\t') start--;
  const endOfLine = /[ \t]*(?:\n|$)/y;
  endOfLine.lastIndex = end;
  return text[start] === '\n' && text[start - 1] !== '\\' && endOfLine.test(text)
    ? { start, end }
    : undefined;
}

/** The first span that takes no comment and no here-document along. */
function firstClean(
  { text, syntax }: Context,
  command: Command,
  spans: readonly (Span | undefined)[],
): Span | undefined {
  return spans.find((span) => {
    if (span === undefined) return false;
    if (text.slice(span.start, command.pos).includes('#') || text.slice(command.end, span.end).includes('#'))
      return false;
    // `((` would begin an arithmetic expression.
    if (text[span.start - 1] === '(' && text[span.end] === '(') return false;
    return !overlapsAny(syntax.heredocs, span);
  });
}

/** `spans` in rising order. */
function overlapsAny(spans: readonly Span[], { start, end }: Span): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const first = spans[low];
  return first !== undefined && first.start < end;
}

/** With errexit, whenever the statement's status is not 0 the script ends there. */
function endsOnFailure(statement: Statement | undefined): boolean {
  const tails: (Statement | undefined)[] = [statement];
  while (tails.length > 0) {
    const tail = tails.pop();
    if (tail === undefined) return false;
    const nodes: SyntaxNode[] = [tail.command];
    for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
      if (node.type === 'AndOr') return false;
      if (node.type === 'Pipeline') {
        if (node.prefixes.some(({ type }) => type === 'Negation')) return false;
        const last = node.commands.at(-1);
        if (last) nodes.push(last);
      } else if (node.type === 'CompoundList') tails.push(node.commands.at(-1));
      else if (node.type === 'Redirected') nodes.push(node.command);
      else if (node.type !== 'Command' && node.type !== 'Function' && node.type !== 'Subshell') {
        forEachChild(node, (child) => nodes.push(child));
      }
    }
  }
  return true;
}
