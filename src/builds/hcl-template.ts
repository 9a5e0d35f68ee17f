import { opensTemplate } from './hcl-tokens.js';

/** A piece of a string: text, a variable (`${name}`), or what would have to be computed. */
export type HclPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'computed' };

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Cuts the inside of a string into its parts; `escapes` is false in heredocs and JSON, which have no backslashes of HCL's. */
export function readHclTemplate(text: string, escapes: boolean): HclPart[] {
  const parts: HclPart[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (escapes && char === '\\') {
      const escape = readEscape(text, at);
      plain += escape.text;
      at = escape.end - 1;
    } else if (opensTemplate(text, at)) {
      flush();
      const end = endOfTemplate(text, at + 2);
      const name = /^\s*~?\s*([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)\s*~?\s*$/.exec(
        text.slice(at + 2, end),
      )?.[1];
      const variable = char === '$' && name !== undefined && !name.endsWith('-');
      parts.push(variable ? { kind: 'variable', name } : { kind: 'computed' });
      at = end;
    } else if (text[at + 1] === char && opensTemplate(text, at + 1)) {
      plain += `${char}{`;
      at += 2;
    } else {
      plain += char;
    }
  }
  flush();
  return parts;
}

function readEscape(text: string, at: number): { text: string; end: number } {
  const letter = text.charAt(at + 1);
  const digits = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
  if (digits > 0 && code >= 0 && code <= 0x10ffff) {
    return { text: String.fromCodePoint(code), end: at + 2 + digits };
  }
  return { text: ESCAPES[letter] ?? letter, end: at + 2 };
}

/** The place of the `}` that ends a template whose inside starts at `start`; strings in it are passed over. */
function endOfTemplate(text: string, start: number): number {
  const stack: ('string' | 'brace')[] = ['brace'];
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (stack.at(-1) === 'string') {
      if (char === '\\') at++;
      else if (char === '"') stack.pop();
      else if (opensTemplate(text, at)) {
        stack.push('brace');
        at++;
      }
    } else if (char === '"') stack.push('string');
    else if (char === '{') stack.push('brace');
    else if (char === '}') stack.pop();
    if (stack.length === 0) return at;
  }
  return text.length;
}
