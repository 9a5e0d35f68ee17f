import { DfmodError } from '../errors.js';
import type { KnownIds } from '../project/config-shape.js';
import { didYouMean } from '../project/nearest.js';

/** Comma-separated ids as a list. Throws a DfmodError for one that is no transform. */
export function assertTransforms(values: readonly string[], ids: KnownIds): readonly string[] {
  const words = values.flatMap((value) => value.split(',')).map((word) => word.trim());
  const asked = words.filter((word) => word !== '');
  const known = Object.keys(ids.transforms);
  for (const id of asked) {
    if (known.includes(id)) continue;
    const what = Object.hasOwn(ids.ecosystems, id)
      ? `"${id}" is an ecosystem, not a transform.`
      : `unknown transform "${id}".`;
    throw new DfmodError('unknown-id', `${what}${didYouMean(id, known)}`, {
      hint: `There are: ${known.join(', ')}.`,
    });
  }
  return asked;
}
