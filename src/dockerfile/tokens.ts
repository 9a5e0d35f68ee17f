import {
  Arg,
  DockerfileParser,
  From,
  JSONInstruction,
  PropertyInstruction,
  type Instruction as ParsedInstruction,
} from 'dockerfile-ast';
import { LineIndex } from '../text/lines.js';
import { memoize } from '../text/memo.js';
import type { Span } from '../types.js';
import { namedValues } from './arguments.js';
import type { DockerDocument, Instruction } from './document.js';
import { nodeOf, type InstructionNode } from './instruction.js';
import { isWordBreak, skipSpaces, splitWords } from './spaces.js';

export interface PropertyTokens {
  readonly name: Span;
  /** With its quotes; undefined for `ARG NAME`. */
  readonly value: Span | undefined;
}

/** Where the parts of an instruction stand in the file. Values are to be read by slicing, never from the parser's model. */
export interface Tokens {
  /** Words behind the flags; a word may hold quotes, escapes and continuations. */
  readonly arguments: readonly Span[];
  /** The strings of the JSON form, with their quotes. */
  readonly json: readonly Span[] | undefined;
  /** The pairs of ENV, ARG and LABEL. */
  readonly properties: readonly PropertyTokens[];
  /** For FROM: the image, and the name behind AS. */
  readonly from: { readonly image: Span; readonly name: Span | undefined } | undefined;
}

/** Results kept, over all files: the same instructions come back in every version of a file, and in its neighbours. */
const KEPT = 2000;

/** LSP positions, as dockerfile-ast gives them. */
interface ParsedRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/**
 * The tokens of one instruction, from dockerfile-ast, whose ranges are good once it is shown a single instruction without
 * comments and heredoc bodies. `opaque` where it does not read it as the scanner does: then nothing inside may be edited.
 */
export function tokensOf(doc: DockerDocument, instruction: Instruction): Tokens | 'opaque' {
  const node = nodeOf(instruction);
  const view = maskedView(node);
  const read = parseView(`${doc.escape}${view}`);
  return read?.keyword === node.keyword ? checked(node, shift(read.tokens, node.span.start)) : 'opaque';
}

/**
 * The instruction's text up to the first heredoc body, comments and blank lines between its lines made blank.
 * Every unit keeps its place, and so does every line ending.
 */
export function maskedView(node: InstructionNode): string {
  const { text } = node.reading;
  const { start, end } = node.span;
  const codeEnd = node.heredocs[0]?.body.start ?? end;
  const parts: string[] = [];
  let at = start;
  for (const piece of node.line.pieces) {
    if (piece.end <= at) continue;
    if (piece.start > at) parts.push(maskedGap(text.slice(at, piece.start), node.reading.escape));
    parts.push(text.slice(Math.max(at, piece.start), piece.end));
    at = piece.end;
  }
  if (codeEnd > at) parts.push(maskedGap(text.slice(at, codeEnd), node.reading.escape));
  return parts.join('');
}

/** What stands between two pieces: later lines become blank and continued, as dockerfile-ast wants them in a JSON array. */
function maskedGap(gap: string, escape: string): string {
  const newline = gap.indexOf('\n') + 1;
  if (newline === 0) return gap;
  const lines = gap.slice(newline).split('\n');
  const last = lines.length - 1;
  const masked = lines.map(({ length }, index) =>
    length === 0 || index === last ? ' '.repeat(length) : ' '.repeat(length - 1) + escape,
  );
  return gap.slice(0, newline) + masked.join('\n');
}

/** Places from the start of the view; undefined where the view is not one instruction to dockerfile-ast. */
const parseView = memoize((key: string): { keyword: string; tokens: Tokens } | undefined => {
  const escape = key.charAt(0);
  const view = key.slice(1);
  // dockerfile-ast ends lines at a lone CR too.
  if (/\r(?!\n)/.test(view)) return undefined;
  const prefix = escape === '`' ? '# escape=`\n' : '';
  const source = prefix + view;
  const [only, more] = DockerfileParser.parse(source).getInstructions();
  if (only === undefined || more !== undefined) return undefined;
  const lines = new LineIndex(source);
  const offset = (position: ParsedRange['start']): number =>
    lines.lineStart(position.line + 1) + position.character - prefix.length;
  const tokens = readTokens(view, only, (range) => ({ start: offset(range.start), end: offset(range.end) }));
  return { keyword: only.getKeyword(), tokens };
}, KEPT);

