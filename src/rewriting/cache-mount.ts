import { mountsOf } from '../dockerfile/mounts.js';
import type { MountSpec } from '../dockerfile/print.js';
import type { Demand } from '../facts/cache-demand.js';
import { builtOn } from '../facts/consumers.js';
import { expandValue, resolvePath } from '../facts/copy.js';
import type { Facts, StageFacts } from '../facts/facts.js';
import { isRoot } from '../facts/state.js';

/** The mount for a cache, spelled as the stage's other mounts of the same directory are. */
export function cacheMount(facts: Facts, stage: StageFacts, { directory, account }: Demand): MountSpec {
  const { id, path, sharing } = directory;
  const { uid, gid } = isRoot(account) ? {} : account;
  return {
    type: 'cache',
    ...(id === undefined ? {} : { id }),
    target: spelling(facts, stage, path),
    ...(sharing === undefined || sharing === 'shared' ? {} : { sharing }),
    ...(uid === undefined ? {} : { uid: String(uid) }),
    ...(gid === undefined ? {} : { gid: String(gid) }),
  };
}

/** Without an id the target as written is the cache's name, so two spellings would be two caches. */
function spelling(facts: Facts, stage: StageFacts, path: string): string {
  for (const { runs } of builtOn(facts, stage)) {
    for (const { run, before } of runs) {
      for (const { type, target } of mountsOf(run)) {
        if (type !== 'cache' || target === undefined) continue;
        const expanded = expandValue(facts.doc, before, target);
        if (expanded !== undefined && resolvePath(expanded, before.workdir) === path) return target;
      }
    }
  }
  return path;
}
