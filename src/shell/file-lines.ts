import type { Edit, Span } from '../types.js';

export type Escape = '\\' | '`';

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset of the line's `\n`, or the text's end. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline;
}

/** What follows on the line when nothing but its continuation does. */
export function isContinued(rest: string, escape: Escape): boolean {
  const trimmed = rest.trim();
  return trimmed === escape || trimmed === '\\';
}

export const isBlank = (text: string): boolean => text.trim() === '';

/** A comment line that Docker or the shell drops stands in the range, so that to delete the range is to lose it. */
export const holdsComment = (text: string, { start, end }: Span): boolean =>
  /\n[ \t]*#/.test(text.slice(start, end));

export const deletion = ({ start, end }: Span): Edit => ({ start, end, text: '' });

const isComment = (line: string): boolean => line.trimStart().startsWith('#');

/** Deletes whole lines, `lines` from the start of one to the start of another, but keeps those that are comments. */
export function deleteLines(text: string, lines: Span): Edit[] {
  const edits: Edit[] = [];
  for (let start = lines.start; start < lines.end;) {
    const end = lineEnd(text, start) + 1;
    if (!isComment(text.slice(start, end))) join(edits, { start, end });
    start = end;
  }
  return edits;
}

function join(edits: Edit[], { start, end }: Span): void {
  const last = edits.at(-1);
  if (last?.end === start) edits[edits.length - 1] = deletion({ start: last.start, end });
  else edits.push(deletion({ start, end }));
}

/**
 * Deletes what ends at `end`, the last thing in its instruction, and the continuation in front of it, but keeps the comment
 * lines between. `before` is where what stays ends; undefined unless there is nothing else in between.
 */
export function deleteKeepingComments(
  text: string,
  before: number,
  end: number,
  first: number,
): Edit[] | undefined {
  const firstLine = lineEnd(text, before);
  const lastLine = lineStart(text, first);
  const between = text.slice(firstLine, lastLine).split('\n');
  if (lastLine <= firstLine || !between.every((line) => isBlank(line) || isComment(line))) return undefined;
  if (!isBlank(text.slice(lastLine, first)) || !isBlank(text.slice(end, lineEnd(text, end))))
    return undefined;
  const edits = [deletion({ start: before, end: beforeNewline(text, firstLine) })];
  for (let start = lastLine; start <= end;) {
    const stop = lineEnd(text, start);
    const kept = isComment(text.slice(start, stop));
    // What is kept takes the newline in front of it along, so that the instruction ends in none of its own.
    if (!kept)
      join(edits, { start: beforeNewline(text, start - 1), end: Math.min(end, beforeNewline(text, stop)) });
    start = stop + 1;
  }
  return edits;
}

function beforeNewline(text: string, newline: number): number {
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}
