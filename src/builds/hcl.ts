import type { Span } from '../types.js';
import { readHclTemplate, type HclPart } from './hcl-template.js';
import { HclError, readHclTokens, type HclToken } from './hcl-tokens.js';

/** Spans are in the text that was read. `computed` is every expression that would have to be evaluated. */
export type HclExpression = { readonly span: Span } & (
  | { readonly kind: 'string'; readonly parts: readonly HclPart[] }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: string, value: HclExpression])[] }
  | { readonly kind: 'computed' }
);

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  /** From the block's type to its `}`. */
  readonly span: Span;
  /** Between the braces. */
  readonly body: Span;
  readonly attributes: ReadonlyMap<string, HclAttribute>;
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute {
  readonly span: Span;
  readonly value: HclExpression;
}

export type HclBody = Pick<HclBlock, 'attributes' | 'blocks'>;

/** Blocks and lists may be nested so deep; deeper files are refused. */
const DEEPEST = 100;

/** Reads a file of HCL's native syntax. Throws an HclError where it is malformed. */
export function readHcl(source: string): HclBody {
  const reader = new Reader(readHclTokens(source));
  const body = reader.body(0);
  reader.expect('end');
  return body;
}

class Reader {
  readonly #tokens: readonly HclToken[];
  #at = 0;

  constructor(tokens: readonly HclToken[]) {
    this.#tokens = tokens;
  }

