import type { DockerDocument } from '../dockerfile/document.js';
import { LineIndex } from '../text/lines.js';
import type { TracedEdit } from '../text/edits.js';
import type { Evidence, EvidenceReport, PositionRange, Span } from '../types.js';
import { instructionAt, type Lineage } from './lineage.js';

/** The newest text, and how it came from the text as it was read. */
export interface Newest {
  readonly doc: DockerDocument;
  readonly lineage: Lineage;
  /** Against the text as it was read. */
  readonly edits: readonly TracedEdit[];
}

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

  range(newest: Newest, span: Span): PositionRange {
    const { start, end } = originalSpan(newest, span);
    return { start: this.#lines.position(start), end: this.#lines.position(Math.max(start, end)) };
  }

  /** Evidence in another file keeps no range: its text is not at hand here. */
  evidence(newest: Newest, path: string, { path: file, span, key, text }: Evidence): EvidenceReport {
    const range = span !== undefined && file === path ? { range: this.range(newest, span) } : {};
    return { path: file, ...range, ...(key === undefined ? {} : { key }), text };
  }
}

/** What lies in an instruction that was moved, divided or put in anew is sought in the instruction that it comes from. */
function originalSpan({ doc, lineage, edits }: Newest, span: Span): Span {
  const plain = { start: Origin.offset(edits, span.start), end: Origin.offset(edits, span.end) };
  const now = lineage.moved ? instructionAt(doc, span.start) : undefined;
  if (now === undefined || span.start >= now.span.end) return plain;
  const { span: old, source } = lineage.ancestorOf(now.index);
  if (now.source === source) {
    const shift = old.start - now.span.start;
    return { start: span.start + shift, end: Math.min(span.end + shift, old.end) };
  }
  const inside = plain.start >= old.start && plain.end <= old.end && plain.start < plain.end;
  return inside ? plain : old;
}
