import type { Instruction } from '../dockerfile/document.js';
import type { CopiedFile } from '../facts/image-files.js';
import { isWithin } from '../facts/paths.js';

/** What one COPY or ADD brings: files, and the folders they lie in up to the COPY's own destinations. */
export class CopiedEntries {
  readonly #sources = new Map<string, string>();
  readonly #folders = new Set<string>();

  constructor(
    readonly copy: Instruction,
    readonly files: readonly CopiedFile[],
    readonly destinations: readonly string[],
  ) {
    for (const { image, source } of files) {
      this.#sources.set(image, source);
      for (let slash = image.lastIndexOf('/'); slash > 0; slash = image.lastIndexOf('/', slash - 1)) {
        const folder = image.slice(0, slash);
        if (this.#folders.has(folder) || !destinations.some((each) => isWithin(folder, each))) break;
        this.#folders.add(folder);
      }
    }
  }

  sourceOf(image: string): string | undefined {
    return this.#sources.get(image);
  }

  /** The folder is one that the copy puts something into. */
  fills(folder: string): boolean {
    return this.#folders.has(folder);
  }

  /** An entry that is at or below one of the paths, or a file that one of them lies below. */
  touchedBy(paths: readonly string[]): string | undefined {
    for (const path of paths) {
      if (this.#sources.has(path) || this.#folders.has(path)) return path;
      for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        const above = path.slice(0, slash);
        if (this.#sources.has(above)) return above;
      }
      const inside = this.destinations.find((each) => each !== path && isWithin(each, path));
      if (inside !== undefined) return inside;
    }
    return undefined;
  }

  /** A path that both bring, but not the same file: which of them comes last decides what is there. */
  clashWith(other: CopiedEntries): string | undefined {
    for (const { image, source } of other.files) {
      const own = this.#sources.get(image);
      if (own !== undefined ? own !== source : this.touchedBy([image]) !== undefined) return image;
    }
    return undefined;
  }
}
