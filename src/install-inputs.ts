import type { Instruction } from './dockerfile/document.js';
import type { SkipCode } from './types.js';

/**
 * What COPY and ADD brought from the build context, as it lies in the image in front of a step. All paths are absolute and
 * clean. What a RUN made, changed or removed, and what came from a stage, an image or a URL, is not in it.
 */
export interface ImageFiles {
  /** Undefined when no COPY brought a readable file there. */
  read(path: string): string | undefined;
  kind(path: string): 'file' | 'directory' | 'symlink' | undefined;
  /** Every file and link below the folder, sorted bytewise. */
  list(folder: string): readonly string[];
  /** Whether a file surely lies there with the mode 0755; undefined when its mode is not known. */
  executable(path: string): boolean | undefined;
  /** Where a file or link came from; undefined for folders and for what is not there. */
  origin(path: string): FileOrigin | undefined;
}

export interface FileOrigin {
  /** The COPY or ADD that brought it last. */
  readonly copy: Instruction;
  /** In the build context, relative to its root. */
  readonly source: string;
  /** In the project: what evidence names. */
  readonly path: string;
}

/** What an install reads and makes in the project it stands in. Paths are absolute image paths. */
export interface InstallInputs {
  /** Files it reads; each is there, or was brought by nothing dfmod can see and is not listed. */
  readonly reads: readonly string[];
  /**
   * Globs (`*`, `?` within a name, `**` for any folders) as a workspace definition gives them: whatever is added later and
   * matches will be read too. What they match now is in `reads` as well.
   */
  readonly patterns: readonly string[];
  /** Folders that are read as a whole, so that what is added to them later is read too; their files are in `reads` as well. */
  readonly folders?: readonly string[];
  /** Files it looked for, which are not there: it would read them if they were. */
  readonly absent?: readonly string[];
  /** Files and folders it makes or fills, which must not come from the context as well: `/app/node_modules`. */
  readonly makes: readonly string[];
  /** `.dockerignore` lines that keep the host's own copies of `makes` out: `**\/node_modules`. */
  readonly ignore: readonly string[];
  /** Files that it may write although the context has them, other than a lock file; they stand in the way. */
  readonly overwrites?: readonly InputEvidence[];
  /** What of the lock file is not seen to agree with the manifests, where the install mends it. */
  readonly staleLock?: InputEvidence;
}

/** A place in a file that was copied: what evidence points at. */
export interface InputEvidence {
  /** Absolute image path of the file; undefined when the command itself decides. */
  readonly file?: string;
  /** A key in it, e.g. `scripts.postinstall`. */
  readonly key?: string;
  /** In words: the script's text, the requirement's line. */
  readonly text: string;
}

/** Why an install cannot come before the sources. */
export interface InputRefusal {
  readonly code: SkipCode;
  readonly reason: string;
  readonly because: InputEvidence;
}
