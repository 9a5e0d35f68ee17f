import type { Span } from '../types.js';
import { dropSpaces, isAsciiSpace, isWordBreak, skipSpaces, type SpaceTest } from './spaces.js';

/** A flag as BuildKit reads it: quotes and backslashes taken away. */
export interface FlagWord extends Span {
  readonly text: string;
}

/** A logical line cut into keyword, flags and the rest; all places are in the logical line. */
export interface Command {
  /** In capitals. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  readonly flags: readonly FlagWord[];
  /** What is behind the flags, trimmed. */
  readonly body: Span;
}

/** Rules of moby/buildkit frontend/dockerfile/parser/split_command.go. */
export function splitCommand(text: string, start: number, end: number, isSpace: SpaceTest): Command {
  const from = skipSpaces(text, start, end, isSpace);
  const to = dropSpaces(text, from, end, isSpace);
  let keywordEnd = from;
  while (keywordEnd < to && !isWordBreak(text.charCodeAt(keywordEnd))) keywordEnd++;
  const flags: FlagWord[] = [];
  const rest = readFlags(text, skipSpaces(text, keywordEnd, to, isWordBreak), to, flags);
  const bodyStart = skipSpaces(text, rest, to, isSpace);
  return {
    keyword: text.slice(from, keywordEnd).toUpperCase(),
    keywordSpan: { start: from, end: keywordEnd },
    flags,
    body: { start: bodyStart, end: to },
  };
}

/** Puts the leading `--…` words into `flags` and returns where the rest begins. `--` alone ends the flags. */
function readFlags(text: string, start: number, end: number, flags: FlagWord[]): number {
  let at = start;
  for (;;) {
    at = skipSpaces(text, at, end, isAsciiSpace);
    if (at + 1 >= end || text[at] !== '-' || text[at + 1] !== '-') return at;
    const word = readFlag(text, at, end);
    at = word.end;
    if (word.text === '--') return at;
    if (word.text !== '' || word.quoted) flags.push({ start: word.start, end: word.end, text: word.text });
  }
}

/** In flags the backslash escapes whatever the file's escape character is, inside both kinds of quotes too. */
function readFlag(text: string, start: number, end: number): FlagWord & { quoted: boolean } {
  const parts: string[] = [];
  let quote = '';
  let quoted = false;
  let from = start;
  let at = start;
  for (; at < end; at++) {
    const unit = text[at] ?? '';
    if (quote === '' && isAsciiSpace(text.charCodeAt(at))) break;
    if (unit === '\\') {
      parts.push(text.slice(from, at));
      from = ++at;
    } else if (quote === '' ? unit === '"' || unit === "'" : unit === quote) {
      parts.push(text.slice(from, at));
      quote = quote === '' ? unit : '';
      quoted = true;
      from = at + 1;
    }
  }
  const stop = Math.min(at, end);
  parts.push(text.slice(from, stop));
  return { start, end: stop, text: parts.join(''), quoted };
}
