import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** `path` as seen from `from`, with `/` between its parts; '' for `from` itself. */
export function relativePath(from: string, path: string): string {
  const found = relative(from, path);
  return sep === '/' ? found : found.split(sep).join('/');
}

/** Whether a relative path leads out of its folder. */
export function leavesFolder(path: string): boolean {
  return path === '..' || path.startsWith('../') || path.startsWith('/') || /^[A-Za-z]:/.test(path);
}

/** `dir` and every folder above it, the nearest first. */
export function* foldersUp(dir: string): Generator<string> {
  for (let at = dir; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

/** The nearest folder with a `.git`, which is a file in a linked worktree and in a submodule. */
export function repositoryAbove(dir: string): string | undefined {
  for (const folder of foldersUp(dir)) if (existsSync(join(folder, '.git'))) return folder;
  return undefined;
}

/** Sorted by the bytes of their UTF-8, which is how git sorts. */
export function sortBytewise<T>(items: readonly T[], pathOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, bytes: Buffer.from(pathOf(item)) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ item }) => item);
}
