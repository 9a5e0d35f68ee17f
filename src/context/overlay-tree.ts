import type { FileTree } from './build-context.js';
import { compareBytewise, insidePath, namesIn, pathsBelow } from './path-order.js';

/**
 * A tree in which some files have another text, or are there only by it. `texts` may grow while the tree is in use; its paths
 * are clean and relative to the root.
 *
 * @param noticed told of each path of `texts` that is read
 */
export function createOverlayTree(
  tree: FileTree,
  texts: ReadonlyMap<string, string>,
  noticed: (path: string) => void = () => undefined,
): FileTree {
  return new OverlayTree(tree, texts, noticed);
}

class OverlayTree implements FileTree {
  readonly #tree: FileTree;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #noticed: (path: string) => void;

  constructor(tree: FileTree, texts: ReadonlyMap<string, string>, noticed: (path: string) => void) {
    this.#tree = tree;
    this.#texts = texts;
    this.#noticed = noticed;
  }

  get committed(): boolean {
    return this.#tree.committed;
  }

  mayAppear(paths: readonly string[]): readonly string[] {
    return this.#tree.mayAppear(paths);
  }

  list(dir: string): readonly string[] {
    const below = this.#tree.list(dir);
    const added = this.#addedBelow(dir);
    if (added.length === 0) return below;
    // A folder is listed only while it is empty.
    const kept = below.filter((path) => !added.some((each) => each.startsWith(`${path}/`)));
    return [...kept, ...added].sort(compareBytewise);
  }

  entries(dir: string): readonly string[] {
    const added = this.#addedBelow(dir);
    if (added.length === 0) return this.#tree.entries(dir);
    const names = namesIn(added, insidePath(dir) ?? '');
    return [...new Set([...this.#tree.entries(dir), ...names])].sort(compareBytewise);
  }

  kind(path: string): 'file' | 'directory' | 'symlink' | undefined {
    const inside = insidePath(path);
    if (inside === undefined) return undefined;
    if (this.#texts.has(inside)) return 'file';
    return this.#tree.kind(inside) ?? (this.#addedBelow(inside).length > 0 ? 'directory' : undefined);
  }

  read(path: string): string | undefined {
    const inside = insidePath(path);
    const text = inside === undefined ? undefined : this.#texts.get(inside);
    if (inside === undefined || text === undefined) return this.#tree.read(path);
    this.#noticed(inside);
    return text;
  }

  link(path: string): string | undefined {
    return this.#texts.has(insidePath(path) ?? '') ? undefined : this.#tree.link(path);
  }

  /** Another text leaves the mode as it is. */
  executable(path: string): boolean | undefined {
    return this.#tree.executable(path);
  }

  /** What is below the folder by the overlay alone, sorted bytewise. */
  #addedBelow(dir: string): readonly string[] {
    const folder = insidePath(dir);
    if (folder === undefined || this.#texts.size === 0) return [];
    const added = [...this.#texts.keys()].filter((path) => this.#tree.kind(path) === undefined);
    return pathsBelow(added.sort(compareBytewise), folder);
  }
}
