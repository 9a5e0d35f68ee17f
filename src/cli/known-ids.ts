import { ecosystems } from '../ecosystems/index.js';
import { transforms } from '../../transforms/index.js';
import type { KnownIds } from '../project/config-shape.js';

/** What flags and configs may name. */
export function knownIds(): KnownIds {
  return {
    transforms: Object.fromEntries(transforms.map(({ id, options }) => [id, options ?? {}])),
    ecosystems: Object.fromEntries(ecosystems.map(({ id, options }) => [id, options ?? {}])),
  };
}
