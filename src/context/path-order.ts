import { posix } from 'node:path';

/** Orders as the bytes of UTF-8 do, which differs from JavaScript's order only beyond U+FFFF. */
export function compareBytewise(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for what comes after U+FFFF. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** The part of bytewise sorted paths that is below `folder`; '' is the root. */
export function pathsBelow(sorted: readonly string[], folder: string): readonly string[] {
  if (folder === '') return sorted;
  const prefix = `${folder}/`;
  const start = firstNotBefore(sorted, prefix);
  let end = start;
  while (sorted[end]?.startsWith(prefix) === true) end++;
  return sorted.slice(start, end);
}

/** Names of what stands directly in `folder`, given the bytewise sorted paths below it. */
export function namesIn(below: readonly string[], folder: string): string[] {
  const start = folder === '' ? 0 : folder.length + 1;
  const names = new Set<string>();
  for (const path of below) {
    const slash = path.indexOf('/', start);
    names.add(slash < 0 ? path.slice(start) : path.slice(start, slash));
  }
  return [...names].sort(compareBytewise);
}

/** Index of the first path that is not before `path`; the length when all are. */
export function firstNotBefore(sorted: readonly string[], path: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareBytewise(sorted[middle] ?? '', path) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A cleaned path relative to its root ('' is the root itself), where a leading `/` means the root; undefined when it leaves it. */
export function insidePath(path: string): string | undefined {
  const relative = posix.normalize(path.startsWith('/') ? `.${path}` : path);
  if (relative === '..' || relative.startsWith('../')) return undefined;
  const trimmed = relative.endsWith('/') ? relative.slice(0, -1) : relative;
  return trimmed === '.' ? '' : trimmed;
}
