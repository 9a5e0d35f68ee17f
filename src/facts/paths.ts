import { cleanPath } from '../ecosystem-api.js';

/** How what a word names lies to a directory. */
export type Relation =
  | 'same'
  | 'inside'
  | 'above'
  /** A glob that reaches into the directory, and into others beside it. */
  | 'across'
  | 'apart';

/** Whether `path` is `directory` or lies below it. Both absolute and clean. */
export const isWithin = (path: string, directory: string): boolean =>
  path === directory || directory === '/' || path.startsWith(`${directory}/`);

/** Every folder above the path, the nearest first, without `/`. */
export function ancestors(path: string): string[] {
  const all: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    all.push(path.slice(0, end));
  return all;
}

const GLOB = /[*?[{]/;

/**
 * Where the paths that a shell word names lie, seen from `directory`. `above` also stands for a glob that matches the directory
 * or one above it: what removes it would have to remove the directory too.
 */
export function relate(word: { readonly path: string; readonly glob: boolean }, directory: string): Relation {
  if (!word.glob || !GLOB.test(word.path)) {
    const path = cleanPath(word.path);
    if (path === directory) return 'same';
    if (isWithin(path, directory)) return 'inside';
    return isWithin(directory, path) ? 'above' : 'apart';
  }
  const brace = word.path.indexOf('{');
  if (brace >= 0 && word.path.slice(brace, word.path.indexOf('}', brace)).includes('/')) {
    const start = word.path.slice(0, brace);
    return directory.startsWith(start) || start.startsWith(`${directory}/`) ? 'across' : 'apart';
  }
  const pattern = cleanPath(word.path).split('/').slice(1);
  const parts = directory.split('/').slice(1);
  let globbed = false;
  for (let i = 0; i < pattern.length; i++) {
    const piece = pattern[i] ?? '';
    const part = parts[i];
    if (part === undefined) return globbed ? 'across' : 'inside';
    if (!mayMatch(piece, part)) return 'apart';
    globbed ||= piece !== part;
  }
  if (pattern.length < parts.length) return 'above';
  return globbed ? 'above' : 'same';
}

/** Whether a glob of one path component may match the name: classes and brace lists are taken to match. */
export function mayMatch(pattern: string, name: string): boolean {
  if (!GLOB.test(pattern)) return pattern === name;
  if (name.startsWith('.') && /^[*?]/.test(pattern)) return false;
  let p = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    const c = pattern[p];
    if (c === '[' || c === '{') return true;
    if (c === '*') {
      star = p++;
      mark = n;
    } else if (c === '?' || c === name[n]) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length || pattern[p] === '[' || pattern[p] === '{';
}
