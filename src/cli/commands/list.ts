import { catalogue } from '../../engine/catalogue.js';
import { entryList } from '../../report/explain.js';
import { painter } from '../../report/paint.js';
import { choice } from '../arguments.js';
import { COLOUR_CHOICES, wantsColour } from '../colour.js';
import type { Io } from '../io.js';
import type { Arguments } from '../commands.js';

/** `dfmod list`: transforms and ecosystems. */
export async function run(args: Arguments, io: Io): Promise<number> {
  const colour = wantsColour(choice(args, 'color', COLOUR_CHOICES) ?? 'auto', io.env, io.stdout);
  io.stdout.write(entryList(catalogue(), painter(colour)));
  return 0;
}
