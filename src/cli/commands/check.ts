import type { Io } from '../io.js';
import type { Arguments } from '../commands.js';
import { runRewrite } from '../run-rewrite.js';

/** `dfmod check`: `apply --check --format list`. */
export async function run(args: Arguments, io: Io): Promise<number> {
  return runRewrite(args, io, { command: 'check', write: false, check: true, format: 'list' });
}