function readTokens(view: string, parsed: ParsedInstruction, span: (range: ParsedRange) => Span): Tokens {
  const optional = (range: ParsedRange | null): Span | undefined =>
    range === null ? undefined : span(range);
  const image = parsed instanceof From ? parsed.getImageRange() : null;
  return {
    arguments: parsed.getArguments().map((argument) => span(argument.getRange())),
    json:
      parsed instanceof JSONInstruction
        ? parsed.getJSONStrings().map((each) => span(each.getRange()))
        : undefined,
    properties: readProperties(view, parsed, span),
    from:
      parsed instanceof From && image !== null
        ? { image: span(image), name: optional(parsed.getBuildStageRange()) }
        : undefined,
  };
}

function readProperties(
  view: string,
  parsed: ParsedInstruction,
  span: (range: ParsedRange) => Span,
): PropertyTokens[] {
  if (!(parsed instanceof PropertyInstruction)) return [];
  if (!(parsed instanceof Arg)) {
    return parsed.getProperties().map((property) => {
      const value = property.getValueRange();
      return { name: span(property.getNameRange()), value: value === null ? undefined : span(value) };
    });
  }
  // A list of ARGs is one name and its value to dockerfile-ast; only the words are right.
  return parsed.getPropertyArguments().map((argument) => {
    const { start, end } = span(argument.getRange());
    const equals = view.slice(start, end).indexOf('=');
    if (equals === -1) return { name: { start, end }, value: undefined };
    return { name: { start, end: start + equals }, value: { start: start + equals + 1, end } };
  });
}

function shift(tokens: Tokens, by: number): Tokens {
  const moved = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  const optional = (span: Span | undefined): Span | undefined => span && moved(span);
  return {
    arguments: tokens.arguments.map(moved),
    json: tokens.json?.map(moved),
    properties: tokens.properties.map(({ name, value }) => ({ name: moved(name), value: optional(value) })),
    from: tokens.from && { image: moved(tokens.from.image), name: optional(tokens.from.name) },
  };
}

/** The tokens, if they say what the scanner read; flags that dockerfile-ast took for arguments are let go. */
function checked(node: InstructionNode, found: Tokens): Tokens | 'opaque' {
  const { before } = node.flagPlace;
  const words = found.arguments.filter(({ start }) => before !== undefined && start >= before);
  const bodyEnd = node.bodySpan(0, node.bodyText.length).end;
  if (words.some(({ end }) => end > bodyEnd)) return 'opaque';
  if (wordsOf(words.map((word) => node.logical(word)).join(' ')) !== wordsOf(node.bodyText)) return 'opaque';
  if (!propertiesAgree(node, found.properties) || !fromAgrees(node, found.from)) return 'opaque';
  const json = node.json === undefined || node.keyword === 'HEALTHCHECK' ? undefined : (found.json ?? []);
  if (json !== undefined && !stringsAgree(node, json)) return 'opaque';
  return { ...found, arguments: words, json };
}

function wordsOf(text: string): string {
  return splitWords(text, skipSpaces(text, 0, text.length, isWordBreak), text.length)
    .map(({ start, end }) => text.slice(start, end))
    .join(' ');
}

function stringsAgree(node: InstructionNode, spans: readonly Span[]): boolean {
  const { json = [] } = node;
  return (
    json.length === spans.length &&
    spans.every((span, index) => jsonValue(node.logical(span)) === json[index])
  );
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function propertiesAgree(node: InstructionNode, properties: readonly PropertyTokens[]): boolean {
  const pairs = namedValues(node);
  return (
    pairs.length === properties.length &&
    properties.every(({ name, value }, index) => {
      const pair = pairs[index];
      // A value of nothing has no range of its own.
      const written = value === undefined ? '' : node.logical(value);
      return pair !== undefined && node.logical(name) === pair.name && written === (pair.value ?? '');
    })
  );
}

function fromAgrees(node: InstructionNode, from: Tokens['from']): boolean {
  if (node.keyword !== 'FROM') return true;
  const text = node.bodyText;
  const [image, , name] = splitWords(text, 0, text.length).map(({ start, end }) => text.slice(start, end));
  return (
    from !== undefined &&
    node.logical(from.image) === image &&
    (from.name && node.logical(from.name)) === name
  );
}
