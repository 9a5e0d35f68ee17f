import { LineIndex } from '../text/lines.js';
import type { TracedEdit } from '../text/edits.js';
import type { Evidence, EvidenceReport, PositionRange, Span } from '../types.js';

/** Leads from a rewritten text back to the text as it was read. */
export class Origin {
  readonly #lines: LineIndex;

  constructor(original: string) {
    this.#lines = new LineIndex(original);
  }

  /** Where an offset of the text that `edits` gave stands in the original; what was inserted stands where it was put in. */
  static offset(edits: readonly TracedEdit[], offset: number): number {
    let moved = 0;
    for (const { start, end, text } of edits) {
      const from = start + moved;
      if (offset < from) break;
      if (offset < from + text.length) return start;
      if (offset === from + text.length && text !== '') return end;
      moved += text.length - (end - start);
    }
    return offset - moved;
  }

  range(edits: readonly TracedEdit[], span: Span): PositionRange {
    const start = Origin.offset(edits, span.start);
    const end = Math.max(start, Origin.offset(edits, span.end));
    return { start: this.#lines.position(start), end: this.#lines.position(end) };
  }

  /** Evidence in another file keeps no range: its text is not at hand here. */
  evidence(
    edits: readonly TracedEdit[],
    path: string,
    { path: file, span, key, text }: Evidence,
  ): EvidenceReport {
    const range = span !== undefined && file === path ? { range: this.range(edits, span) } : {};
    return { path: file, ...range, ...(key === undefined ? {} : { key }), text };
  }
}
