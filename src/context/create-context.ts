import { posix } from 'node:path';
import type { BuildContext, FileTree, IgnoreRule } from './build-context.js';
import { followLinks } from './follow-links.js';
import { compileGoPattern, hasWildcard } from './go-match.js';
import { IgnoreDecider, parseIgnoreFile } from './ignore-patterns.js';
import { compareBytewise, insidePath } from './path-order.js';

/**
 * What a build of `dockerfile` sends from the folder `root` of the tree, both relative to the tree. The ignore file is
 * `<Dockerfile>.dockerignore` beside the Dockerfile, else `.dockerignore` in the context
 * (https://docs.docker.com/build/concepts/context/#dockerignore-files).
 */
export function createBuildContext(tree: FileTree, root: string, dockerfile: string): BuildContext {
  const folder = insidePath(root) ?? '';
  const candidates = [`${dockerfile}.dockerignore`, join(folder, '.dockerignore')];
  const ignoreFile = candidates.find((path) => tree.read(path) !== undefined);
  return new TreeContext(tree, folder, ignoreFile);
}

class TreeContext implements BuildContext {
  readonly root: string;
  readonly ignoreFile: string | undefined;
  readonly #tree: FileTree;
  readonly #decider: IgnoreDecider;
  #sent: readonly string[] | undefined;

  constructor(tree: FileTree, root: string, ignoreFile: string | undefined) {
    this.#tree = tree;
    this.root = root;
    this.ignoreFile = ignoreFile;
    const text = ignoreFile === undefined ? undefined : tree.read(ignoreFile);
    this.#decider = new IgnoreDecider(parseIgnoreFile(text ?? ''));
  }

  list(): readonly string[] {
    this.#sent ??= this.#sentBelow('');
    return this.#sent;
  }

  kind(path: string): 'file' | 'directory' | 'symlink' | undefined {
    const inside = insidePath(path);
    const kind = inside === undefined ? undefined : this.#tree.kind(join(this.root, inside));
    if (inside === undefined || inside === '' || !this.#decider.decide(inside).ignored) return kind;
    // A folder that is left out is still made when an exception brings something in it.
    const walked = kind === 'directory' && !this.#decider.skips(inside);
    return walked && this.#sentBelow(inside).length > 0 ? kind : undefined;
  }

  read(path: string): string | undefined {
    const target = this.#follow(insidePath(path));
    if (target === undefined || target === '' || this.#decider.decide(target).ignored) return undefined;
    return this.#tree.read(join(this.root, target));
  }

  match(source: string): readonly string[] {
    // Made absolute first, so that `..` ends at the context's root.
    const cleaned = insidePath(posix.normalize(`/${source}`)) ?? '';
    return hasWildcard(cleaned) ? this.#matchPattern(cleaned) : this.#below(cleaned);
  }

  ignoredBy(path: string): IgnoreRule | undefined {
    const inside = insidePath(path);
    if (inside === undefined || inside === '' || this.ignoreFile === undefined) return undefined;
    const { ignored, pattern } = this.#decider.decide(inside);
    if (!ignored || pattern === undefined) return undefined;
    return { path: this.ignoreFile, line: pattern.line, pattern: pattern.text };
  }

  #follow(path: string | undefined): string | undefined {
    return path === undefined
      ? undefined
      : followLinks(path, (place) => this.#tree.link(join(this.root, place)));
  }

  /** The file or link itself, or what is sent below the folder that the path is or leads to. */
  #below(path: string): readonly string[] {
    if (path === '') return this.list();
    const target = this.#follow(path);
    if (target === undefined) return [];
    if (this.#tree.kind(join(this.root, target)) === 'directory') return this.#sentBelow(target);
    const kind = this.kind(path);
    const found = kind === undefined ? target : path;
    return this.kind(found) === undefined ? [] : [found];
  }

  #sentBelow(folder: string): readonly string[] {
    if (folder !== '' && this.#decider.skips(folder)) return [];
    const cut = this.root === '' ? 0 : this.root.length + 1;
    return this.#tree
      .list(join(this.root, folder))
      .filter((path) => this.#tree.kind(path) !== 'directory')
      .map((path) => path.slice(cut))
      .filter((path) => !this.#decider.decide(path).ignored);
  }

  /** Folders up to the first part with a wildcard are gone into; the rest is matched against all that is below. */
  #matchPattern(source: string): readonly string[] {
    const parts = source.split('/');
    const first = parts.findIndex(hasWildcard);
    const base = parts.slice(0, first).join('/');
    const start = this.#follow(base);
    if (start === undefined) return [];
    const matches = compileGoPattern(parts.slice(first).join('/'));
    const known = new Map<string, boolean>();
    const test = (name: string): boolean => {
      let result = known.get(name);
      if (result === undefined) known.set(name, (result = matches(name) === true));
      return result;
    };
    const cut = start === '' ? 0 : start.length + 1;
    const found = new Set<string>();
    for (const path of start === '' ? this.list() : this.#sentBelow(start)) {
      const name = path.slice(cut);
      const hit = prefixes(name).find(test);
      if (hit === undefined) continue;
      // A link to a folder gives what is in the folder.
      if (hit === name) for (const below of this.#below(path)) found.add(below);
      else found.add(path);
    }
    return [...found].sort(compareBytewise);
  }
}

/** `a`, `a/b`, `a/b/c`: the folders of a path and the path. */
function prefixes(path: string): string[] {
  const result: string[] = [];
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    result.push(path.slice(0, slash));
  }
  return [...result, path];
}

function join(folder: string, path: string): string {
  if (folder === '') return path;
  return path === '' ? folder : `${folder}/${path}`;
}
