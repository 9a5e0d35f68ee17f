export interface PythonToken {
  readonly kind: 'name' | 'text' | 'other';
  /** A text's characters as they are written, escapes included. */
  readonly value: string;
  /** Counts statements that end at a line's end or `;`: brackets join lines. */
  readonly statement: number;
}

const NAME = /[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*/y;
const OPENING = /[A-Za-z]{0,2}(?:"""|'''|"|')/y;

/** The tokens of a Python module, without comments and blanks; undefined where a text does not end. */
export function pythonTokens(source: string): PythonToken[] | undefined {
  const tokens: PythonToken[] = [];
  let statement = 0;
  let depth = 0;
  for (let at = 0; at < source.length;) {
    const char = source.charAt(at);
    const opening = matched(OPENING, source, at);
    const name = matched(NAME, source, at);
    if (char === '#') {
      const end = source.indexOf('\n', at);
      at = end < 0 ? source.length : end;
    } else if (opening !== undefined) {
      const quote = opening.replace(/^[A-Za-z]+/, '');
      const end = endOfText(source, at + opening.length, quote);
      if (end === undefined) return undefined;
      tokens.push({ kind: 'text', value: source.slice(at + opening.length, end), statement });
      at = end + quote.length;
    } else if (name !== undefined) {
      tokens.push({ kind: 'name', value: name, statement });
      at += name.length;
    } else {
      if (char === '\\') at++;
      else if ((char === '\n' && depth === 0) || char === ';') statement++;
      else if (!/\s/.test(char)) tokens.push({ kind: 'other', value: char, statement });
      if ('([{'.includes(char)) depth++;
      if (')]}'.includes(char)) depth--;
      at++;
    }
  }
  return tokens;
}

function matched(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function endOfText(source: string, from: number, quote: string): number | undefined {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source.startsWith(quote, at)) return at;
    else if (quote.length === 1 && source[at] === '\n') return undefined;
  }
  return undefined;
}
