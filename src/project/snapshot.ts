import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Build } from '../builds/build.js';
import type { FileTree } from '../context/build-context.js';
import { SharedFiles } from '../engine/shared-files.js';
import { Neighbourhood } from './neighbourhood.js';
import { leavesFolder, relativePath, repositoryAbove } from './paths.js';
import { walk, type Visitor } from './walk.js';

/** What a Dockerfile is rewritten with: the tree it stands in, and every build that the tree's files state. */
export interface Project {
  /** The repository's root; where there is no repository the working directory, or the Dockerfile's folder outside it. Absolute. */
  readonly root: string;
  readonly builds: readonly Build[];
  /** The tree, and what the run makes of files that Dockerfiles share. */
  readonly shared: SharedFiles;
  readonly neighbourhood: Neighbourhood;
}

/** How the floors below read a tree and the builds in one of its files. */
export interface ProjectReaders {
  /** Whether a path may state builds. */
  isBuildFile(path: string): boolean;
  readBuilds(path: string, text: string): Promise<readonly Build[]>;
  openTree(root: string): FileTree;
}

/** Build files are small; what is larger is data. */
const MAX_BUILD_FILE = 1 << 20;

/** Makes each project once. A discovery that walked the whole project has already seen its build files. */
export class Projects {
  readonly #cwd: string;
  readonly #readers: ProjectReaders;
  readonly #projects = new Map<string, Promise<Project>>();
  readonly #roots = new Map<string, string>();
  readonly #walked: string[] = [];
  readonly #seen: string[] = [];
  readonly #expected: string[] = [];

  constructor(cwd: string, readers: ProjectReaders) {
    this.#cwd = cwd;
    this.#readers = readers;
  }

  /** To be called for each file that is found below `start`. */
  noticing(start: string): Visitor['file'] {
    this.#walked.push(start);
    return (folder, name, ignored) => {
      const path = join(folder, name);
      if (this.#readers.isBuildFile(relativePath(start, path)) && !ignored()) this.#seen.push(path);
    };
  }

  /** To be called for each Dockerfile of the run before any is asked for. */
  expect(dockerfile: string): void {
    this.#expected.push(dockerfile);
  }

  /** Those that were asked for. */
  async all(): Promise<readonly Project[]> {
    return Promise.all(this.#projects.values());
  }

  async projectOf(dockerfile: string): Promise<Project> {
    const root = this.rootOf(dockerfile);
    const known = this.#projects.get(root) ?? this.#make(root);
    this.#projects.set(root, known);
    return known;
  }

  rootOf(dockerfile: string): string {
    const folder = dirname(dockerfile);
    const known = this.#roots.get(folder) ?? repositoryAbove(folder) ?? this.#rootWithoutRepository(folder);
    this.#roots.set(folder, known);
    return known;
  }

  #rootWithoutRepository(folder: string): string {
    return leavesFolder(relativePath(this.#cwd, folder)) ? folder : this.#cwd;
  }

  async #make(root: string): Promise<Project> {
    const covered = this.#walked.some((start) => !leavesFolder(relativePath(start, root)));
    const files = covered
      ? this.#seen.filter((path) => !leavesFolder(relativePath(root, path)))
      : await this.#buildFilesBelow(root);
    const builds: Build[] = [];
    for (const path of new Set(files.toSorted())) {
      const text = readBuildFile(path);
      if (text !== undefined)
        builds.push(...(await this.#readers.readBuilds(relativePath(root, path), text)));
      await setImmediate();
    }
    const tree = this.#readers.openTree(root);
    const shared = new SharedFiles(tree);
    const own = this.#expected.filter((path) => this.rootOf(path) === root);
    const neighbourhood = new Neighbourhood({
      root,
      tree,
      builds,
      named: own.map((path) => relativePath(root, path)),
      newTextOf: (path) => shared.newTextOf(path),
    });
    return { root, builds, shared, neighbourhood };
  }

  async #buildFilesBelow(root: string): Promise<readonly string[]> {
    const files: string[] = [];
    await walk(root, {
      file: (folder, name, ignored) => {
        const path = join(folder, name);
        if (this.#readers.isBuildFile(relativePath(root, path)) && !ignored()) files.push(path);
      },
      unreadable: () => undefined,
    });
    return files;
  }
}

function readBuildFile(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return text.length <= MAX_BUILD_FILE ? text : undefined;
  } catch {
    return undefined;
  }
}
