import type { ErrorReport } from '../types.js';
import type { Paint } from './paint.js';

const WIDTH = 100;

/**
 * One error as the terminal shows it: the place and message, then the line it is about with the line before it and a
 * mark under what is wrong. `text` is the file as it was read; without it, or without a line, only the message.
 */
export function errorFrame(
  path: string | undefined,
  error: ErrorReport,
  text: string | undefined,
  paint: Paint,
): string {
  const head = [
    paint('red', 'error'),
    ...(path === undefined ? [] : [placed(path, error)]),
    error.message,
  ].join('  ');
  const lines = text === undefined || error.line === undefined ? [] : frame(text, error.line, error);
  if (lines.length > 0) return `${head}\n${lines.join('\n')}\n`;
  return error.hint === undefined ? `${head}\n` : `${head}\n       ${error.hint}\n`;
}

/** `path:12:1`, as far as the error knows. */
export function placed(path: string, at: { readonly line?: number; readonly column?: number }): string {
  return [path, at.line, at.line === undefined ? undefined : at.column]
    .filter((part) => part !== undefined)
    .join(':');
}

function frame(text: string, line: number, error: ErrorReport): string[] {
  const lines = around(text, line);
  const last = lines.at(-1);
  if (last?.number !== line) return [];
  const gutter = String(line).length;
  const column = Math.min(Math.max(1, error.column ?? 1), last.text.length + 1);
  const end = Math.min(
    Math.max(column + 1, error.endColumn ?? column + 1),
    Math.max(column + 1, last.text.length + 1),
  );
  // A generated line can be a megabyte long: only the part around the mark is shown.
  const from = column > WIDTH - 20 ? column - 20 : 0;
  const out = lines.map(({ number, text: shown }) =>
    `${number === line ? '>' : ' '} ${String(number).padStart(gutter)} | ${printable(shown.slice(from, from + WIDTH))}`.trimEnd(),
  );
  const before = last.text.slice(from, column - 1).replace(/[^\t]/g, ' ');
  const mark = '^'.repeat(Math.min(end - column, WIDTH));
  const hint = error.hint === undefined ? '' : ` ${error.hint}`;
  return [...out, `  ${' '.repeat(gutter)} | ${before}${mark}${hint}`];
}

/** The line and the one before it. */
function around(text: string, line: number): { number: number; text: string }[] {
  const found: { number: number; text: string }[] = [];
  let start = 0;
  for (let number = 1; number <= line && start <= text.length; number += 1) {
    const eol = text.indexOf('\n', start);
    const stop = eol < 0 ? text.length : eol;
    if (number >= line - 1) {
      const content = text.slice(start, text[stop - 1] === '\r' && stop > start ? stop - 1 : stop);
      found.push({ number, text: content });
    }
    start = stop + 1;
  }
  return found;
}

/** Control characters of somebody else's file must not reach the terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, '\ufffd');
}
