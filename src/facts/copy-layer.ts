import type { BuildContext, CopySource } from '../context/build-context.js';
import { IgnoreDecider, parseIgnoreFile } from '../context/ignore-patterns.js';
import { hasWildcard } from '../context/go-match.js';
import type { Instruction } from '../dockerfile/document.js';
import { cleanPath } from '../ecosystem-api.js';
import { isArchive } from './archives.js';
import { baseName, namesFile } from './file-names.js';
import { isWithin } from './paths.js';
import { readCopy } from './read-copy.js';
import type { CopyStep, ReadCopy, SourceWord } from './read-copy.js';

/** A COPY or ADD of which it is not known what it brought: from a stage, an archive, a URL, a variable. */
export interface UnknownCopy {
  readonly copy: Instruction;
  /** Absolute: what lies there or below it may have been brought by it. `/` when nothing is known. */
  readonly place: string;
  /** A clause: `it copies from another stage`. */
  readonly reason: string;
}

/** A file or link that a COPY brought. */
export interface CopiedFile {
  /** Absolute path in the image. */
  readonly image: string;
  /** In the build context, relative to its root. */
  readonly source: string;
}

/** What lies at a path because of one COPY. */
export interface CopiedEntry {
  readonly kind: 'file' | 'directory' | 'symlink';
  /** In the context, as the COPY names it. */
  readonly source: string;
  /** In the context, links on the way followed. */
  readonly target: string;
}

type Includes = (path: string) => boolean;

/** A file, or the contents of a folder, put to a place of the image. */
interface Part {
  readonly kind: 'file' | 'directory';
  readonly image: string;
  readonly source: string;
  readonly target: string;
  /** For a folder: which of the files below it come, by their paths in it; undefined for all. */
  readonly includes: Includes | undefined;
  /** For a file: the destination is this file unless it was a folder already, which nothing tells. */
  readonly unsure: boolean;
}

/** What the layers below say of a path of the image. */
export interface Below {
  readonly isDirectory: (path: string) => boolean;
  readonly followLinks: (path: string) => string;
}

const join = (folder: string, path: string): string =>
  folder === '' || path === '' ? folder + path : folder === '/' ? `/${path}` : `${folder}/${path}`;
const within = (path: string, folder: string): string =>
  path === folder ? '' : path.slice(folder === '/' ? 1 : folder.length + 1);

/**
 * What one COPY or ADD brings from the context, by the rules of BuildKit (frontend/dockerfile/dockerfile2llb/convert.go and
 * https://github.com/tonistiigi/fsutil/blob/master/copy/copy.go). Only what is asked for is looked up.
 */
export class CopyLayer {
  readonly unknown: UnknownCopy[] = [];
  readonly #parts: Part[] = [];
  readonly #context: BuildContext;
  readonly #copy: Instruction;
  readonly #read: ReadCopy;
  readonly #excluded: IgnoreDecider | undefined;
  readonly #destination: string;
  #directory: boolean;

