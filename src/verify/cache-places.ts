import type { Facts } from '../facts/facts.js';

/**
 * Where the package managers that the Dockerfile calls keep their caches, as its users, variables and options have it; without a
 * leading slash. Asked of the package managers, not of what a rewrite mounts: a mount in the wrong place is to be found.
 */
export function cachePlaces(facts: Facts): string[] {
  const places = new Set<string>();
  for (const { runs } of facts.stages) {
    for (const { call, environment } of runs.flatMap(({ commands }) => commands)) {
      if (call === undefined || (call.call.kind !== 'install' && call.call.kind !== 'build')) continue;
      const caches = call.ecosystem.caches(call.call, environment, {});
      if ('code' in caches) continue;
      for (const { path } of caches) places.add(path.slice(1));
    }
  }
  return [...places];
}
