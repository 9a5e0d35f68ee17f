import type {
  Assignment,
  DoubleQuotedChild,
  ParameterExpansionPart,
  Word,
  WordPart as SyntaxPart,
} from 'unbash';
import type { Span } from '../types.js';
import type { ShellAssignment, ShellWord, WordPart } from './script.js';

export type Dialect = 'sh' | 'bash';

/** The text that a syntax tree's positions index, and where that text stands in the logical text. */
export interface Region {
  readonly text: string;
  /** Logical offset of `text[0]`. */
  readonly base: number;
  /** For text that the shell decodes first (backticks with escapes): the place of the whole of it, its only exact span. */
  readonly zone: Span | undefined;
  readonly dialect: Dialect;
}

export function placeIn(region: Region, node: { readonly pos: number; readonly end: number }): Span {
  return region.zone ?? { start: region.base + node.pos, end: region.base + node.end };
}

const NAME = /^[A-Za-z_]\w*$/;
const OPAQUE: WordPart = { kind: 'opaque' };

/** Collects parts, joining literal neighbours that are quoted alike. */
class Parts {
  readonly list: WordPart[] = [];
  glob = false;

  literal(value: string, quoted: boolean): void {
    if (value === '' && !quoted) return;
    const last = this.list.at(-1);
    if (last?.kind === 'literal' && last.quoted === quoted) {
      this.list[this.list.length - 1] = { kind: 'literal', value: last.value + value, quoted };
    } else {
      this.list.push({ kind: 'literal', value, quoted });
    }
  }

  opaque(): void {
    this.list.push(OPAQUE);
  }

  bare(text: string): void {
    for (const piece of text.split(/(\\\n|\\[^])/)) {
      if (piece.length === 2 && piece.startsWith('\\'))
        this.literal(piece === '\\\n' ? '' : piece.slice(1), true);
      else this.literal(piece, false);
    }
  }

  variable(name: string, fallback: string | undefined, quoted: boolean): void {
    if (NAME.test(name)) this.list.push({ kind: 'variable', name, fallback, quoted });
    else this.opaque();
  }

  /** `${x}` and `${x:-word}`; `${x-word}` differs for an empty x, which `fallback` cannot say. */
  parameter(node: ParameterExpansionPart, quoted: boolean): void {
    const { operation } = node;
    if (node.prefix !== undefined || node.index !== undefined) return this.opaque();
    if (operation === undefined) return this.variable(node.parameter, undefined, quoted);
    if (operation.type !== 'Default' || operation.operator !== ':-') return this.opaque();
    const operand = literalOf(operation.operand);
    return operand === undefined ? this.opaque() : this.variable(node.parameter, operand, quoted);
  }

  quoted(node: DoubleQuotedChild): void {
    if (node.type === 'Literal') this.literal(node.text.replaceAll(/\\([$`"\\\n])/g, unescaped), true);
    else if (node.type === 'SimpleExpansion') this.variable(node.text.slice(1), undefined, true);
    else if (node.type === 'ParameterExpansion') this.parameter(node, true);
    else this.opaque();
  }

  add(node: SyntaxPart, dialect: Dialect): void {
    switch (node.type) {
      case 'Literal':
        return this.bare(node.text);
      case 'SingleQuoted':
        return this.literal(node.value, true);
      case 'DoubleQuoted':
        this.literal('', true);
        for (const child of node.parts) this.quoted(child);
        return;
      case 'AnsiCQuoted':
        // dash takes the dollar of $'…' as a character of the word.
        return dialect === 'bash' ? this.literal(node.value, true) : this.opaque();
      case 'SimpleExpansion':
        return this.variable(node.text.slice(1), undefined, false);
      case 'ParameterExpansion':
        return this.parameter(node, false);
      case 'Glob':
      case 'BraceExpansion':
      case 'ExtendedGlob':
        this.glob = true;
        return node.type === 'ExtendedGlob' || /[$`\\'"]/.test(node.text)
          ? this.opaque()
          : this.literal(node.text, false);
      default:
        return this.opaque();
    }
  }
}

function unescaped(_match: string, character: string): string {
  return character === '\n' ? '' : character;
}

function literalOf(word: Word): string | undefined {
  if (word.parts !== undefined) return undefined;
  return /[\\'"~*?[]/.test(word.text) ? undefined : word.text;
}

function finish(raw: string, span: Span, parts: Parts): ShellWord {
  const list = /^~[\w+-]/.test(raw) ? [OPAQUE] : parts.list;
  let value: string | undefined = '';
  for (const part of list)
    value = part.kind === 'literal' && value !== undefined ? value + part.value : undefined;
  return { span, raw, value, parts: list, glob: parts.glob, tilde: raw === '~' || raw.startsWith('~/') };
}

function collect(word: Word, dialect: Dialect, into: Parts): void {
  if (word.parts === undefined) into.bare(word.text);
  else for (const part of word.parts) into.add(part, dialect);
}

export function readWord(word: Word, region: Region): ShellWord {
  const parts = new Parts();
  collect(word, region.dialect, parts);
  return finish(word.text, placeIn(region, word), parts);
}

/** `export A=b`: the argument as one word. */
export function readAssignmentWord(node: Assignment, region: Region): ShellWord {
  const parts = new Parts();
  if (node.value.type === 'ArrayValue' || node.index !== undefined) {
    parts.opaque();
  } else {
    parts.literal(node.text.slice(0, node.value.pos - node.pos), false);
    collect(node.value, region.dialect, parts);
  }
  return finish(node.text, placeIn(region, node), parts);
}

/** The value is undefined for arrays, elements and `+=`: what the variable holds then is not this word. */
export function readAssignment(node: Assignment, region: Region): ShellAssignment {
  const span = placeIn(region, node);
  const plain = node.value.type === 'Word' && node.append !== true && node.index === undefined;
  if (node.value.type === 'ArrayValue' || !plain) return { span, name: node.name, value: undefined };
  const value = readWord(node.value, region);
  // In an assignment the shell also expands a tilde behind a colon.
  return {
    span,
    name: node.name,
    value: value.raw.includes(':~') ? { ...value, value: undefined, parts: [OPAQUE] } : value,
  };
}
