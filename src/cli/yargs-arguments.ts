import yargs, { type Argv, type CommandModule, type Options } from 'yargs';
import { didYouMean, nearest } from '../project/nearest.js';
import { COMMANDS, isCommand, STDIN, type Arguments, type CommandName, type Flag } from './commands.js';
import type { Parsed, Surroundings } from './options.js';

/** yargs drops a lone `-`; no path can have this name. */
const LONE_DASH = '\u0000-';

/** Reads any command line: a right one, one that asks for help or the version, and a wrong one with what was meant. */
export async function readWithYargs(argv: readonly string[], surroundings: Surroundings): Promise<Parsed> {
  let chosen: { command: CommandName; args: Arguments } | undefined;
  const parser = commandLine(surroundings, (command, args) => {
    chosen = { command, args: withDashes(args) };
  });
  let output = '';
  let failure: string | undefined;
  await parser.parseAsync(
    hideLoneDash(argv),
    {},
    (error: Error | null | undefined, _args: unknown, text: string) => {
      output = text;
      if (error !== null && error !== undefined) failure = error.message;
    },
  );
  if (argv.length === 0) return { kind: 'help', text: `${await parser.getHelp()}\n` };
  if (failure !== undefined) return { kind: 'usage', message: explainFailure(failure, argv) };
  if (output !== '') return { kind: 'print', text: `${output}\n` };
  if (chosen === undefined)
    return { kind: 'usage', message: `no command: ${Object.keys(COMMANDS).join(', ')}` };
  return { kind: 'run', ...chosen };
}

function commandLine(
  { version, columns }: Surroundings,
  choose: (command: CommandName, args: Arguments) => void,
): Argv {
  const parser = yargs()
    .scriptName('dfmod')
    .locale('en')
    .parserConfiguration({ 'parse-numbers': false, 'parse-positional-numbers': false })
    .exitProcess(false)
    .showHelpOnFail(false)
    .strict()
    .recommendCommands()
    .wrap(Math.min(110, columns ?? 100))
    .help()
    .alias('help', 'h')
    .version(version)
    .alias('version', 'V');
  for (const name of Object.keys(COMMANDS).filter(isCommand)) parser.command(commandModule(name, choose));
  return parser;
}

function commandModule(
  name: CommandName,
  choose: (command: CommandName, args: Arguments) => void,
): CommandModule {
  const { about, flags, positional } = COMMANDS[name];
  const usage = { one: '<>', optional: '[]', many: '[..]' } as const;
  const [open = '', close = ''] =
    positional === undefined ? [] : [usage[positional.amount].slice(0, 1), usage[positional.amount].slice(1)];
  return {
    command: positional === undefined ? name : `${name} ${open}${positional.name}${close}`,
    describe: about,
    builder: (parser) => {
      const withFlags = parser.options(optionsOf(flags));
      if (positional === undefined) return withFlags;
      const many = positional.amount === 'many' ? { array: true, defaultDescription: '.' } : {};
      return withFlags.positional(positional.name, { type: 'string', describe: positional.about, ...many });
    },
    handler: (args) => choose(name, args),
  };
}

function optionsOf(flags: Readonly<Record<string, Flag>>): Record<string, Options> {
  const options: Record<string, Options> = {};
  for (const [name, { group, kind, alias, choices, about }] of Object.entries(flags)) {
    const type: Options =
      kind === 'boolean'
        ? { type: 'boolean' }
        : { type: 'string', requiresArg: true, ...(kind === 'list' ? { array: true, nargs: 1 } : {}) };
    options[name] = {
      group,
      describe: about,
      ...type,
      ...(alias === undefined ? {} : { alias }),
      ...(choices === undefined ? {} : { choices }),
    };
    // yargs negates what it knows; the help shows the negation alone.
    const positive = name.replace(/^no-/, '');
    if (positive !== name && !Object.hasOwn(flags, positive))
      options[positive] = { type: 'boolean', hidden: true };
  }
  return options;
}

function hideLoneDash(argv: readonly string[]): string[] {
  return argv.map((word) => (word === STDIN ? LONE_DASH : word));
}

/** With lone dashes shown again, and what stands behind `--` among the paths. */
function withDashes(args: Arguments): Arguments {
  const shown = (value: unknown): unknown =>
    value === LONE_DASH ? STDIN : Array.isArray(value) ? value.map(shown) : value;
  const [, ...rest] = Array.isArray(args['_']) ? args['_'] : [];
  const paths = Array.isArray(args['paths']) ? { paths: [...args['paths'], ...rest] } : {};
  return Object.fromEntries(
    Object.entries({ ...args, ...paths }).map(([name, value]) => [name, shown(value)]),
  );
}

/** yargs says what is unknown but not what was meant. */
function explainFailure(message: string, argv: readonly string[]): string {
  const command = argv.find((word) => !word.startsWith('-'));
  const unknown = /^Unknown arguments?: (.*)$/s.exec(message)?.[1]?.split(', ');
  const commands = Object.keys(COMMANDS);
  if (
    command !== undefined &&
    !commands.includes(command) &&
    (unknown !== undefined || message.startsWith('Did you mean'))
  ) {
    return `unknown command "${command}".${didYouMean(command, commands)}`;
  }
  if (unknown === undefined) return message.charAt(0).toLowerCase() + message.slice(1);
  const flags = argv.filter((word) => word.startsWith('-')).map((word) => word.replace(/=.*$/s, ''));
  const first = unknown[0] ?? '';
  const flag = flags.find(
    (word) =>
      word === `--${first}` ||
      word === `--no-${first}` ||
      (first.length === 1 && /^-[^-]/.test(word) && word.includes(first)),
  );
  if (flag === undefined) return `unexpected argument "${first}"`;
  const shown = first.length === 1 ? `-${first}` : flag;
  return `unknown option "${shown}".${suggestFlag(shown, command)}`;
}

function suggestFlag(flag: string, command: string | undefined): string {
  const names = Object.keys(isCommand(command) ? COMMANDS[command].flags : {}).filter(
    (name) => name.length > 1,
  );
  const best = nearest(flag.replace(/^-+/, ''), [...names, 'help', 'version']);
  return best === undefined ? '' : ` Did you mean "--${best}"?`;
}
