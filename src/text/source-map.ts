import type { Span } from '../types.js';

/**
 * A logical text joined from pieces of a file, with the way back to the file's own offsets.
 * A Dockerfile drops line continuations and the comments between them, so a RUN body is no slice of the file.
 */
export class SourceMap {
  readonly text: string;
  readonly #joined: readonly number[];
  readonly #file: readonly number[];

  /** `pieces` are spans of `source` in rising order; empty ones are dropped. */
  constructor(source: string, pieces: readonly Span[]) {
    const joined: number[] = [];
    const file: number[] = [];
    let text = '';
    for (const { start, end } of pieces) {
      if (end <= start) continue;
      joined.push(text.length);
      file.push(start);
      text += source.slice(start, end);
    }
    this.text = text;
    this.#joined = joined;
    this.#file = file;
  }

  /** File offset of the unit at `index` of the logical text. */
  at(index: number): number {
    const low = this.#pieceAt(index);
    return (this.#file[low] ?? 0) + index - (this.#joined[low] ?? 0);
  }

  /** File offset just after the unit before `index`: where something that belongs to the left part is inserted. */
  after(index: number): number {
    return index === 0 ? (this.#file[0] ?? 0) : this.at(index - 1) + 1;
  }

  /** The file range from the first to the last unit of a non-empty logical span (continuations inside it included). */
  span(logical: Span): Span {
    return logical.end > logical.start
      ? { start: this.at(logical.start), end: this.after(logical.end) }
      : { start: this.at(logical.start), end: this.at(logical.start) };
  }

  /** The pieces of the file that a logical span is made of, in order: without what stands between them. */
  pieces(logical: Span): Span[] {
    const pieces: Span[] = [];
    if (logical.end <= logical.start) return pieces;
    for (let index = this.#pieceAt(logical.start); index < this.#joined.length; index++) {
      const joined = this.#joined[index] ?? 0;
      if (joined >= logical.end) break;
      const file = this.#file[index] ?? 0;
      const next = this.#joined[index + 1] ?? this.text.length;
      const start = file + Math.max(logical.start, joined) - joined;
      pieces.push({ start, end: file + Math.min(logical.end, next) - joined });
    }
    return pieces;
  }

  #pieceAt(index: number): number {
    let low = 0;
    let high = this.#joined.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#joined[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
