import { DfmodError } from '../errors.js';
import { ConfigProblems } from '../project/problems.js';
import { painter } from '../report/paint.js';
import { errorFrame } from '../report/text-frame.js';
import { wantsColour, COLOUR_CHOICES } from './colour.js';
import { choice } from './arguments.js';
import type { Arguments, CommandName } from './commands.js';
import { processIo, type Io } from './io.js';
import { parseArguments } from './options.js';
import { toolVersion } from './version.js';

/** What a command is: arguments in, exit code out. Mistakes are thrown as DfmodError. */
export type Command = (args: Arguments, io: Io) => Promise<number>;

/** Each command is loaded when it is called: the start is what a pre-commit hook waits for. */
const LOADERS: Record<CommandName, () => Promise<{ run: Command }>> = {
  apply: () => import('./commands/apply.js'),
  check: () => import('./commands/check.js'),
  explain: () => import('./commands/explain.js'),
  verify: () => import('./commands/verify.js'),
  list: () => import('./commands/list.js'),
  config: () => import('./commands/config.js'),
};

/** The command line. Gives the exit code: 0 done, 1 a check found something, 2 wrong usage or a failure. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let args: Arguments = {};
  try {
    const parsed = await parseArguments(argv, { version: toolVersion(), columns: io.stdout.columns });
    if (parsed.kind === 'print') {
      io.stdout.write(parsed.text);
      return 0;
    }
    if (parsed.kind === 'help') {
      io.stderr.write(parsed.text);
      return 2;
    }
    if (parsed.kind === 'usage')
      throw new DfmodError('usage', parsed.message, { hint: 'dfmod --help lists commands and options.' });
    args = parsed.args;
    const command = await LOADERS[parsed.command]();
    return await command.run(args, io);
  } catch (error) {
    if (wantsJson(argv)) {
      const { failureDocument } = await import('./failure-document.js');
      io.stdout.write(failureDocument(error, io));
    }
    return tellError(error, args, io);
  }
}

function tellError(error: unknown, args: Arguments, io: Io): number {
  const paint = painter(wantsColour(choice(args, 'color', COLOUR_CHOICES) ?? 'auto', io.env, io.stderr));
  if (error instanceof ConfigProblems || error instanceof DfmodError) {
    for (const { code, message, place, hint } of error instanceof ConfigProblems ? error.problems : [error]) {
      io.stderr.write(
        errorFrame(
          place.path,
          { code, message, ...place, ...(hint === undefined ? {} : { hint }) },
          undefined,
          paint,
        ),
      );
    }
    return error instanceof DfmodError ? error.exitCode : 2;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.stderr.write(
    errorFrame(
      undefined,
      {
        code: 'internal',
        message: `internal error: ${message}`,
        hint: 'This is a bug in dfmod: please report it. DFMOD_DEBUG=1 shows where.',
      },
      undefined,
      paint,
    ),
  );
  if (io.env['DFMOD_DEBUG'] !== undefined && error instanceof Error)
    io.stderr.write(`${error.stack ?? ''}\n`);
  return 2;
}

/** Known before the arguments are, because they may be what is wrong. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some(
    (word, at) =>
      /^(?:--format=|-f=?)json$/.test(word) ||
      (word === 'json' && /^(?:-f|--format)$/.test(argv[at - 1] ?? '')),
  );
}
