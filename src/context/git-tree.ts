import { execFileSync } from 'node:child_process';
import { posix } from 'node:path';
import type { FileTree } from './build-context.js';
import { compareBytewise, firstNotBefore, insidePath, namesIn, pathsBelow } from './path-order.js';

/** How the tracked files of a folder are found, relative to it; undefined when git says nothing of it. */
export type TrackedFiles = (directory: string) => readonly string[] | undefined;

/** Which paths, whether or not they are there, git is told to ignore. */
export type IgnoredPaths = (directory: string, paths: readonly string[]) => readonly string[];

/** Of the files in git's index, whether git checks them out as executable. */
export type CommittedModes = (directory: string) => ReadonlyMap<string, boolean>;

/**
 * `tree`, which is the folder `directory`, as a clean checkout has it: only what git tracks, and `.git` itself. Where the folder
 * is in no repository, nothing in it is tracked, or git is missing, it is the whole tree.
 */
export function openGitTree(
  tree: FileTree,
  directory: string,
  trackedFiles: TrackedFiles = listTracked,
  ignoredPaths: IgnoredPaths = askIgnored,
  committedModes: CommittedModes = listModes,
): FileTree {
  return new GitTree(
    tree,
    () => trackedFiles(directory),
    (paths) => ignoredPaths(directory, paths),
    () => committedModes(directory),
  );
}

class GitTree implements FileTree {
  readonly #tree: FileTree;
  readonly #findTracked: () => readonly string[] | undefined;
  readonly #findIgnored: (paths: readonly string[]) => readonly string[];
  readonly #findModes: () => ReadonlyMap<string, boolean>;
  #tracked: readonly string[] | 'all' | undefined;
  #modes: ReadonlyMap<string, boolean> | undefined;
  readonly #lists = new Map<string, readonly string[]>();
  readonly #entries = new Map<string, readonly string[]>();

  constructor(
    tree: FileTree,
    findTracked: () => readonly string[] | undefined,
    findIgnored: (paths: readonly string[]) => readonly string[],
    findModes: () => ReadonlyMap<string, boolean>,
  ) {
    this.#tree = tree;
    this.#findTracked = findTracked;
    this.#findIgnored = findIgnored;
    this.#findModes = findModes;
  }

  get committed(): boolean {
    return this.#trackedPaths() !== 'all';
  }

  mayAppear(paths: readonly string[]): readonly string[] {
    if (!this.committed) return [];
    const hidden = paths.filter((path) => !this.#has(path));
    if (hidden.length === 0) return [];
    const ignored = new Set(this.#findIgnored(hidden));
    return hidden.filter((path) => ignored.has(path) || this.#tree.kind(path) !== undefined);
  }

  list(dir: string): readonly string[] {
    const folder = insidePath(dir);
    const tracked = this.#trackedPaths();
    if (folder === undefined || tracked === 'all' || isGitOwn(folder)) return this.#tree.list(dir);
    let paths = this.#lists.get(folder);
    if (paths === undefined) {
      // What is tracked but deleted on the disk has no text we could read.
      paths = pathsBelow(tracked, folder).filter((path) => this.#tree.kind(path) !== undefined);
      this.#lists.set(folder, paths);
    }
    return paths;
  }

  entries(dir: string): readonly string[] {
    const folder = insidePath(dir);
    const tracked = this.#trackedPaths();
    if (folder === undefined || tracked === 'all' || isGitOwn(folder)) return this.#tree.entries(dir);
    let names = this.#entries.get(folder);
    if (names === undefined) {
      names = namesIn(pathsBelow(tracked, folder), folder).filter(
        (name) => this.#tree.kind(folder === '' ? name : `${folder}/${name}`) !== undefined,
      );
      this.#entries.set(folder, names);
    }
    return names;
  }

  kind(path: string): 'file' | 'directory' | 'symlink' | undefined {
    return this.#has(path) ? this.#tree.kind(path) : undefined;
  }

  read(path: string): string | undefined {
    if (this.#has(path)) return this.#tree.read(path);
    // Not tracked itself, it may lie behind a link to a folder that is.
    const folder = posix.dirname(insidePath(path) ?? '.');
    return this.#behindLink(folder) ? this.#tree.read(path) : undefined;
  }

  link(path: string): string | undefined {
    return this.#has(path) ? this.#tree.link(path) : undefined;
  }

  /** What the index says holds on hosts whose disks know no modes as well. */
  executable(path: string): boolean | undefined {
    const inside = insidePath(path);
    if (inside === undefined || !this.#has(inside)) return undefined;
    if (!this.committed) return this.#tree.executable(inside);
    return (this.#modes ??= this.#findModes()).get(inside);
  }

  #behindLink(folder: string): boolean {
    for (let at = folder; at !== '.' && at !== ''; at = posix.dirname(at)) {
      if (this.#has(at)) return this.#tree.kind(at) === 'symlink';
    }
    return false;
  }

  #has(path: string): boolean {
    const inside = insidePath(path);
    if (inside === undefined) return false;
    const tracked = this.#trackedPaths();
    if (tracked === 'all' || inside === '' || isGitOwn(inside) || isIgnoreFile(inside)) return true;
    if (tracked[firstNotBefore(tracked, inside)] === inside) return true;
    return tracked[firstNotBefore(tracked, `${inside}/`)]?.startsWith(`${inside}/`) === true;
  }

  #trackedPaths(): readonly string[] | 'all' {
    if (this.#tracked !== undefined) return this.#tracked;
    const found = this.#findTracked();
    if (found === undefined || found.length === 0) this.#tracked = 'all';
    else {
      const own = this.#tree.kind('.git') === undefined ? [] : ['.git'];
      this.#tracked = [...new Set([...found, ...own])].sort(compareBytewise);
    }
    return this.#tracked;
  }
}

function isGitOwn(path: string): boolean {
  return path === '.git' || path.startsWith('.git/');
}

/** One that was only just made is in force as well. */
function isIgnoreFile(path: string): boolean {
  return path.endsWith('.dockerignore');
}

const MOST_OUTPUT = 1 << 30;

function listTracked(directory: string): readonly string[] | undefined {
  const output = git(directory, ['ls-files', '-z', '--cached', '--recurse-submodules']);
  return output === undefined ? undefined : pathsIn(output);
}

/** A line of the index: `100755 <object> <stage>\t<path>`. */
function listModes(directory: string): ReadonlyMap<string, boolean> {
  const lines = pathsIn(git(directory, ['ls-files', '-z', '--stage']) ?? '');
  return new Map(lines.map((line) => [line.slice(line.indexOf('\t') + 1), line.startsWith('100755 ')]));
}

function askIgnored(directory: string, paths: readonly string[]): readonly string[] {
  const words = ['check-ignore', '-z', '--no-index', '--stdin'];
  return pathsIn(git(directory, words, paths.map((path) => `${path}\0`).join('')) ?? '');
}

const pathsIn = (output: string): string[] => output.split('\0').filter((path) => path !== '');

/**
 * What git prints; undefined when it fails. A hook's variables would point it at another repository or index; a repository's
 * own hooks are not run.
 */
function git(directory: string, words: readonly string[], input = ''): string | undefined {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')),
  );
  try {
    return execFileSync('git', ['-c', 'core.fsmonitor=false', ...words], {
      cwd: directory,
      env: environment,
      encoding: 'utf8',
      input,
      maxBuffer: MOST_OUTPUT,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}
