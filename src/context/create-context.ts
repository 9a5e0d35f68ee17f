import { posix } from 'node:path';
import type { BuildContext, CopySource, FileTree, IgnoreRule } from './build-context.js';
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
  readonly #lists = new Map<string, readonly string[]>();

  constructor(tree: FileTree, root: string, ignoreFile: string | undefined) {
    this.#tree = tree;
    this.root = root;
    this.ignoreFile = ignoreFile;
    const text = ignoreFile === undefined ? undefined : tree.read(ignoreFile);
    this.#decider = new IgnoreDecider(parseIgnoreFile(text ?? ''));
  }

  get committed(): boolean {
    return this.#tree.committed;
  }

  mayAppear(paths: readonly string[]): readonly string[] {
    const asked = paths.filter(
      (path) => this.kind(path) === undefined && !this.#decider.decide(path).ignored,
    );
    const found = new Set(this.#tree.mayAppear(asked.map((path) => join(this.root, path))));
    return asked.filter((path) => found.has(join(this.root, path)));
  }

  list(folder = ''): readonly string[] {
    const inside = insidePath(folder);
    if (inside === undefined) return [];
    let sent = this.#lists.get(inside);
    if (sent === undefined) this.#lists.set(inside, (sent = this.#sentBelow(inside)));
    return sent;
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

  link(path: string): string | undefined {
    const inside = insidePath(path);
    return inside === undefined || this.kind(inside) !== 'symlink'
      ? undefined
      : this.#tree.link(join(this.root, inside));
  }

  executable(path: string): boolean | undefined {
    const inside = insidePath(path);
    return inside === undefined || this.kind(inside) !== 'file'
      ? undefined
      : this.#tree.executable(join(this.root, inside));
  }

  match(source: string): readonly string[] {
    const found = new Set<string>();
    for (const { path, target, kind } of this.sources(source)) {
      if (kind === 'file') found.add(this.kind(path) === undefined ? target : path);
      if (kind === 'directory') for (const below of this.list(target)) found.add(below);
    }
    return [...found].sort(compareBytewise);
  }

  sources(source: string): readonly CopySource[] {
    // Made absolute first, so that `..` ends at the context's root.
    const cleaned = insidePath(posix.normalize(`/${source}`)) ?? '';
    const paths = hasWildcard(cleaned) ? this.#matches(cleaned) : [cleaned];
    return paths.flatMap((path) => this.#sourceAt(path));
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

  #sourceAt(path: string): CopySource[] {
    const target = this.#follow(path);
    if (target === undefined) return [{ path, target: path, kind: undefined }];
    const kind = this.kind(target);
    return kind === undefined || kind === 'symlink' ? [] : [{ path, target, kind }];
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

  /**
   * Folders up to the first part with a wildcard are gone into, through links too; from there on links are matched, but not gone
   * through, and what is matched is not gone into.
   */
  #matches(source: string): string[] {
    const parts = source.split('/');
    const first = parts.findIndex(hasWildcard);
    const base = parts.slice(0, first).join('/');
    const start = this.#follow(base);
    if (start === undefined) return [];
    const patterns = parts.slice(first);
    const names = patterns.some((pattern) => pattern.includes('['))
      ? this.#matchesAnywhere(start, patterns.join('/'))
      : this.#matchesByLevel(start, patterns);
    return names.map((name) => join(base, name));
  }

  #matchesByLevel(start: string, patterns: readonly string[]): string[] {
    let found = [''];
    for (const pattern of patterns) {
      const matches = compileGoPattern(pattern);
      found = found.flatMap((folder) =>
        this.#tree
          .entries(join(this.root, join(start, folder)))
          .filter((name) => matches(name) === true)
          .map((name) => join(folder, name)),
      );
    }
    return found.filter((name) => this.kind(join(start, name)) !== undefined);
  }

  /** A class may match a `/`, so that how deep a match lies cannot be told. */
  #matchesAnywhere(start: string, pattern: string): string[] {
    const matches = compileGoPattern(pattern);
    const known = new Map<string, boolean>();
    const test = (name: string): boolean => {
      let result = known.get(name);
      if (result === undefined) known.set(name, (result = matches(name) === true));
      return result;
    };
    const cut = start === '' ? 0 : start.length + 1;
    return [...new Set(this.list(start).flatMap((path) => prefixes(path.slice(cut)).find(test) ?? []))];
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
