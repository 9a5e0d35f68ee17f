import { DfmodError } from '../errors.js';

/** BuildKit reads lines into a buffer of this many bytes (Go's `bufio.MaxScanTokenSize`). */
const MAX_LINE_BYTES = 65_536;

/** Walks over the lines of a Dockerfile as BuildKit does: only `\n` ends one. */
export class LineReader {
  /** From 1; 0 before the first line. */
  line = 0;
  /** First unit of the line, behind a byte order mark. */
  start = 0;
  /** One past the last unit that is no line ending; any number of `\r` belongs to the ending. */
  contentEnd = 0;
  /** One past the line's `\n`, or the end of the text. */
  end = 0;
  /** How many of the lines so far end in `\r\n`. */
  crlf = 0;

  constructor(
    readonly text: string,
    private readonly latin1: boolean,
  ) {}

  /** Steps to the next line; false at the end of the text. */
  next(): boolean {
    const { text } = this;
    if (this.end >= text.length) return false;
    const begin = this.end;
    const newline = text.indexOf('\n', begin);
    this.end = newline === -1 ? text.length : newline + 1;
    this.line++;
    this.start = begin === 0 ? markLength(text, this.latin1) : begin;
    let contentEnd = newline === -1 ? text.length : newline;
    if (newline > begin && text.charCodeAt(newline - 1) === 13) this.crlf++;
    while (contentEnd > this.start && text.charCodeAt(contentEnd - 1) === 13) contentEnd--;
    this.contentEnd = contentEnd;
    if ((newline === -1 ? text.length : newline) - begin > MAX_LINE_BYTES / 3) this.#measure(begin, newline);
    return true;
  }

  #measure(begin: number, newline: number): void {
    const line = this.text.slice(begin, newline === -1 ? undefined : newline);
    if (Buffer.byteLength(line, this.latin1 ? 'latin1' : 'utf8') < MAX_LINE_BYTES) return;
    throw new DfmodError('line-too-long', `the line is longer than ${MAX_LINE_BYTES - 1} bytes`, {
      place: { line: this.line, column: 1 },
      hint: 'BuildKit does not read it either',
    });
  }
}

/** Length of a byte order mark in front of the text, in units. */
function markLength(text: string, latin1: boolean): number {
  if (text.charCodeAt(0) === 0xfeff) return 1;
  return latin1 && text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;
}
