import { isUnicodeSpace } from './spaces.js';

/** The value of a variable; undefined when it is not set, any symbol when its value cannot be known. */
export type Lookup = (name: string) => string | undefined | symbol;

export interface LexOptions {
  readonly escape: string;
  /** Quotes stay in the result. */
  readonly rawQuotes?: boolean;
  /** Escape characters stay in the result. */
  readonly rawEscapes?: boolean;
  /** Where values come from; without it variables stay as written. */
  readonly lookup?: Lookup;
}

export interface Lexed {
  readonly result: string;
  /** The result cut at blanks that are not quoted. */
  readonly words: readonly string[];
}

/** One `${name` with an operator, waiting for the word behind it. */
interface Substitution {
  readonly name: string;
  /** As written behind the name. */
  readonly operator: string;
  readonly emptyIsUnset: boolean;
  /** For `${name/pattern/replacement}`: the pattern, once read. */
  pattern: string | undefined;
}

/** What is being read: the whole text, a double-quoted part, or a word inside `${…}`. */
interface Frame {
  readonly kind: 'text' | 'quote' | 'word';
  /** The unit that ends it; none for the whole text. */
  readonly stop: string;
  readonly substitution: Substitution | undefined;
  /** Whether escapes were kept outside of it. */
  readonly outerEscapes: boolean;
  result: string;
}

/**
 * BuildKit's shell-like processing of a word: quotes, escapes, variables. Undefined where it reports an error, or where
 * the result hangs on a value that cannot be known or on an operator that is not worked out here (`#`, `%`, `/`).
 * Rules of moby/buildkit frontend/dockerfile/shell/lex.go. Nesting is kept on a list of frames, not on the call stack.
 */
export function lex(text: string, options: LexOptions): Lexed | undefined {
  const lexer = new Lexer(text, options);
  return lexer.run() ? { result: lexer.result, words: lexer.words } : undefined;
}

class Lexer {
  result = '';
  readonly words: string[] = [];
  #word = '';
  #inWord = false;
  #at = 0;
  #frames: Frame[] = [];
  #rawEscapes: boolean;

  constructor(
    private readonly text: string,
    private readonly options: LexOptions,
  ) {
    this.#rawEscapes = options.rawEscapes ?? false;
  }

  /** False on an error. */
  run(): boolean {
    this.#frames = [this.#frame('text', '')];
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      const unit = this.text[this.#at];
      if (unit === undefined) {
        if (frame.kind !== 'text') return false;
        this.#frames.pop();
        this.result = frame.result;
      } else if (!this.#step(frame, unit)) {
        return false;
      }
    }
    if (this.#word !== '') this.words.push(this.#word);
    return true;
  }

  #frame(kind: Frame['kind'], stop: string, substitution?: Substitution): Frame {
    return { kind, stop, substitution, outerEscapes: this.#rawEscapes, result: '' };
  }

  #step(frame: Frame, unit: string): boolean {
    if (unit === frame.stop) return this.#close(frame);
    if (unit === '$') return this.#dollar(frame);
    if (frame.kind === 'quote') {
      this.#quotedUnit(frame, unit);
      return true;
    }
    if (unit === "'") return this.#singleQuote(frame);
    if (unit === '"') {
      this.#at++;
      this.#frames.push(this.#frame('quote', '"'));
    } else if (unit === '<') {
      this.#emit(frame, this.#lessThan(), false);
    } else {
      this.#plainUnit(frame, unit);
    }
    return true;
  }

