import type { FileTree } from '../context/build-context.js';
import { createOverlayTree } from '../context/overlay-tree.js';
import { applyEdits, composeEdits } from '../text/edits.js';
import type { TracedEdit } from '../text/edits.js';
import type { Edit, FileEdits } from '../types.js';

/** A file of the project as a rewrite has made it so far. */
export interface WorkingFile {
  /** Undefined for a file that is made. */
  readonly before: string | undefined;
  readonly text: string;
  /** From `before` to `text`; each names its changes by their place in the list of all that were made. */
  readonly edits: readonly TracedEdit[];
}

/** The files that a rewrite changes, each with its composed edits: the Dockerfile, and others of the project. */
export class WorkingFiles {
  /** The project with the newest texts of all files but the Dockerfile; undefined when there is none. */
  readonly tree: FileTree | undefined;
  readonly #dockerfile: string;
  readonly #under: FileTree | undefined;
  readonly #files = new Map<string, WorkingFile>();
  readonly #texts = new Map<string, string>();

  constructor(dockerfile: string, text: string, tree: FileTree | undefined) {
    this.#dockerfile = dockerfile;
    this.#under = tree;
    this.#files.set(dockerfile, { before: text, text, edits: [] });
    this.tree = tree && createOverlayTree(tree, this.#texts);
  }

  get dockerfile(): WorkingFile {
    return this.file(this.#dockerfile);
  }

  /** The newest text; undefined when there is no such file. */
  textOf(path: string): string | undefined {
    return this.#files.get(path)?.text ?? this.#under?.read(path);
  }

  file(path: string): WorkingFile {
    const before = this.#under?.read(path);
    return this.#files.get(path) ?? { before, text: before ?? '', edits: [] };
  }

  /** Every file that was touched but the Dockerfile. */
  get others(): readonly (readonly [path: string, file: WorkingFile])[] {
    return [...this.#files].filter(([path]) => path !== this.#dockerfile);
  }

  /** Why edits cannot be made as such; `before` undefined stands for a file that is made by them. */
  wrongEdits({ path, edits }: FileEdits): string | undefined {
    const text = this.textOf(path);
    if (text === undefined && !edits.every((edit) => edit.start === 0 && edit.end === 0))
      return `${path} is not there`;
    const inside = edits.every(({ start, end }) => start <= end && end <= (text ?? '').length);
    return inside ? undefined : `an edit lies outside ${path}`;
  }

  /** The text that a file would have. */
  preview(path: string, edits: readonly Edit[]): string {
    return applyEdits(this.textOf(path) ?? '', edits);
  }

  make(path: string, edits: readonly TracedEdit[]): void {
    const { before, text, edits: earlier } = this.file(path);
    const made = { before, text: applyEdits(text, edits), edits: composeEdits(earlier, edits) };
    this.#files.set(path, made);
    if (path !== this.#dockerfile) this.#texts.set(path, made.text);
  }
}
