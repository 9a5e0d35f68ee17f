import { DfmodError } from '../errors.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Where a key or value stands: from 1, `endColumn` one past its last character. */
interface Place {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

export interface JsonText {
  readonly value: Json;
  /** The place of the key that leads to a value (of the value itself in a list, and at the top). */
  keyAt(path: readonly string[]): Place;
  valueAt(path: readonly string[]): Place;
}

interface Frame {
  readonly list: boolean;
  key: string;
  index: number;
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or the end' | 'nothing';

const TOKEN = /[{}[\]:,]|"(?:[^"\\\n]|\\.)*"|[-+.\w]+/y;
const BLANK = /[ \t\r\n]*/y;

/** Reads JSON and remembers where everything stands, so that a wrong value can be shown. Throws a DfmodError with line and column. */
export function readJson(source: string): JsonText {
  const text = source.replace(/^\ufeff/, ' ');
  const spans = new JsonScanner(text).scan();
  let value: Json;
  try {
    value = parseJson(text);
  } catch (error) {
    throw jsonError(text, text.length, error instanceof Error ? error.message : String(error));
  }
  const find = (kind: string, path: readonly string[]): Place => {
    const [start, end] = spans.get(kind + pathKey(path)) ?? spans.get(`v${pathKey(path)}`) ?? [0, 1];
    return placeAt(text, start, end);
  };
  return { value, keyAt: (path) => find('k', path), valueAt: (path) => find('v', path) };
}

/** `JSON.parse` with a type for what it gives. */
export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}

/** Follows the structure only: values are JSON.parse's business. Keeps a stack of its own, as nesting is the file's choice. */
class JsonScanner {
  readonly #text: string;
  readonly #spans = new Map<string, readonly [number, number]>();
  readonly #frames: Frame[] = [];
  #expected: Expected = 'value';

  constructor(text: string) {
    this.#text = text;
  }

  scan(): ReadonlyMap<string, readonly [number, number]> {
    for (let at = this.#skip(0); at < this.#text.length;) {
      TOKEN.lastIndex = at;
      const token = TOKEN.exec(this.#text)?.[0];
      if (token === undefined) throw jsonError(this.#text, at, this.#complaint(this.#text.slice(at, at + 1)));
      this.#take(token, at);
      at = this.#skip(at + token.length);
    }
    if (this.#expected !== 'nothing')
      throw jsonError(this.#text, this.#text.length, `the text ends where ${this.#expected} should be`);
    return this.#spans;
  }

  #skip(at: number): number {
    BLANK.lastIndex = at;
    BLANK.exec(this.#text);
    return BLANK.lastIndex;
  }

  #complaint(found: string): string {
    if (found === '/' || found === '#') return 'JSON has no comments';
    if (found === "'") return 'JSON strings stand in double quotes';
    return `${this.#expected} expected, not ${JSON.stringify(found)}`;
  }

  #take(token: string, at: number): void {
    const frame = this.#frames.at(-1);
    const expected = this.#expected;
    const closes = token === '}' || token === ']';
    if (
      closes &&
      frame?.list === (token === ']') &&
      (expected === ', or the end' || expected.endsWith(token))
    ) {
      this.#frames.pop();
      this.#endValue();
    } else if (token === ',' && expected === ', or the end' && frame !== undefined) {
      frame.index += 1;
      this.#expected = frame.list ? 'value' : 'key';
    } else if (token === ':' && expected === ':') {
      this.#expected = 'value';
    } else if (token.startsWith('"') && expected.startsWith('key') && frame !== undefined) {
      frame.key = stringOf(token);
      this.#spans.set(`k${this.#path()}`, [at, at + token.length]);
      this.#expected = ':';
    } else if (expected.startsWith('value') && !/^[}\]:,]/.test(token)) {
      this.#value(token, at);
    } else {
      throw jsonError(this.#text, at, this.#complaint(token));
    }
  }

  #value(token: string, at: number): void {
    if (!/^["{[]/.test(token) && !isScalar(token))
      throw jsonError(this.#text, at, `not a JSON value: ${token.slice(0, 40)}`);
    this.#spans.set(`v${this.#path()}`, [at, at + token.length]);
    if (token === '{' || token === '[') {
      this.#frames.push({ list: token === '[', key: '', index: 0 });
      this.#expected = token === '[' ? 'value or ]' : 'key or }';
    } else this.#endValue();
  }

  #endValue(): void {
    this.#expected = this.#frames.length === 0 ? 'nothing' : ', or the end';
  }

  #path(): string {
    // Deeper places than any setting has are never asked for.
    return this.#frames.length > 16
      ? ''
      : pathKey(this.#frames.map((frame) => (frame.list ? String(frame.index) : frame.key)));
  }
}

function isScalar(token: string): boolean {
  return /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/.test(token);
}

function stringOf(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}

function pathKey(path: readonly string[]): string {
  return path.map((part) => `\u0000${part}`).join('');
}

function jsonError(text: string, offset: number, message: string): DfmodError {
  return new DfmodError('config-json', message, { place: placeAt(text, offset, offset + 1) });
}

function placeAt(text: string, start: number, end: number): Place {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const line = text.slice(0, lineStart).split('\n').length;
  return { line, column: start - lineStart + 1, endColumn: end - lineStart + 1 };
}
