import type { Span } from '../types.js';
import { namedValues } from './arguments.js';
import type { Instruction } from './document.js';
import { nodeOf } from './instruction.js';
import { lex, type Lookup } from './shell-words.js';

/** A value that exists but cannot be known here, for a lookup to answer. */
export const UNKNOWN: unique symbol = Symbol('unknown');

/** One pair of an ENV, LABEL or ARG. */
export interface EnvPair {
  /** Without quotes. */
  readonly name: string;
  /** As written, for `expandWord`; undefined for `ARG NAME`. */
  readonly value: string | undefined;
  /** From the name to the end of the value, in the file. */
  readonly span: Span;
}

/**
 * A word of an instruction as BuildKit makes it: quotes and escapes removed, variables put in.
 * Undefined when that cannot be known: a value that is not known, an operator such as `${x#y}`, or an error in the word.
 *
 * @param raw as written
 * @param lookup gives undefined for a variable that is not set, a symbol for one whose value is not known
 */
export function expandWord(raw: string, escape: string, lookup: Lookup): string | undefined {
  return lex(raw, { escape, lookup })?.result;
}

/** The pairs of an ENV, LABEL or ARG, `ENV name value` included; none for other instructions. */
export function envPairs(
  instruction: Instruction,
  escape: string = nodeOf(instruction).reading.escape,
): readonly EnvPair[] {
  const node = nodeOf(instruction);
  return namedValues(instruction).map(({ name, value, nameSpan, valueSpan }) => ({
    name: lex(name, { escape })?.result ?? name,
    value,
    span: node.bodySpan(nameSpan.start, (valueSpan ?? nameSpan).end),
  }));
}
