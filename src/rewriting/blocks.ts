import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import type { Span } from '../types.js';

/** An instruction with the comment lines that stand right above it, as whole lines. */
export interface Block extends Span {
  readonly instruction: Instruction;
  /** The lines, without the last one's ending. */
  readonly text: string;
  /** Where the instruction's own first line begins, behind the comments. */
  readonly own: number;
  /** A blank line stands above, or below. */
  readonly blankBefore: boolean;
  readonly blankAfter: boolean;
}

/** The comment belongs to the instruction that it stands right above; directives belong to none. */
export function blockOf(doc: DockerDocument, instruction: Instruction): Block {
  const { text } = doc;
  const floor = Math.max(
    0,
    doc.instructions[instruction.index - 1]?.span.end ?? 0,
    ...doc.directives.map(({ span }) => span.end),
  );
  const own = lineStart(text, instruction.span.start);
  let start = own;
  for (let above = previousLine(text, start); above !== undefined; above = previousLine(text, start)) {
    if (above.start < floor || !text.slice(above.start, above.end).trimStart().startsWith('#')) break;
    start = above.start;
  }
  const contentEnd = lineEnd(text, instruction.span.end);
  const end = Math.min(text.length, contentEnd.next);
  return {
    instruction,
    own,
    start,
    end,
    text: text.slice(start, contentEnd.end),
    blankBefore: isBlank(text, previousLine(text, start)),
    blankAfter: end < text.length && isBlank(text, lineAt(text, end)),
  };
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Where the line around `at` ends without its ending, and where the next one begins. */
function lineEnd(text: string, at: number): { end: number; next: number } {
  const newline = text.indexOf('\n', at);
  if (newline < 0) return { end: text.length, next: text.length };
  return { end: text[newline - 1] === '\r' ? newline - 1 : newline, next: newline + 1 };
}

function lineAt(text: string, start: number): Span {
  return { start, end: lineEnd(text, start).end };
}

function previousLine(text: string, start: number): Span | undefined {
  return start === 0 ? undefined : lineAt(text, lineStart(text, start - 1));
}

const isBlank = (text: string, line: Span | undefined): boolean =>
  line !== undefined && text.slice(line.start, line.end).trim() === '';
