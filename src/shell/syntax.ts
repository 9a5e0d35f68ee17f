import { forEachChild, parse, type HereDoc, type ParsedScript, type SyntaxNode } from 'unbash';
import type { Span } from '../types.js';
import type { RefusalCode } from './script.js';

/** A syntax tree that was walked as a whole: no errors, every slice exact, nothing but operators between its leaves. */
export interface Syntax {
  readonly tree: ParsedScript;
  /** Positions of `&>`, `&>>` and `|&`, which dash reads as something else; in rising order. */
  readonly bashOperators: readonly number[];
  /** Bodies of here-documents, closing line included; in rising order. */
  readonly heredocs: readonly Span[];
  readonly definesFunctions: boolean;
}

export interface SyntaxRefusal {
  readonly refused: RefusalCode;
  readonly detail: string;
  readonly span: Span;
}

/** Longer bodies are not read (UTF-16 units). */
const LONGEST_SCRIPT = 256 * 1024;

/** One script or substitution, and the leaves of its own, for the check of what stands between them. */
interface Extent {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly leaves: Leaf[];
}

interface Leaf extends Span {
  /** `!` and `time`, behind which a command begins. */
  readonly prefix: boolean;
}

interface Visit {
  readonly node: SyntaxNode;
  readonly extent: Extent;
  readonly inLeaf: boolean;
}

class Refusal extends Error {
  readonly code: RefusalCode;
  readonly span: Span;

  constructor(code: RefusalCode, detail: string, start: number, end: number) {
    super(detail);
    this.code = code;
    this.span = { start, end };
  }
}

/** Parses and checks `text`; spans of a refusal count from its beginning. */
export function readSyntax(text: string): Syntax | SyntaxRefusal {
  const whole = { start: 0, end: text.length };
  if (text.length > LONGEST_SCRIPT) {
    return { refused: 'too-long', detail: `longer than ${LONGEST_SCRIPT} characters`, span: whole };
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) return { refused: 'nul', detail: 'has a NUL character', span: { start: nul, end: nul + 1 } };
  try {
    return survey(text, parse(text));
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.code, detail: error.message, span: error.span };
    // The parser's own failure on a text it was not made for (it overflows its stack on some).
    return { refused: 'syntax', detail: error instanceof Error ? error.message : String(error), span: whole };
  }
}

function survey(text: string, tree: ParsedScript): Syntax {
  const bashOperators: number[] = [];
  const heredocs: Span[] = [];
  let definesFunctions = false;
  const root: Extent = { text, start: 0, end: text.length, leaves: [] };
  const extents = [root];
  const pending: Visit[] = [{ node: tree, extent: root, inLeaf: false }];
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { node } = visit;
    checkNode(node, visit.extent.text);
    definesFunctions ||= node.type === 'Function';
    if (visit.extent.text === text) {
      bashOperators.push(...bashOperatorsOf(node, text));
      if (node.type === 'HereDoc') heredocs.push(bodyOf(node));
    }
    const extent = node.type === 'Script' && node !== tree ? extentOf(node, visit.extent) : visit.extent;
    if (extent !== visit.extent) extents.push(extent);
    const inLeaf = node.type === 'Script' ? false : visit.inLeaf || addLeaves(node, extent);
    forEachChild(node, (child) => pending.push({ node: child, extent, inLeaf }));
  }
  for (const extent of extents) checkGaps(extent);
  bashOperators.sort((a, b) => a - b);
  heredocs.sort((a, b) => a.start - b.start);
  return { tree, bashOperators, heredocs, definesFunctions };
}

function extentOf(script: ParsedScript, around: Extent): Extent {
  return { text: script.source ?? around.text, start: script.pos, end: script.end, leaves: [] };
}

function bodyOf(node: HereDoc): Span {
  return { start: node.body.pos, end: node.closing?.end ?? node.body.end };
}

/** What the parser reports late (in substitutions) or takes as bash does, with a mere warning. */
function checkNode(node: SyntaxNode, text: string): void {
  if (node.type === 'Script') {
    const error = node.errors?.[0];
    if (error !== undefined) throw new Refusal('syntax', error.message, error.pos, error.pos + 1);
  } else if (node.type === 'HereDoc' && node.closing === undefined) {
    throw new Refusal('syntax', 'a here-document without its closing line', node.pos, node.end);
  } else if ((node.type === 'Word' || node.type === 'Assignment') && !text.startsWith(node.text, node.pos)) {
    throw new Refusal('inexact', 'a word is not where the parser says', node.pos, node.end);
  }
}

