import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from '../builds/build.js';
import type { FileTree } from '../context/build-context.js';
import type { Neighbour } from '../engine/neighbours.js';
import { isDockerfileName } from './discover.js';

const FOREIGN = new Set(['node_modules', 'vendor', '.git']);

interface Surrounding {
  /** Absolute. */
  readonly root: string;
  readonly tree: FileTree;
  readonly builds: readonly Build[];
  /** Dockerfiles of the run, which may be called anything. */
  readonly named: readonly string[];
  /** The text that a Dockerfile was given in this run. */
  readonly newTextOf: (path: string) => string | undefined;
}

/** All Dockerfiles of a project, whichever the run is about. Nothing is looked for before somebody asks. */
export class Neighbourhood {
  readonly #project: Surrounding;
  readonly #texts = new Map<string, string>();
  #paths: readonly string[] | undefined;
  #builds: ReadonlyMap<string, readonly Build[]> | undefined;

  constructor(project: Surrounding) {
    this.#project = project;
  }

  dockerfiles(): readonly Neighbour[] {
    const { tree, builds, named, newTextOf } = this.#project;
    const byPath = (this.#builds ??= byDockerfile(builds));
    this.#paths ??= [...new Set([...tree.list('').filter(isDockerfile), ...named, ...byPath.keys()])];
    const textOf = (path: string): string => newTextOf(path) ?? this.#textOf(path);
    return this.#paths.map((path) => ({
      path,
      builds: byPath.get(path) ?? [],
      get text() {
        return textOf(path);
      },
    }));
  }

  /** Empty, which is no Dockerfile, where none can be read. */
  #textOf(path: string): string {
    let text = this.#texts.get(path);
    if (text === undefined) this.#texts.set(path, (text = read(join(this.#project.root, path))));
    return text;
  }
}

function byDockerfile(builds: readonly Build[]): ReadonlyMap<string, readonly Build[]> {
  const groups = new Map<string, Build[]>();
  for (const build of builds) {
    const group = groups.get(build.dockerfile);
    if (group) group.push(build);
    else groups.set(build.dockerfile, [build]);
  }
  return groups;
}

function isDockerfile(path: string): boolean {
  const parts = path.split('/');
  return isDockerfileName(parts.pop() ?? '') && !parts.some((part) => FOREIGN.has(part));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
