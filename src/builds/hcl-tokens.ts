import type { Span } from '../types.js';

/**
 * - `quoted`: a string, quotes included; `heredoc`: from `<<` to the end of its last line
 * - `newline` ends an attribute, where no bracket is open
 */
export interface HclToken extends Span {
  readonly kind: 'name' | 'number' | 'quoted' | 'heredoc' | 'symbol' | 'newline' | 'end';
  readonly text: string;
}

/** Where HCL text cannot be read. */
export class HclError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}_-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\uFEFF]+/y;
const LINE_COMMENT = /(?:#|\/\/)[^\n]*/y;
const SYMBOL = /\.\.\.|==|!=|<=|>=|&&|\|\||=>|[{}[\]()=,:.?+\-*/%<>!&|]/y;
const HEREDOC = /<<(-?)([^\s"'`]+)[ \t]*\r?\n/y;

/** Cuts HCL native syntax (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md) into tokens; comments are dropped. */
export function readHclTokens(source: string): HclToken[] {
  const tokens: HclToken[] = [];
  const take = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  let at = 0;
  const push = (kind: HclToken['kind'], end: number): void => {
    tokens.push({ kind, start: at, end, text: source.slice(at, end) });
    at = end;
  };
  while (at < source.length) {
    const skipped = take(SPACE, at) ?? take(LINE_COMMENT, at);
    if (skipped !== null) {
      at += skipped[0].length;
      continue;
    }
    if (source.startsWith('/*', at)) {
      const end = source.indexOf('*/', at + 2);
      if (end < 0) throw new HclError('comment without an end', at);
      at = end + 2;
      continue;
    }
    const heredoc = take(HEREDOC, at);
    const name = take(NAME, at);
    const number = take(NUMBER, at);
    const symbol = take(SYMBOL, at);
    if (source[at] === '\n') push('newline', at + 1);
    else if (source[at] === '"') push('quoted', endOfQuoted(source, at));
    else if (heredoc !== null)
      push('heredoc', endOfHeredoc(source, at + heredoc[0].length, heredoc[2] ?? ''));
    else if (name !== null) push('name', at + name[0].length);
    else if (number !== null) push('number', at + number[0].length);
    else if (symbol !== null) push('symbol', at + symbol[0].length);
    else throw new HclError(`unexpected ${JSON.stringify(source[at])}`, at);
  }
  push('end', at);
  return tokens;
}

/** A template may hold strings with templates; `stack` says which kind of text ends next. */
function endOfQuoted(source: string, start: number): number {
  const stack: ('string' | 'template' | 'brace')[] = ['string'];
  for (let at = start + 1; at < source.length; at++) {
    const char = source[at];
    const inside = stack.at(-1);
    if (inside === 'string') {
      if (char === '\n') break;
      if (char === '\\') at++;
      else if (opensTemplate(source, at)) {
        stack.push('template');
        at++;
      } else if (char === '"') stack.pop();
      // `$${` and `%%{` are the characters themselves.
      else if ((char === '$' || char === '%') && source[at + 1] === char && source[at + 2] === '{') at += 2;
    } else if (char === '"') stack.push('string');
    else if (char === '{') stack.push('brace');
    else if (char === '}') stack.pop();
    if (stack.length === 0) return at + 1;
  }
  throw new HclError('string without an end', start);
}

/** Whether `${` or `%{` stands here. */
export function opensTemplate(source: string, at: number): boolean {
  return (source[at] === '$' || source[at] === '%') && source[at + 1] === '{';
}

function endOfHeredoc(source: string, bodyStart: number, word: string): number {
  for (let line = bodyStart; line < source.length;) {
    const next = source.indexOf('\n', line);
    const end = next < 0 ? source.length : next;
    if (source.slice(line, end).trim() === word) return end;
    line = end + 1;
  }
  throw new HclError(`heredoc without its end ${word}`, bodyStart);
}
