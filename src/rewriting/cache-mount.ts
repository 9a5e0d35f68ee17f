import type { MountSpec } from '../dockerfile/print.js';
import type { Demand } from '../facts/cache-demand.js';
import { isRoot } from '../facts/state.js';

/** The mount for a cache. */
export function cacheMount({ directory, account, name }: Demand): MountSpec {
  const { sharing } = directory;
  const { uid, gid } = isRoot(account) ? {} : account;
  return {
    type: 'cache',
    ...(name.id === undefined ? {} : { id: name.id }),
    target: name.target,
    ...(sharing === undefined || sharing === 'shared' ? {} : { sharing }),
    ...(uid === undefined ? {} : { uid: String(uid) }),
    ...(gid === undefined ? {} : { gid: String(gid) }),
  };
}
