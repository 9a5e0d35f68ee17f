import type { ImageFiles, InputEvidence, InputRefusal, InstallInputs } from '../ecosystem-api.js';
import { linkOnTheWay } from '../language-inputs/copied-links.js';
import type { SkipCode } from '../types.js';

/** What the parts of a project were found to read and make. The first refusal is the one that is told. */
export class Findings {
  readonly files: ImageFiles;
  /** The folder that the lines for the ignore file start from: the root of the workspace. */
  root = '/';
  readonly #reads = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #absent = new Set<string>();
  readonly #patterns = new Set<string>();
  readonly #makes = new Set<string>();
  #staleLock: InputEvidence | undefined;
  readonly #overwrites: InputEvidence[] = [];
  #refusal: InputRefusal | undefined;

  constructor(files: ImageFiles) {
    this.files = files;
  }

  /** Notes the file if a COPY brought it. What a link leads to is not looked for. */
  read(path: string): boolean {
    const kind = this.files.kind(path);
    if (kind === undefined) this.#absent.add(path);
    if (kind === undefined || kind === 'directory') return false;
    const link = linkOnTheWay(path, this.files);
    if (link !== undefined)
      this.refuse('input-outside', `${link} is a link, and would come without what it leads to`, {
        file: link,
        text: link,
      });
    this.#reads.add(path);
    return true;
  }

  /** Notes all files below the folder, without those that are packages installed on the host. */
  readAll(folder: string): boolean {
    const below = this.files.list(folder).filter((path) => !isInstalled(path));
    for (const path of below) this.read(path);
    if (below.length > 0) this.#folders.add(folder);
    return below.length > 0;
  }

  pattern(glob: string): void {
    this.#patterns.add(glob);
  }

  make(path: string): void {
    this.#makes.add(path);
  }

  staleLock(evidence: InputEvidence): void {
    this.#staleLock = evidence;
  }

  overwrite(evidence: InputEvidence): void {
    this.#overwrites.push(evidence);
  }

  refuse(code: SkipCode, reason: string, because: InputEvidence): void {
    this.#refusal ??= { code, reason, because };
  }

  get refused(): boolean {
    return this.#refusal !== undefined;
  }

  result(): InstallInputs | InputRefusal {
    if (this.#refusal) return this.#refusal;
    const makes = [...this.#makes].sort();
    return {
      reads: [...this.#reads].sort(),
      patterns: [...this.#patterns].sort(),
      makes,
      ignore: ignoreLines(this.root, makes),
      ...(this.#absent.size > 0 ? { absent: [...this.#absent].sort() } : {}),
      ...(this.#folders.size > 0 ? { folders: [...this.#folders].sort() } : {}),
      ...(this.#staleLock ? { staleLock: this.#staleLock } : {}),
      ...(this.#overwrites.length > 0 ? { overwrites: this.#overwrites } : {}),
    };
  }
}

/** What lies in a node_modules folder was put there by an install, on the host or in the image. */
export const isInstalled = (path: string): boolean => path.split('/').includes('node_modules');

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What is made in one place by its path, what is made in several by its name. */
function ignoreLines(root: string, makes: readonly string[]): string[] {
  const inside = root === '/' ? '/' : `${root}/`;
  const lines = makes.map((path) => {
    const name = nameOf(path);
    const alone = makes.filter((other) => nameOf(other) === name).length === 1;
    return alone && path.startsWith(inside) ? path.slice(inside.length) : `**/${name}`;
  });
  return [...new Set(lines)].sort();
}