  constructor(step: CopyStep, context: BuildContext, below: Below) {
    this.#context = context;
    this.#copy = step.copy;
    this.#read = readCopy(step);
    const { destination, directory, exclude, sources } = this.#read;
    this.#destination = destination === undefined ? '/' : below.followLinks(destination);
    this.#directory =
      directory ||
      this.#destination === '/' ||
      step.before.directories.has(this.#destination) ||
      below.isDirectory(this.#destination);
    this.#excluded = exclude?.length ? deciderOf(exclude) : undefined;
    if (destination === undefined) this.#addUnknown('/', 'its destination is not known');
    else if (exclude === undefined) this.#addUnknown(this.#destination, 'its --exclude is not known');
    else for (const source of sources) this.#addSource(source);
  }

  /** The places it writes to, each with all below it; undefined when the destination is not known. */
  get places(): readonly string[] | undefined {
    if (this.#read.destination === undefined) return undefined;
    const places = [...this.#parts.map(({ image }) => image), ...this.unknown.map(({ place }) => place)];
    return [...new Set(places)];
  }

  at(path: string): CopiedEntry | undefined {
    for (let i = this.#parts.length - 1; i >= 0; i--) {
      const part = this.#parts[i];
      const entry = part && (part.kind === 'file' ? fileAt(part, path) : this.#folderAt(part, path));
      if (entry) return entry;
    }
    return undefined;
  }

  /** Every file and link that it puts below a folder of the image. */
  *filesBelow(folder: string): Generator<CopiedFile> {
    for (const part of this.#parts) {
      if (part.kind === 'file') {
        if (part.image !== folder && isWithin(part.image, folder)) yield part;
        else if (part.image === folder && part.unsure)
          yield { image: join(folder, baseName(part.source)), source: part.source };
      } else if (isWithin(folder, part.image) || isWithin(part.image, folder)) {
        const start = isWithin(folder, part.image) ? within(folder, part.image) : '';
        for (const path of this.#pathsIn(part, start))
          yield { image: join(part.image, path), source: join(part.source, path) };
      }
    }
  }

  /** Paths of the files that come from a folder, relative to it, of those below `start`. */
  #pathsIn({ target, includes }: Part, start: string): string[] {
    const cut = target === '' ? 0 : target.length + 1;
    const paths = this.#context.list(join(target, start)).map((path) => path.slice(cut));
    return includes ? paths.filter(includes) : paths;
  }

  #folderAt(part: Part, path: string): CopiedEntry | undefined {
    const { image, source, target, includes } = part;
    if (!isWithin(path, image))
      return isWithin(image, path) ? { kind: 'directory', source, target } : undefined;
    const rest = within(path, image);
    const inContext = join(target, rest);
    const kind = this.#context.kind(inContext);
    if (kind === undefined) return undefined;
    const comes =
      includes === undefined ||
      (kind === 'directory' ? this.#pathsIn(part, rest).length > 0 : includes(rest));
    return comes ? { kind, source: join(source, rest), target: inContext } : undefined;
  }

  #addSource(source: SourceWord): void {
    const into = (name: string | undefined): string =>
      this.#directory && name !== undefined ? join(this.#destination, name) : this.#destination;
    switch (source.kind) {
      case 'context':
        return this.#read.parents ? this.#addWithParents(source.text) : this.#addNamed(source.text);
      case 'elsewhere': {
        const name = baseName(cleanPath(`/${source.text}`));
        const sure = this.#read.directory && namesFile(name) && !hasWildcard(name) && !this.#read.parents;
        return this.#addUnknown(into(sure ? name : undefined), 'it does not copy from the build context');
      }
      case 'heredoc':
        return this.#addUnknown(into(source.name), 'its text stands in the Dockerfile');
      case 'remote':
        return this.#addUnknown(into(source.name), 'it downloads');
      case 'variable':
        return this.#addUnknown(this.#destination, `${source.text} is not known`);
    }
  }

  #addUnknown(place: string, reason: string): void {
    this.unknown.push({ copy: this.#copy, place, reason });
  }

  #addNamed(text: string): void {
    for (const found of this.#context.sources(text)) {
      if (found.kind === 'directory') {
        this.#addFolder(this.#destination, found, this.#filter());
        this.#directory = true;
      } else if (found.kind === 'file') {
        this.#addFile(found);
      } else {
        this.#addUnknown(this.#destination, `${found.path} leads out of the build context`);
      }
    }
  }

  #addFile(found: CopySource): void {
    const name = baseName(found.path);
    if (this.#read.unpacks && isArchive(this.#context, found.target))
      return this.#addUnknown(this.#destination, `${found.path} is an archive`);
    const { path: source, target } = found;
    const image = this.#directory ? join(this.#destination, name) : this.#destination;
    // Frontends differ in whether a source that is a file itself is excluded.
    if (this.#excluded?.decide(name).ignored === true)
      return this.#addUnknown(image, `its --exclude may leave ${name} out`);
    this.#parts.push({ kind: 'file', image, source, target, includes: undefined, unsure: !this.#directory });
  }

  #addFolder(image: string, { path: source, target }: CopySource, includes: Includes | undefined): void {
    this.#parts.push({ kind: 'directory', image, source, target, includes, unsure: false });
  }

  /** Patterns of --exclude are matched in each source by itself. */
  #filter(): Includes | undefined {
    const excluded = this.#excluded;
    return excluded && ((path) => !excluded.decide(path).ignored);
  }

  /** `--parents`: all that the pattern matches, below the folder in front of `/./` or the context, keeps its folders. */
  #addWithParents(text: string): void {
    const pivot = text.indexOf('/./');
    const base = pivot < 0 ? '' : text.slice(0, pivot);
    const pattern = cleanPath(`/${pivot < 0 ? text : text.slice(pivot + 3)}`).slice(1);
    const included = deciderOf([pattern]);
    const parts = pattern.split('/');
    const first = parts.findIndex((part) => hasWildcard(part) || part.includes('\\'));
    const fixed = parts.slice(0, first < 0 ? parts.length : first).join('/');
    for (const { path, target, kind } of this.#context.sources(base === '' ? '.' : base)) {
      // What lies behind a link is not reached, as links are copied.
      const start = kind === 'directory' ? this.#context.sources(join(target, fixed))[0] : undefined;
      if (pattern === '' || (start !== undefined && start.target !== start.path)) {
        this.#addUnknown(this.#destination, `what ${text} matches is not known`);
      } else if (start !== undefined) {
        const image = join(this.#destination, fixed);
        const includes: Includes = (rest) => {
          const whole = join(fixed, rest);
          return included.decide(whole).ignored && this.#excluded?.decide(whole).ignored !== true;
        };
        const found = { ...start, path: join(path, fixed) };
        if (start.kind === 'directory') this.#addFolder(image, found, includes);
        else if (includes(''))
          this.#parts.push({
            ...found,
            kind: 'file',
            image,
            source: found.path,
            includes: undefined,
            unsure: false,
          });
      }
    }
  }
}

/** The place of an `unsure` file: asked for what is below it, its destination must have been a folder. */
function fileAt(part: Part, path: string): CopiedEntry | undefined {
  const { image, source, target, unsure } = part;
  if (path === image || (unsure && path === join(image, baseName(source))))
    return { kind: 'file', source, target };
  return isWithin(image, path) ? { kind: 'directory', source, target } : undefined;
}

function deciderOf(patterns: readonly string[]): IgnoreDecider {
  return new IgnoreDecider(parseIgnoreFile(patterns.join('\n')));
}
