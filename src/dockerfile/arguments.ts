import type { Instruction } from './document.js';
import { nodeOf } from './instruction.js';
import { readArgs, readPairs, type NameValue } from './name-values.js';
import { isWordBreak, splitWords } from './spaces.js';

/**
 * An instruction's arguments as BuildKit's parser hands them on: the members of a JSON array, words, or the whole text,
 * whatever the keyword takes. Names and values of ENV and LABEL follow each other; quotes stay as written.
 */
export function argumentsOf(instruction: Instruction): readonly string[] {
  const { keyword, json } = instruction;
  const text = nodeOf(instruction).bodyText;
  if (text === '') return [];
  switch (keyword) {
    case 'ENV':
    case 'LABEL':
      return namedValues(instruction).flatMap(({ name, value }) => [name, value ?? '']);
    case 'ARG':
      return namedValues(instruction).map(({ name, value }) =>
        value === undefined ? name : `${name}=${value}`,
      );
    case 'HEALTHCHECK':
      return healthcheck(text, json);
    case 'EXPOSE':
    case 'FROM':
      return words(text);
    case 'ADD':
    case 'COPY':
    case 'VOLUME':
      return json ?? words(text);
    default:
      return json ?? [text];
  }
}

/** The pairs of ENV, LABEL and ARG with places in the body's text; of anything else none. */
export function namedValues(instruction: Instruction): readonly NameValue[] {
  const node = nodeOf(instruction);
  const { escape, isSpace } = node.reading;
  if (node.keyword === 'ARG') return readArgs(node.bodyText, escape, isSpace);
  if (node.keyword !== 'ENV' && node.keyword !== 'LABEL') return [];
  return readPairs(node.bodyText, node.keyword, escape, isSpace);
}

function words(text: string): string[] {
  return splitWords(text, 0, text.length).map(({ start, end }) => text.slice(start, end));
}

function healthcheck(text: string, json: readonly string[] | undefined): string[] {
  let end = 0;
  while (end < text.length && !isWordBreak(text.charCodeAt(end))) end++;
  const command = text.slice(end).trimStart();
  const type = text.slice(0, end);
  if (json !== undefined) return [type, ...json];
  return command === '' ? [type] : [type, command];
}
