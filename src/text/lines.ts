import type { Position } from '../types.js';

/** Lines of a text, cut at `\n` only, as BuildKit does: a lone `\r` ends no line. */
export class LineIndex {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#text = text;
    this.#starts = starts;
  }

  /** The number of lines; what follows a final `\n` counts as an empty line. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** Offsets outside the text are taken for its nearest end. */
  position(offset: number): Position {
    const at = Math.min(Math.max(offset, 0), this.#text.length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (this.#starts[low] ?? 0) + 1, offset: at };
  }

  /** Offset of the first unit of a line (from 1); the text's end for a line beyond the last. */
  lineStart(line: number): number {
    return this.#starts[line - 1] ?? this.#text.length;
  }

  /** A line (from 1) without its `\n` or `\r\n`. */
  lineText(line: number): string {
    const start = this.lineStart(line);
    const next = this.#starts[line];
    if (next === undefined) return this.#text.slice(start);
    const end = next - 1;
    return this.#text.slice(start, end > start && this.#text[end - 1] === '\r' ? end - 1 : end);
  }
}