  body(depth: number): HclBody {
    if (depth > DEEPEST) throw new HclError('nested too deep', this.#next().start);
    const attributes = new Map<string, HclAttribute>();
    const blocks: HclBlock[] = [];
    for (this.#skipNewlines(); this.#next().kind === 'name'; this.#skipNewlines()) {
      const name = this.#take();
      if (this.#is('=')) {
        this.#take();
        const value = this.#expression(depth);
        attributes.set(name.text, { span: { start: name.start, end: value.span.end }, value });
      } else blocks.push(this.#block(name, depth));
    }
    return { attributes, blocks };
  }

  expect(kind: HclToken['kind'], text?: string): HclToken {
    const token = this.#take();
    if (token.kind !== kind || (text !== undefined && token.text !== text)) {
      throw new HclError(`unexpected ${JSON.stringify(token.text)}`, token.start);
    }
    return token;
  }

  #block(type: HclToken, depth: number): HclBlock {
    const labels: string[] = [];
    while (!this.#is('{')) {
      const label = this.#take();
      if (label.kind === 'name') labels.push(label.text);
      else if (label.kind === 'quoted') labels.push(plainText(label));
      else throw new HclError(`unexpected ${JSON.stringify(label.text)}`, label.start);
    }
    const open = this.#take();
    const body = this.body(depth + 1);
    const close = this.expect('symbol', '}');
    return {
      type: type.text,
      labels,
      span: { start: type.start, end: close.end },
      body: { start: open.end, end: close.start },
      ...body,
    };
  }

  /** One term; when an operator, an index or a call follows, the whole expression is computed. */
  #expression(depth: number): HclExpression {
    if (depth > DEEPEST) throw new HclError('nested too deep', this.#next().start);
    const first = this.#next();
    const term = this.#term(depth);
    if (term.kind !== 'computed' && this.#endsExpression()) return term;
    return { kind: 'computed', span: { start: first.start, end: this.#skipExpression(first.start) } };
  }

  #term(depth: number): HclExpression {
    const token = this.#take();
    const span = { start: token.start, end: token.end };
    switch (token.kind) {
      case 'quoted':
        return { kind: 'string', span, parts: readHclTemplate(token.text.slice(1, -1), true) };
      case 'heredoc':
        return { kind: 'string', span, parts: readHclTemplate(heredocText(token.text), false) };
      case 'number':
        return { kind: 'literal', span, text: token.text };
      case 'name':
        return this.#nameTerm(token);
      default:
        if (token.text === '[') return this.#list(token, depth);
        if (token.text === '{') return this.#object(token, depth);
        this.#at--;
        return { kind: 'computed', span };
    }
  }

  #nameTerm(token: HclToken): HclExpression {
    let end = token.end;
    let name = token.text;
    while (this.#is('.') && this.#next(1).kind === 'name') {
      this.#take();
      const part = this.#take();
      name += `.${part.text}`;
      end = part.end;
    }
    const span = { start: token.start, end };
    if (name === 'true' || name === 'false' || name === 'null') return { kind: 'literal', span, text: name };
    return { kind: 'variable', span, name };
  }

  #list(open: HclToken, depth: number): HclExpression {
    const items: HclExpression[] = [];
    this.#skipNewlines();
    if (this.#next().text === 'for') return this.#unread(open);
    while (!this.#is(']')) {
      items.push(this.#expression(depth + 1));
      this.#skipNewlines();
      if (!this.#is(',')) break;
      this.#take();
      this.#skipNewlines();
    }
    const close = this.expect('symbol', ']');
    return { kind: 'list', span: { start: open.start, end: close.end }, items };
  }

  #object(open: HclToken, depth: number): HclExpression {
    const entries: [string, HclExpression][] = [];
    this.#skipNewlines();
    if (this.#next().text === 'for') return this.#unread(open);
    while (!this.#is('}')) {
      const key = this.#take();
      const name = key.kind === 'quoted' ? plainText(key) : key.text;
      if (key.kind === 'symbol') return this.#unread(open);
      if (!this.#is('=') && !this.#is(':')) {
        throw new HclError(`unexpected ${JSON.stringify(this.#next().text)}`, this.#next().start);
      }
      this.#take();
      this.#skipNewlines();
      entries.push([name, this.#expression(depth + 1)]);
      if (this.#is(',')) this.#take();
      this.#skipNewlines();
    }
    const close = this.expect('symbol', '}');
    return { kind: 'object', span: { start: open.start, end: close.end }, entries };
  }

  /** Goes back to a bracket whose inside is computed. */
  #unread(open: HclToken): HclExpression {
    while (this.#next().start > open.start) this.#at--;
    return { kind: 'computed', span: { start: open.start, end: open.end } };
  }

  #endsExpression(): boolean {
    const { kind, text } = this.#next();
    return kind === 'newline' || kind === 'end' || (kind === 'symbol' && [',', ']', '}', ')'].includes(text));
  }

  /** Skips to where the expression ends outside all brackets that it opens; gives the end of its last token. */
  #skipExpression(start: number): number {
    let open = 0;
    let end = start;
    while (open > 0 || !this.#endsExpression()) {
      const token = this.#take();
      if (token.kind === 'end') throw new HclError('expression without an end', start);
      if (token.kind === 'symbol' && '([{'.includes(token.text)) open++;
      else if (token.kind === 'symbol' && ')]}'.includes(token.text)) open--;
      end = token.end;
    }
    return end;
  }

  #skipNewlines(): void {
    while (this.#next().kind === 'newline') this.#at++;
  }

  #is(symbol: string): boolean {
    const token = this.#next();
    return token.kind === 'symbol' && token.text === symbol;
  }

  #next(ahead = 0): HclToken {
    return this.#tokens[this.#at + ahead] ?? { kind: 'end', start: 0, end: 0, text: '' };
  }

  #take(): HclToken {
    const token = this.#next();
    this.#at++;
    return token;
  }
}

function plainText(quoted: HclToken): string {
  const parts = readHclTemplate(quoted.text.slice(1, -1), true);
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

/** The lines between the two words; `<<-` takes the smallest indent from all of them. */
function heredocText(raw: string): string {
  const lines = raw.split('\n').slice(1, -1);
  if (!raw.startsWith('<<-')) return lines.map((line) => `${line}\n`).join('');
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const indent = indents.reduce((least, each) => Math.min(least, each), Number.MAX_SAFE_INTEGER);
  return lines.map((line) => `${line.slice(indent)}\n`).join('');
}
