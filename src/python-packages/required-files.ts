import { absolutePath, cleanPath } from '../ecosystem-api.js';
import type { Environment, ImageFiles, InputEvidence, InputRefusal } from '../ecosystem-api.js';
import { linkOnTheWay } from '../language-inputs/copied-links.js';
import type { SkipCode } from '../types.js';
import { localPackage, standsIn } from './local-package.js';
import { filePath, isRemote, readRequirements, sourceOf } from './requirements.js';

/** The first thing that cannot be named ends the reading. */
export class Refused extends Error {
  constructor(readonly refusal: InputRefusal) {
    super(refusal.reason);
  }
}

export function refuse(code: SkipCode, reason: string, because: InputEvidence): never {
  throw new Refused({ code, reason, because });
}

/** Collects the files that requirements, constraints and links lead to. Its methods throw `Refused`. */
export class RequiredFiles {
  readonly reads = new Set<string>();
  readonly folders = new Set<string>();
  readonly absent = new Set<string>();
  readonly overwrites: InputEvidence[] = [];
  /** Names of the editable packages that are cloned; undefined where one has no name. */
  readonly cloned: (string | undefined)[] = [];
  readonly #environment: Environment;
  readonly #files: ImageFiles;
  readonly #seen = new Set<string>();

  constructor(environment: Environment, files: ImageFiles) {
    this.#environment = environment;
    this.#files = files;
  }

  absolute(path: string, because: InputEvidence): string {
    return (
      absolutePath(path, this.#environment) ??
      refuse('reads-sources', 'the folder that it runs in is not known', because)
    );
  }

  /** A file that must be there, by its absolute path. */
  file(path: string, because: InputEvidence): string {
    const kind = this.#files.kind(path);
    if (path.startsWith('/dev/') || path.startsWith('/proc/'))
      refuse('input-outside', `${path} is what another command gives`, because);
    if (kind === undefined)
      refuse('manifest-missing', `no COPY from the build context brings ${path}`, because);
    if (
      kind !== 'file' ||
      this.#files.origin(path) === undefined ||
      linkOnTheWay(path, this.#files) !== undefined
    )
      refuse('input-outside', `${path} is not a plain file of the build context`, because);
    this.reads.add(path);
    return path;
  }

  /** A file that it reads if a COPY brings it, or else looks for in vain. */
  fileIfThere(path: string, because: InputEvidence): boolean {
    const kind = this.#files.kind(path);
    if (kind === undefined) this.absent.add(path);
    if (kind === undefined || kind === 'directory') return false;
    this.file(path, because);
    return true;
  }

  /** A file, or a folder of files, that may be the image's own: certificates. */
  place(path: string, because: InputEvidence): void {
    const kind = this.#files.kind(path);
    if (kind === 'directory') this.#all(path, because);
    else if (kind !== undefined || this.#environment.mayBeCopied(path)) this.file(path, because);
  }

  #all(folder: string, because: InputEvidence): void {
    for (const each of this.#files.list(folder)) this.file(each, because);
    this.folders.add(folder);
  }

  /** A requirements or constraints file with all that it names, which is sought beside it. */
  requirements(written: string, folder: string | undefined, because: InputEvidence): void {
    if (isRemote(written)) return;
    const local = filePath(written) ?? written;
    const path = this.file(
      folder === undefined || local.startsWith('/')
        ? this.absolute(local, because)
        : cleanPath(`${folder}/${local}`),
      because,
    );
    if (this.#seen.has(path)) return;
    this.#seen.add(path);
    const text = this.#files.read(path);
    if (text === undefined || /[\0\uFFFD]/.test(text))
      refuse('input-outside', `${path} is not text in UTF-8`, { file: path, text: path });
    const around = path.slice(0, path.lastIndexOf('/')) || '/';
    for (const line of readRequirements(text, this.#environment.variable)) {
      const where = { file: path, text: line.text };
      if (line.kind === 'unreadable')
        refuse('reads-sources', `a line of ${path} cannot be read exactly`, where);
      else if (line.kind === 'nested' || line.kind === 'constraint')
        this.requirements(line.value, around, where);
      else if (line.kind === 'find-links' || line.kind === 'index') this.links(line.value, around, where);
      else this.requirement(line.value, line.kind === 'editable', where);
    }
  }

  requirement(text: string, editable: boolean, because: InputEvidence): void {
    const source = sourceOf(text, editable);
    if (source.kind === 'version-control' && editable) this.cloned.push(source.name);
    if (source.kind === 'version-control' && source.path !== undefined) {
      const repository = this.absolute(source.path, because);
      if (this.#environment.mayBeCopied(repository))
        refuse('reads-sources', `it clones ${repository}, which is copied`, because);
    }
    if (source.kind !== 'path') return;
    const path = this.absolute(source.path, because);
    if (this.#files.kind(path) !== 'directory' && !standsIn(path, this.#environment)) {
      this.file(path, because);
      return;
    }
    const local = localPackage(path, this.#environment, this.#files, because);
    if ('code' in local) throw new Refused(local);
    for (const each of local.reads) this.file(each, because);
    for (const each of local.absent) this.absent.add(each);
    this.folders.add(path);
    this.overwrites.push(...local.overwrites);
  }

  /** A folder of packages, or a page that lists them; in a requirements file first sought beside the file. */
  links(written: string, folder: string | undefined, because: InputEvidence): void {
    if (isRemote(written)) return;
    const local = filePath(written) ?? written;
    const beside =
      folder === undefined ? undefined : cleanPath(local.startsWith('/') ? local : `${folder}/${local}`);
    const path =
      beside !== undefined && this.#files.kind(beside) !== undefined ? beside : this.absolute(local, because);
    const kind = this.#files.kind(path);
    // What no COPY brings there is the image's own, or nothing: pip warns and goes on.
    if (kind === undefined && !this.#environment.mayBeCopied(path)) return;
    if (kind !== 'directory') refuse('input-outside', `${path} is no folder of the build context`, because);
    this.#all(path, because);
  }
}
