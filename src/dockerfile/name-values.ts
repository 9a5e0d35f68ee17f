import { DfmodError } from '../errors.js';
import type { Span } from '../types.js';
import { isWordBreak, skipSpaces, type SpaceTest } from './spaces.js';

/** A name and its value as written, places in the text they were read from. */
export interface NameValue {
  readonly name: string;
  readonly nameSpan: Span;
  /** Quotes and escapes still in it; undefined for `ARG NAME`. */
  readonly value: string | undefined;
  readonly valueSpan: Span | undefined;
}

/** A word of a list: its text is its slice, but for an escape character at the very end. */
interface Word extends Span {
  readonly text: string;
}

/**
 * The arguments of ENV and LABEL. `NAME value` (the first word has no `=`) takes all the rest for the value.
 * Rules of moby/buildkit frontend/dockerfile/parser/line_parsers.go.
 *
 * @throws DfmodError `invalid-pair`, without a place
 */
export function readPairs(text: string, keyword: string, escape: string, isSpace: SpaceTest): NameValue[] {
  const words = readWords(text, escape, isSpace);
  const first = words[0];
  if (first === undefined) return [];
  if (!first.text.includes('=')) return [readLegacyPair(text, keyword)];
  return words.map((word) => {
    if (!word.text.includes('=')) {
      throw new DfmodError('invalid-pair', `no "=" in "${word.text}"`, {
        hint: `${keyword} takes name=value`,
      });
    }
    return split(word);
  });
}

/** The arguments of ARG: names, or names with values. */
export function readArgs(text: string, escape: string, isSpace: SpaceTest): NameValue[] {
  return readWords(text, escape, isSpace).map(split);
}

function readLegacyPair(text: string, keyword: string): NameValue {
  let end = 0;
  while (end < text.length && !isWordBreak(text.charCodeAt(end))) end++;
  if (end === text.length) {
    throw new DfmodError('invalid-pair', `${keyword} ${text} has no value`, { hint: `write ${text}=value` });
  }
  const start = skipSpaces(text, end, text.length, isWordBreak);
  return {
    name: text.slice(0, end),
    nameSpan: { start: 0, end },
    value: text.slice(start),
    valueSpan: { start, end: text.length },
  };
}

function split({ start, end, text }: Word): NameValue {
  const equals = text.indexOf('=');
  if (equals === -1) return { name: text, nameSpan: { start, end }, value: undefined, valueSpan: undefined };
  return {
    name: text.slice(0, equals),
    nameSpan: { start, end: start + equals },
    value: text.slice(equals + 1),
    valueSpan: { start: start + equals + 1, end },
  };
}

/** Words cut at blanks that are neither quoted nor escaped. A quote that is never closed reaches to the end. */
function readWords(text: string, escape: string, isSpace: SpaceTest): Word[] {
  const words: Word[] = [];
  let at = skipSpaces(text, 0, text.length, isSpace);
  while (at < text.length) {
    const start = at;
    let quote = '';
    let dangling = 0;
    for (; at < text.length; at++) {
      const unit = text[at] ?? '';
      if (unit === escape && quote !== "'") {
        if (++at === text.length) dangling = 1;
      } else if (quote !== '') {
        if (unit === quote) quote = '';
      } else if (unit === '"' || unit === "'") {
        quote = unit;
      } else if (isSpace(text.charCodeAt(at))) {
        break;
      }
    }
    const end = Math.min(at, text.length);
    const word = text.slice(start, end - dangling);
    if (word !== '') words.push({ start, end, text: word });
    at = skipSpaces(text, end, text.length, isSpace);
  }
  return words;
}
