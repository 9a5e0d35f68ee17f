import type { Mount } from '../dockerfile/document.js';
import { mountsOf } from '../dockerfile/mounts.js';
import type { MountSpec } from '../dockerfile/print.js';
import type { Demand } from '../facts/cache-demand.js';
import { builtOn } from '../facts/consumers.js';
import { expandValue, resolvePath } from '../facts/copy.js';
import type { Facts, StageFacts } from '../facts/facts.js';
import { isRoot } from '../facts/state.js';

/** The mount for a cache, spelled as the stage's other mounts of the same directory are. */
export function cacheMount(facts: Facts, stage: StageFacts, demand: Demand): MountSpec {
  const { directory, account } = demand;
  const { path, sharing } = directory;
  const known = mountThere(facts, stage, path);
  const id = known ? known.id : idOf(stage, demand);
  const { uid, gid } = isRoot(account) ? {} : account;
  return {
    type: 'cache',
    ...(id === undefined ? {} : { id }),
    target: known?.target ?? path,
    ...(sharing === undefined || sharing === 'shared' ? {} : { sharing }),
    ...(uid === undefined ? {} : { uid: String(uid) }),
    ...(gid === undefined ? {} : { gid: String(gid) }),
  };
}

/** What the image is called, where its directory is not for other images. */
function idOf({ image, stage }: StageFacts, { directory, ecosystem }: Demand): string | undefined {
  if (directory.perImage !== true) return undefined;
  const name = (image ?? stage.image)
    .replace(/^docker\.io\/(?:library\/)?/, '')
    .replace(/@sha256:(.{12}).*$/, '-$1');
  return `${ecosystem.id}-${name.replaceAll(/[^\w.-]+/g, '-').replace(/-$/, '')}`;
}

/** Without an id the target as written is the cache's name, so two spellings would be two caches. */
function mountThere(facts: Facts, stage: StageFacts, path: string): Mount | undefined {
  for (const { runs } of builtOn(facts, stage)) {
    for (const { run, before } of runs) {
      for (const mount of mountsOf(run)) {
        if (mount.type !== 'cache' || mount.target === undefined) continue;
        const expanded = expandValue(facts.doc, before, mount.target);
        if (expanded !== undefined && resolvePath(expanded, before.workdir) === path) return mount;
      }
    }
  }
  return undefined;
}
