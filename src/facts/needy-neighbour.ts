import type { Ecosystem } from '../ecosystem-api.js';
import type { Refusal } from './refusal.js';

/** Codes of installs that need the cache of the image, or must not touch one that others fill. */
const NEEDY: ReadonlySet<string> = new Set([
  'no-network-install',
  'cache-needed-later',
  'cache-key-incomplete',
  'context-unknown',
  'input-outside',
]);

/** Another install in the same RUN that a mount would reach too. */
export const needyNeighbour = (
  refusals: readonly (Refusal & { readonly ecosystem: string })[],
  { id, sharesCacheWith = [] }: Ecosystem,
): Refusal | undefined =>
  refusals.find(
    ({ ecosystem, code }) => (ecosystem === id || sharesCacheWith.includes(ecosystem)) && NEEDY.has(code),
  );
