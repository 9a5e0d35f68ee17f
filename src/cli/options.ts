import type { Arguments, CommandName } from './commands.js';
import { readPlainArguments } from './plain-arguments.js';

export interface Surroundings {
  readonly version: string;
  /** Width of the terminal; undefined when there is none. */
  readonly columns: number | undefined;
}

export type Parsed =
  | { readonly kind: 'run'; readonly command: CommandName; readonly args: Arguments }
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'usage'; readonly message: string };

/** Arguments to a command, to text to print, or to what is wrong with them. Never prints or exits itself. */
export async function parseArguments(argv: readonly string[], surroundings: Surroundings): Promise<Parsed> {
  const plain = readPlainArguments(argv);
  if (plain !== undefined) return { kind: 'run', ...plain };
  const { readWithYargs } = await import('./yargs-arguments.js');
  return readWithYargs(argv, surroundings);
}