  #close(frame: Frame): boolean {
    this.#at++;
    this.#frames.pop();
    this.#rawEscapes = frame.outerEscapes;
    const outer = this.#frames.at(-1);
    if (outer === undefined) return false;
    if (frame.substitution !== undefined) return this.#substitute(outer, frame.substitution, frame.result);
    const quote = this.options.rawQuotes === true ? '"' : '';
    this.#emit(outer, quote + frame.result + quote, false);
    return true;
  }

  #quotedUnit(frame: Frame, unit: string): void {
    this.#at++;
    if (unit !== this.options.escape) {
      frame.result += unit;
      return;
    }
    if (this.#rawEscapes) frame.result += unit;
    const next = this.text[this.#at];
    if (next === undefined) return;
    if (next === '"' || next === '$' || next === unit) {
      this.#at++;
      frame.result += next;
    } else {
      frame.result += unit;
    }
  }

  #plainUnit(frame: Frame, unit: string): void {
    this.#at++;
    if (unit !== this.options.escape) {
      frame.result += unit;
      if (frame.kind === 'text') this.#addUnit(unit);
      return;
    }
    if (this.#rawEscapes) this.#emit(frame, unit, false);
    const next = this.text[this.#at];
    if (next === undefined) return;
    this.#at++;
    this.#emit(frame, next, false);
  }

  #singleQuote(frame: Frame): boolean {
    const end = this.text.indexOf("'", this.#at + 1);
    if (end === -1) return false;
    const inner = this.text.slice(this.#at + 1, end);
    this.#at = end + 1;
    this.#emit(frame, this.options.rawQuotes === true ? `'${inner}'` : inner, false);
    return true;
  }

  /** Blanks behind `<<` belong to the word: the name of a heredoc may follow them. */
  #lessThan(): string {
    const start = this.#at++;
    if (this.text[this.#at] !== '<') return '<';
    this.#at++;
    while (isUnicodeSpace(this.text.charCodeAt(this.#at))) this.#at++;
    return this.text.slice(start, this.#at);
  }

  #dollar(frame: Frame): boolean {
    this.#at++;
    if (this.text[this.#at] !== '{') {
      const name = this.#name();
      return name === '' ? this.#emit(frame, '$', true) : this.#variable(frame, name, `$${name}`);
    }
    this.#at++;
    const first = this.text[this.#at];
    if (first === undefined || first === '{' || first === '}' || first === ':') return false;
    const name = this.#name();
    let operator = this.text[this.#at++];
    if (operator === undefined) return false;
    if (operator === '}') return this.#variable(frame, name, `\${${name}}`);
    const emptyIsUnset = operator === ':';
    if (emptyIsUnset) operator += this.text[this.#at++] ?? '';
    const kind = operator.at(-1) ?? '';
    if (!emptyIsUnset && !'+-?#%/'.includes(kind)) return false;
    const pattern = !emptyIsUnset && kind === '/';
    if (pattern && this.text[this.#at] === '/') this.#at++;
    const substitution = { name, operator, emptyIsUnset, pattern: undefined };
    const word = this.#frame('word', pattern ? '/' : '}', substitution);
    this.#rawEscapes = pattern || kind === '#' || kind === '%';
    this.#frames.push(word);
    return true;
  }

  #variable(frame: Frame, name: string, asWritten: string): boolean {
    if (this.options.lookup === undefined) return this.#emit(frame, asWritten, true);
    const value = this.options.lookup(name);
    return typeof value !== 'symbol' && this.#emit(frame, value ?? '', true);
  }

  #substitute(outer: Frame, substitution: Substitution, word: string): boolean {
    const { name, operator, emptyIsUnset, pattern } = substitution;
    if (operator === '/' && pattern === undefined) {
      const frame = this.#frame('word', '}', { ...substitution, pattern: word });
      this.#rawEscapes = true;
      this.#frames.push(frame);
      return true;
    }
    if (this.options.lookup === undefined) {
      const written = operator === '/' ? `${pattern ?? ''}/${word}` : word;
      return this.#emit(outer, `\${${name}${operator}${written}}`, true);
    }
    const value = this.options.lookup(name);
    if (typeof value === 'symbol') return false;
    const set = value !== undefined && !(emptyIsUnset && value === '');
    switch (operator.at(-1)) {
      case '-':
        return this.#emit(outer, set ? value : word, true);
      case '+':
        return this.#emit(outer, set ? word : '', true);
      case '?':
        return set && this.#emit(outer, value, true);
      default:
        return false;
    }
  }

  /** Digits, one special parameter, or letters, digits and `_`. */
  #name(): string {
    const { text } = this;
    const start = this.#at;
    const first = text[start] ?? '';
    if ('@*#?-$!'.includes(first)) {
      if (first !== '') this.#at++;
      return first;
    }
    const pattern = /\p{Nd}/u.test(first) ? /\p{Nd}*/uy : /[\p{L}\p{Nd}_]*/uy;
    pattern.lastIndex = start;
    const name = pattern.exec(text)?.[0] ?? '';
    this.#at += name.length;
    return name;
  }

  /** Adds to what is being read; blanks in a variable's value part words, quoted blanks do not. Always true. */
  #emit(frame: Frame, text: string, parts: boolean): true {
    frame.result += text;
    if (frame.kind === 'text') {
      if (parts) {
        for (const unit of text) this.#addUnit(unit);
      } else {
        this.#word += text;
        this.#inWord = true;
      }
    }
    return true;
  }

  #addUnit(unit: string): void {
    if (!isUnicodeSpace(unit.charCodeAt(0))) {
      this.#word += unit;
      this.#inWord = true;
    } else if (this.#inWord && this.#word !== '') {
      this.words.push(this.#word);
      this.#word = '';
      this.#inWord = false;
    }
  }
}
