import { mountsOf } from '../dockerfile/mounts.js';
import type { CacheDirectory } from '../ecosystem-api.js';
import type { Span } from '../types.js';
import { expandValue, resolvePath } from './copy.js';
import type { Facts } from './facts.js';
import { isWithin } from './paths.js';
import type { RunFacts } from './steps.js';

/** A cache is mounted there, or around or inside it, or where it does as well; else the mount that is in the way. */
export function existingMount(
  facts: Facts,
  run: RunFacts,
  { path, orElse = [] }: CacheDirectory,
): 'there' | 'near' | { span: Span; text: string } | undefined {
  const elsewhere = orElse.some((other) => mountAt(facts, run, other) !== undefined);
  return elsewhere ? 'near' : mountAt(facts, run, path);
}

function mountAt(facts: Facts, run: RunFacts, path: string): ReturnType<typeof existingMount> {
  for (const mount of mountsOf(run.run)) {
    if (mount.target === undefined) continue;
    const text = expandValue(facts.doc, run.before, mount.target);
    const target = text === undefined ? undefined : resolvePath(text, run.before.workdir);
    const around = target !== undefined && isWithin(path, target);
    const inside = target !== undefined && isWithin(target, path);
    if (mount.type === 'cache' && (around || inside)) return around && inside ? 'there' : 'near';
    const unclear = target === undefined && mount.type === 'cache';
    if (around || unclear)
      return {
        span: mount.flag.span,
        text: facts.doc.text.slice(mount.flag.span.start, mount.flag.span.end),
      };
  }
  return undefined;
}
