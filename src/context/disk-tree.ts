import { lstatSync, readdirSync, readFileSync, readlinkSync, type Dirent, type Stats } from 'node:fs';
import { join, sep } from 'node:path';
import type { FileTree } from './build-context.js';
import { followLinks } from './follow-links.js';
import { compareBytewise, insidePath, pathsBelow } from './path-order.js';

type Kind = 'file' | 'directory' | 'symlink';

/**
 * The files below a folder of the disk, as they are when they are first asked for. Nothing is read before it is asked for; what
 * cannot be read is as if it were not there; links are never followed out of the folder, sockets and devices left out. A `.git`
 * folder is listed as one entry, and its own content only by `list('.git')`.
 */
export function openDiskTree(directory: string): FileTree {
  return new DiskTree(directory);
}

class DiskTree implements FileTree {
  readonly committed = false;
  readonly #directory: string;
  readonly #kinds = new Map<string, Kind | undefined>([['', 'directory']]);
  readonly #lists = new Map<string, readonly string[]>();
  readonly #entries = new Map<string, readonly string[]>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Nothing is hidden here: what is not in it is not there. */
  mayAppear(): readonly string[] {
    return [];
  }

  list(dir: string): readonly string[] {
    const folder = insidePath(dir);
    if (folder === undefined) return [];
    const known = this.#lists.get(folder);
    if (known !== undefined) return known;
    const whole = inGit(folder) ? undefined : this.#lists.get('');
    const paths = whole === undefined ? this.#walk(folder) : pathsBelow(whole, folder);
    this.#lists.set(folder, paths);
    return paths;
  }

  entries(dir: string): readonly string[] {
    const folder = insidePath(dir);
    if (folder === undefined || this.#kindOf(folder) !== 'directory') return [];
    let names = this.#entries.get(folder);
    if (names === undefined) {
      const entries = quietly(() => readdirSync(this.#absolute(folder), { withFileTypes: true })) ?? [];
      names = entries
        .filter((entry) => kindOfEntry(entry) !== undefined)
        .map(({ name }) => name)
        .sort(compareBytewise);
      this.#entries.set(folder, names);
    }
    return names;
  }

  kind(path: string): Kind | undefined {
    const inside = insidePath(path);
    return inside === undefined ? undefined : this.#kindOf(inside);
  }

  read(path: string): string | undefined {
    const inside = insidePath(path);
    const target = inside === undefined ? undefined : followLinks(inside, (place) => this.link(place));
    if (target === undefined || this.#kindOf(target) !== 'file') return undefined;
    return quietly(() => readFileSync(this.#absolute(target), 'utf8'));
  }

  link(path: string): string | undefined {
    const inside = insidePath(path);
    if (inside === undefined || this.#kindOf(inside) !== 'symlink') return undefined;
    const target = quietly(() => readlinkSync(this.#absolute(inside)));
    return sep === '\\' ? target?.replaceAll('\\', '/') : target;
  }

  executable(path: string): boolean | undefined {
    const inside = insidePath(path);
    if (inside === undefined || sep === '\\' || this.#kindOf(inside) !== 'file') return undefined;
    const mode = quietly(() => lstatSync(this.#absolute(inside)).mode);
    return mode === undefined ? undefined : (mode & 0o7777) === 0o755;
  }

  #absolute(path: string): string {
    return join(this.#directory, path);
  }

  /** A path has a kind only if all folders above it are real ones: behind a link nothing is found. */
  #kindOf(path: string): Kind | undefined {
    const known = this.#kinds.get(path);
    if (known !== undefined || this.#kinds.has(path)) return known;
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (this.#lookUp(path.slice(0, slash)) !== 'directory') return undefined;
    }
    return this.#lookUp(path);
  }

  #lookUp(path: string): Kind | undefined {
    if (this.#kinds.has(path)) return this.#kinds.get(path);
    const stats = quietly(() => lstatSync(this.#absolute(path)));
    const kind = stats === undefined ? undefined : kindOfEntry(stats);
    this.#kinds.set(path, kind);
    return kind;
  }

  #walk(start: string): readonly string[] {
    const paths: string[] = [];
    const waiting = this.#kindOf(start) === 'directory' ? [start] : [];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      const entries = quietly(() => readdirSync(this.#absolute(folder), { withFileTypes: true })) ?? [];
      if (entries.length === 0 && folder !== start) paths.push(folder);
      for (const entry of entries) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const kind = kindOfEntry(entry);
        if (kind === undefined) continue;
        this.#kinds.set(path, kind);
        if (kind === 'directory' && entry.name !== '.git') waiting.push(path);
        else paths.push(path);
      }
    }
    return paths.sort(compareBytewise);
  }
}

function inGit(folder: string): boolean {
  return folder.split('/').includes('.git');
}

function kindOfEntry(entry: Dirent | Stats): Kind | undefined {
  if (entry.isSymbolicLink()) return 'symlink';
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : undefined;
}

/** The disk may refuse anything at any time, and a tree has no errors. */
function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
