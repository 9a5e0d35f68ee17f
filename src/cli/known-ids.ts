import { catalogue } from '../engine/catalogue.js';
import { ecosystems } from '../ecosystems/index.js';
import type { KnownIds } from '../project/config-shape.js';

/** What flags and configs may name. */
export function knownIds(): KnownIds {
  return {
    transforms: catalogue()
      .filter((entry) => entry.kind === 'transform')
      .map((entry) => entry.id),
    ecosystems: Object.fromEntries(ecosystems.map(({ id, options }) => [id, options ?? {}])),
  };
}
