/** Absolute paths; each stands for all that is below it. */
export interface Reach {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Folders that have to be there: entered, or around what is written. Nothing else in them is looked at. */
  readonly folders: readonly string[];
}

export const NOTHING: Reach = { reads: [], writes: [], folders: [] };

/** One reach for several; undefined when one is. */
export function together(all: readonly (Reach | undefined)[]): Reach | undefined {
  const reads = new Set<string>();
  const writes = new Set<string>();
  const folders = new Set<string>();
  for (const each of all) {
    if (each === undefined) return undefined;
    for (const path of each.reads) reads.add(path);
    for (const path of each.writes) writes.add(path);
    for (const path of each.folders) folders.add(path);
  }
  return { reads: [...reads], writes: [...writes], folders: [...folders] };
}
