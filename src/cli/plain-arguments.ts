import { parseArgs } from 'node:util';
import { COMMANDS, isCommand, type Arguments, type CommandName, type Flag } from './commands.js';

/**
 * A command line that is right and asks for no help, read with what Node has built in; undefined for any other, which is
 * yargs' business. Loading yargs costs more than starting Node, and a pre-commit hook pays for every start.
 */
export function readPlainArguments(
  argv: readonly string[],
): { readonly command: CommandName; readonly args: Arguments } | undefined {
  const [command, ...words] = argv;
  if (!isCommand(command)) return undefined;
  const { flags, positional } = COMMANDS[command];
  const parsed = strictly(words, flags, positional !== undefined);
  if (parsed === undefined) return undefined;
  const { values, positionals } = parsed;
  const args: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(values)) {
    const flag = flags[name];
    if (flag === undefined || !given.every((value) => flag.choices?.includes(String(value)) ?? true))
      return undefined;
    args[name] = flag.kind === 'list' ? given : given.at(-1);
  }
  if (positional?.amount === 'many') args[positional.name] = positionals;
  else if (positional !== undefined) {
    if (positionals.length > 1 || (positional.amount === 'one' && positionals.length === 0)) return undefined;
    if (positionals[0] !== undefined) args[positional.name] = positionals[0];
  }
  return { command, args };
}

interface Strict {
  readonly values: Readonly<Record<string, readonly (string | boolean)[]>>;
  readonly positionals: readonly string[];
}

function strictly(
  words: readonly string[],
  flags: Readonly<Record<string, Flag>>,
  allowPositionals: boolean,
): Strict | undefined {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { kind, alias }]) => {
      const short = name.length === 1 ? name : alias;
      const type = kind === 'boolean' ? ('boolean' as const) : ('string' as const);
      return [name, { type, multiple: true as const, ...(short === undefined ? {} : { short }) }];
    }),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, strict: true, allowPositionals });
    return {
      values: Object.fromEntries(Object.entries(values).map(([name, given]) => [name, given ?? []])),
      positionals,
    };
  } catch {
    return undefined;
  }
}
