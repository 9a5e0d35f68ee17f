import type { FileTree } from './build-context.js';
import { followLinks } from './follow-links.js';
import { compareBytewise, insidePath, namesIn, pathsBelow } from './path-order.js';

/** A file's text, or a link with its target as written. */
export type MemoryEntry = string | { readonly link: string };

/** A tree of entries by path; a path that ends in `/` is an empty folder. Paths that leave the root are left out. */
export function createMemoryTree(
  entries: ReadonlyMap<string, MemoryEntry> | Readonly<Record<string, MemoryEntry>>,
): FileTree {
  return new MemoryTree(entries instanceof Map ? entries : new Map(Object.entries(entries)));
}

class MemoryTree implements FileTree {
  readonly committed = false;
  readonly #entries = new Map<string, MemoryEntry>();
  readonly #folders = new Set<string>(['']);
  readonly #paths: readonly string[];

  constructor(entries: ReadonlyMap<string, MemoryEntry>) {
    const paths: string[] = [];
    for (const [written, entry] of entries) {
      const path = insidePath(written);
      if (path === undefined || path === '') continue;
      if (written.endsWith('/')) this.#folders.add(path);
      else this.#entries.set(path, entry);
      paths.push(path);
      for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        const folder = path.slice(0, slash);
        if (this.#folders.has(folder)) break;
        this.#folders.add(folder);
      }
    }
    this.#paths = [...new Set(paths)].sort(compareBytewise);
  }

  /** Nothing is hidden here: what is not in it is not there. */
  mayAppear(): readonly string[] {
    return [];
  }

  list(dir: string): readonly string[] {
    const folder = insidePath(dir);
    if (folder === undefined || !this.#folders.has(folder)) return [];
    // A folder given as empty may have got entries from other paths.
    const below = pathsBelow(this.#paths, folder);
    return below.filter((path, index) => !(below[index + 1] ?? '').startsWith(`${path}/`));
  }

  entries(dir: string): readonly string[] {
    const folder = insidePath(dir);
    return folder === undefined ? [] : namesIn(this.list(folder), folder);
  }

  kind(path: string): 'file' | 'directory' | 'symlink' | undefined {
    const inside = insidePath(path);
    if (inside === undefined) return undefined;
    const entry = this.#entries.get(inside);
    if (entry !== undefined) return typeof entry === 'string' ? 'file' : 'symlink';
    return this.#folders.has(inside) ? 'directory' : undefined;
  }

  read(path: string): string | undefined {
    const inside = insidePath(path);
    if (inside === undefined) return undefined;
    const target = followLinks(inside, (place) => this.link(place));
    const entry = target === undefined ? undefined : this.#entries.get(target);
    return typeof entry === 'string' ? entry : undefined;
  }

  link(path: string): string | undefined {
    const entry = this.#entries.get(insidePath(path) ?? '');
    return typeof entry === 'object' ? entry.link : undefined;
  }

  /** Texts have no modes. */
  executable(): undefined {
    return undefined;
  }
}
