import { DfmodError } from '../errors.js';
import type { Directive, EscapeCharacter } from './document.js';
import { skipSpaces, type SpaceTest } from './spaces.js';

const KNOWN = new Set(['syntax', 'escape', 'check']);

/** The `\s` of Go's regular expressions. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;
}

/**
 * Reads the directive block of a file, line by line, until the first line that is no directive.
 * Rules of moby/buildkit frontend/dockerfile/parser/directives.go.
 */
export class DirectiveReader {
  readonly directives: Directive[] = [];
  escape: EscapeCharacter = '\\';
  #done = false;

  constructor(
    private readonly text: string,
    private readonly isSpace: SpaceTest,
  ) {}

  /**
   * Takes the next line, `start` being its first unit that is not blank. False, then and ever after, when it is no directive.
   *
   * @throws DfmodError `duplicate-directive` or `invalid-directive`
   */
  read(line: number, lineStart: number, start: number, end: number): boolean {
    if (this.#done) return false;
    const directive = this.#match(lineStart, start, end);
    if (directive === undefined) {
      this.#done = true;
      return false;
    }
    const place = { line, column: start - lineStart + 1, endColumn: end - lineStart + 1 };
    if (this.directives.some((seen) => seen.name === directive.name)) {
      throw new DfmodError('duplicate-directive', `a second "${directive.name}" directive`, { place });
    }
    this.directives.push(directive);
    if (directive.name === 'escape') {
      if (directive.value !== '\\' && directive.value !== '`') {
        const message = `the escape character cannot be "${directive.value}"`;
        throw new DfmodError('invalid-directive', message, { place, hint: 'it is \\ or `' });
      }
      this.escape = directive.value;
    }
    return true;
  }

  /** `# name = value`, blanks being free. */
  #match(lineStart: number, start: number, end: number): Directive | undefined {
    const { text } = this;
    if (text[start] !== '#') return undefined;
    const nameStart = skipSpaces(text, start + 1, end, this.isSpace);
    let nameEnd = nameStart;
    while (nameEnd < end && isAlphanumeric(text.charCodeAt(nameEnd), nameEnd > nameStart)) nameEnd++;
    const name = text.slice(nameStart, nameEnd).toLowerCase();
    if (!KNOWN.has(name)) return undefined;
    const equals = skipSpaces(text, nameEnd, end, isBlank);
    if (text[equals] !== '=' || equals + 1 >= end) return undefined;
    let valueEnd = end;
    while (valueEnd > equals + 1 && isBlank(text.charCodeAt(valueEnd - 1))) valueEnd--;
    // A value of nothing but blanks is its last blank: BuildKit's pattern wants one character.
    const valueStart = valueEnd === equals + 1 ? end - 1 : skipSpaces(text, equals + 1, end, isBlank);
    const valueSpan = { start: valueStart, end: Math.max(valueEnd, valueStart + 1) };
    const value = text.slice(valueSpan.start, valueSpan.end);
    return { name, value, span: { start: lineStart, end }, valueSpan };
  }
}

function isAlphanumeric(code: number, digits: boolean): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (digits && code >= 0x30 && code <= 0x39);
}
