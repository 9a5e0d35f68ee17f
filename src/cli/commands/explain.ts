import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { explain, explainable } from '../../engine/catalogue.js';
import { DfmodError } from '../../errors.js';
import { examplesOf } from '../../project/examples.js';
import { didYouMean } from '../../project/nearest.js';
import { explanationText } from '../../report/explain.js';
import { painter } from '../../report/paint.js';
import { choice, text } from '../arguments.js';
import { COLOUR_CHOICES, wantsColour } from '../colour.js';
import type { Io } from '../io.js';
import type { Arguments } from '../commands.js';

/** `dfmod explain <what>`: a transform, an ecosystem or a reason code. */
export async function run(args: Arguments, io: Io): Promise<number> {
  const what = text(args, 'what') ?? '';
  const explanation = explain(what);
  if (explanation === undefined) throw unknown(what, io);
  const colour = wantsColour(choice(args, 'color', COLOUR_CHOICES) ?? 'auto', io.env, io.stdout);
  io.stdout.write(explanationText({ ...explanation, examples: examplesOf(explanation.id) }, painter(colour)));
  return 0;
}

function unknown(what: string, io: Io): DfmodError {
  const hint = existsSync(resolve(io.cwd, what))
    ? `For a file: dfmod apply -v ${what}`
    : 'dfmod list names transforms and ecosystems.';
  return new DfmodError('unknown-id', `nothing is called "${what}".${didYouMean(what, explainable())}`, {
    hint,
  });
}
