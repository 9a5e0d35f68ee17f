/**
 * Whether a script of sed only edits lines: `s`, `d` and `p`, each behind addresses or none, parted by `;` or line breaks, and no
 * flag that writes a file or runs something.
 */
export function isPlainSed(script: string): boolean {
  const reader = new SedReader(script);
  let commands = 0;
  for (reader.skip(' ;\n'); !reader.done; reader.skip(' ;\n')) {
    if (!reader.addresses() || !reader.command()) return false;
    commands++;
  }
  return commands > 0;
}

class SedReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  skip(characters: string): void {
    while (!this.done && characters.includes(this.#next)) this.#at++;
  }

  /** `3`, `$`, `1~2`, `/regex/I`, `\cregexc`, two of them with a comma, `!` behind. False where they cannot be read. */
  addresses(): boolean {
    if (this.#isAddress) {
      if (!this.#address()) return false;
      this.skip(' ');
      if (this.#next === ',') {
        this.#at++;
        this.skip(' +~');
        if (!this.#isAddress || !this.#address()) return false;
      }
      this.skip(' ');
    }
    this.skip('! ');
    return !this.done;
  }

  command(): boolean {
    const name = this.#next;
    this.#at++;
    if (name === 's') {
      const delimiter = this.#next;
      if (this.done || /[\w\s\\;]/.test(delimiter)) return false;
      this.#at++;
      if (!this.#upTo(delimiter, true) || !this.#upTo(delimiter, false)) return false;
      this.skip('gpiI0123456789');
    } else if (name !== 'd' && name !== 'p') return false;
    this.skip(' ');
    return this.done || ';\n'.includes(this.#next);
  }

  /** The character at the place; empty at the end. */
  get #next(): string {
    return this.#text.charAt(this.#at);
  }

  get #isAddress(): boolean {
    return !this.done && /[0-9$/\\]/.test(this.#next);
  }

  #address(): boolean {
    const first = this.#next;
    this.#at++;
    if (first === '$') return true;
    if (first !== '/' && first !== '\\') {
      this.skip('0123456789~');
      return true;
    }
    if (first === '\\') this.#at++;
    const delimiter = this.#text.charAt(this.#at - 1);
    if (delimiter === '' || delimiter === '\n' || !this.#upTo(delimiter, true)) return false;
    this.skip('IM');
    return true;
  }

  /** Moves behind the delimiter; what stands in brackets of a regular expression is not it. */
  #upTo(delimiter: string, regex: boolean): boolean {
    for (; !this.done; this.#at++) {
      const char = this.#next;
      if (char === delimiter) {
        this.#at++;
        return true;
      }
      if (char === '\\') this.#at++;
      else if (char === '[' && regex && !this.#bracket()) return false;
    }
    return false;
  }

  /** Moves to the `]` that ends a bracket expression: not one that comes first, nor that of `[:space:]`. */
  #bracket(): boolean {
    this.#at++;
    if (this.#next === '^') this.#at++;
    if (this.#next === ']') this.#at++;
    for (; !this.done; this.#at++) {
      if (this.#next === ']') return true;
      const kind = this.#next === '[' ? this.#text.charAt(this.#at + 1) : '';
      if (kind === '' || !':.='.includes(kind)) continue;
      const end = this.#text.indexOf(`${kind}]`, this.#at + 2);
      if (end < 0) return false;
      this.#at = end + 1;
    }
    return false;
  }
}
