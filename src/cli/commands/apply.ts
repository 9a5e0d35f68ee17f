import type { Io } from '../io.js';
import { flag } from '../arguments.js';
import type { Arguments } from '../commands.js';
import { runRewrite } from '../run-rewrite.js';

/** `dfmod apply`: shows what would change, or writes it. */
export async function run(args: Arguments, io: Io): Promise<number> {
  return runRewrite(args, io, {
    command: 'apply',
    write: flag(args, 'write') ?? false,
    check: flag(args, 'check') ?? false,
    format: 'diff',
  });
}
