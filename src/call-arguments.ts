import type { ShellWord } from './shell/script.js';

export interface CallOption {
  readonly name: string;
  /** The words it takes up: `--cache-dir /x` is two. */
  readonly words: readonly ShellWord[];
  /** The value as it is written: the part behind `=`, or the second word. */
  readonly value: string | undefined;
}

export interface CommandGrammar {
  /** Options that take their value from the next word unless it is joined by `=`. */
  readonly valued: ReadonlySet<string>;
  /** Short options may be joined with their value (`-oX=y`, `-tsid`). */
  readonly joined?: ReadonlySet<string>;
  /** Letters of short options without a value, which may stand in front of one with a value: `-qr file`. */
  readonly flags?: string;
}

/** Splits a command line into options and operands; the first operand is the subcommand. Words behind `--` are operands. */
export function readArguments(
  words: readonly ShellWord[],
  grammar: CommandGrammar,
): { options: CallOption[]; operands: ShellWord[] } {
  const options: CallOption[] = [];
  const operands: ShellWord[] = [];
  let only = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) break;
    const text = leadingText(word);
    if (only || !text.startsWith('-') || text === '-') {
      operands.push(word);
      continue;
    }
    if (text === '--') {
      only = true;
      continue;
    }
    const equals = text.indexOf('=');
    const joined = text.slice(0, 2);
    if (!text.startsWith('--') && text.length > 2 && grammar.joined?.has(joined)) {
      options.push({ name: joined, words: [word], value: word.value?.slice(2) });
    } else if (equals > 0) {
      options.push({ name: text.slice(0, equals), words: [word], value: word.value?.slice(equals + 1) });
    } else if (grammar.valued.has(text) || clusterOf(text, grammar) !== undefined) {
      const next = words[i + 1];
      const name = clusterOf(text, grammar) ?? text;
      options.push({ name, words: next === undefined ? [word] : [word, next], value: next?.value });
      i++;
    } else {
      options.push({ name: text, words: [word], value: undefined });
    }
  }
  return { options, operands };
}

/** The option with a value that ends a cluster: `-r` of `-qr`. */
function clusterOf(text: string, { flags, valued }: CommandGrammar): string | undefined {
  const last = `-${text.slice(-1)}`;
  return valued.has(last) && flags !== undefined && new RegExp(`^-[${flags}]+.$`).test(text)
    ? last
    : undefined;
}

/** The word's text up to its first part that is not literal. */
function leadingText(word: ShellWord): string {
  let text = '';
  for (const part of word.parts) {
    if (part.kind !== 'literal') break;
    text += part.value;
  }
  return text;
}
