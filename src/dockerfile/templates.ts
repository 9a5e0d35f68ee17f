import { DfmodError } from '../errors.js';
import { LineIndex } from '../text/lines.js';
import type { InstructionNode } from './instruction.js';
import { isUnicodeSpace, skipSpaces } from './spaces.js';

/** Instructions that never have such markers of their own. */
const PLAIN_KEYWORDS = new Set(['FROM', 'ARG', 'COPY']);

/**
 * Refuses a file that some template engine makes a Dockerfile of: what it will say is not known. Such a file has a line
 * or a command that begins with `{{` or `{%`, but for a line inside the quotes of a RUN, or such a marker in a FROM, ARG or COPY.
 *
 * @throws DfmodError `template`, at the marker
 */
export function refuseTemplate(text: string, instructions: readonly InstructionNode[]): void {
  if (!text.includes('{{') && !text.includes('{%')) return;
  for (const instruction of instructions) {
    const marker = PLAIN_KEYWORDS.has(instruction.keyword)
      ? markerWithin(text, instruction)
      : markerAtLine(text, instruction);
    if (marker === undefined) continue;
    const { line, column } = new LineIndex(text).position(marker);
    throw new DfmodError(
      'template',
      `"${text.slice(marker, marker + 2)}": the file is a template for a Dockerfile`,
      {
        place: { line, column, endColumn: column + 2 },
      },
    );
  }
}

function isMarker(text: string, at: number): boolean {
  return text[at] === '{' && (text[at + 1] === '{' || text[at + 1] === '%');
}

function markerWithin(text: string, { line }: InstructionNode): number | undefined {
  for (const { start, end } of line.pieces) {
    for (let at = text.indexOf('{', start); at !== -1 && at + 1 < end; at = text.indexOf('{', at + 1)) {
      if (isMarker(text, at)) return at;
    }
  }
  return undefined;
}

function markerAtLine(text: string, node: InstructionNode): number | undefined {
  const { keyword, line } = node;
  const command = node.bodySpan(0, 1).start;
  if (node.bodyText !== '' && isMarker(text, command)) return command;
  let quote = '';
  for (const { start, end } of line.pieces) {
    const first = skipSpaces(text, start, end, isUnicodeSpace);
    if (isMarker(text, first) && first + 1 < end && quote === '') return first;
    if (keyword === 'RUN') quote = quoteAfter(text, start, end, quote);
  }
  return undefined;
}

/** The quote of a POSIX shell that is open behind a piece, given the one open before it. */
function quoteAfter(text: string, start: number, end: number, before: string): string {
  let quote = before;
  for (let at = start; at < end; at++) {
    const unit = text[at] ?? '';
    if (unit === '\\' && quote !== "'") at++;
    else if (quote === '' && (unit === '"' || unit === "'")) quote = unit;
    else if (unit === quote) quote = '';
  }
  return quote;
}
