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
  if (lastLine <= firstLine || !between.every((line) => isBlank(line) || line.trimStart().startsWith('#')))
    return undefined;
  if (!isBlank(text.slice(lastLine, first)) || !isBlank(text.slice(end, lineEnd(text, end))))
    return undefined;
  const carriage = text[firstLine - 1] === '\r' ? 1 : 0;
  const newline = lastLine - (text[lastLine - 2] === '\r' ? 2 : 1);
  return [deletion({ start: before, end: firstLine - carriage }), deletion({ start: newline, end })];
}