function bashOperatorsOf(node: SyntaxNode, text: string): number[] {
  if (node.type === 'Redirect') return node.operator.startsWith('&>') ? [node.pos] : [];
  if (node.type !== 'Pipeline' || !node.operators.includes('|&')) return [];
  return [text.indexOf('|&', node.commands[0]?.end ?? node.pos)];
}

/** Adds what the node covers with text of its own; false for nodes that only hold others. */
function addLeaves(node: SyntaxNode, { leaves }: Extent): boolean {
  switch (node.type) {
    case 'Word':
    case 'Assignment':
    case 'Redirect':
    case 'HereString':
    case 'TestCommand':
    case 'ArithmeticCommand':
      leaves.push({ start: node.pos, end: node.end, prefix: false });
      return true;
    case 'Time':
    case 'Negation':
      leaves.push({ start: node.pos, end: node.end, prefix: true });
      return true;
    case 'HereDoc':
      leaves.push({ start: node.pos, end: node.end, prefix: false }, { ...bodyOf(node), prefix: true });
      return true;
    case 'ArithmeticFor':
      leaves.push({ start: node.pos, end: node.body.pos, prefix: true });
      return false;
    case 'ArithmeticBinary':
    case 'ArithmeticGroup':
    case 'ArithmeticTernary':
    case 'ArithmeticUnary':
    case 'ArithmeticWord':
    case 'ArithmeticCommandExpansion':
      return true;
    default:
      return false;
  }
}

/** What may stand between two leaves. */
const BETWEEN =
  /(?<operator>;;&|;;|;&|&&|\|\||\|&|[;&|])|\s+|\\\r?\n|[(){}!]|#[^\n]*|(?:if|then|elif|else|fi|for|in|do|done|while|until|case|esac|select|function|coproc)(?![\w-])/y;

const PARENTHESIS = /[ \t]*\((?![ \t]*\))/y;

/** Between two leaves stand blanks, operators, keywords and comments only, and no empty command. */
function checkGaps(extent: Extent): void {
  extent.leaves.sort((a, b) => a.start - b.start || a.end - b.end);
  let at = extent.start;
  for (const leaf of extent.leaves) {
    if (leaf.start < at) throw new Refusal('inexact', 'two words overlap', leaf.start, leaf.end);
    checkGap(extent.text, at, leaf.start);
    at = leaf.end;
    // The parser overlooks a parenthesis behind a command's name that makes it no function.
    PARENTHESIS.lastIndex = at;
    if (!leaf.prefix && at < extent.end && PARENTHESIS.test(extent.text)) {
      throw new Refusal('syntax', 'a parenthesis behind a word', at, PARENTHESIS.lastIndex);
    }
  }
  checkGap(extent.text, at, extent.end);
}

function checkGap(text: string, start: number, end: number): void {
  let operator = '';
  for (let at = start; at < end; at = BETWEEN.lastIndex) {
    BETWEEN.lastIndex = at;
    const match = BETWEEN.exec(text);
    // Blanks may go on in a here-document's body, and a comment behind the backtick that ends it.
    const beyond = BETWEEN.lastIndex > end && !/^[\s#]/.test(match?.[0] ?? '');
    if (match === null || beyond) {
      throw new Refusal('inexact', 'something between two words is neither operator nor comment', at, end);
    }
    const found = match.groups?.['operator'];
    if (found === ';' && (operator === ';' || operator === '&')) {
      throw new Refusal('syntax', 'an empty command', at, at + 1);
    }
    if (found !== undefined) operator = found;
    else if (/^[^\s\\#]/.test(match[0])) operator = '';
  }
}

/** Whether dash reads something inside the node otherwise than bash. */
export function hasBashOperator(
  { bashOperators }: Syntax,
  { pos, end }: { pos: number; end: number },
): boolean {
  let low = 0;
  let high = bashOperators.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bashOperators[middle] ?? 0) < pos) low = middle + 1;
    else high = middle;
  }
  return (bashOperators[low] ?? end) < end;
}
