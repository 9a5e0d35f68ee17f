/** Where the files of a project come from: the disk, memory (tests, the library), or a git tree. Paths are relative to the tree's root, `/` between parts, never leaving it. */
export interface FileTree {
  /** All files are ones that git tracks, as a clean checkout has them; else what lies on the host may be among them. */
  readonly committed: boolean;
  /**
   * Of paths that are not in the tree, those that a host may have all the same: they lie there untracked, or git is told to
   * ignore them, so that something makes them.
   */
  mayAppear(paths: readonly string[]): readonly string[];
  /** Every file, link and empty folder below `dir` ('' is the root), sorted bytewise; worked out once and kept. */
  list(dir: string): readonly string[];
  /** Names of what stands directly in `dir`, sorted bytewise, without going further. */
  entries(dir: string): readonly string[];
  /** Does not follow links. Undefined when there is nothing. */
  kind(path: string): 'file' | 'directory' | 'symlink' | undefined;
  /** Undefined when it is not a readable file. Follows links that stay inside the tree. */
  read(path: string): string | undefined;
  /** Target of a link as written. */
  link(path: string): string | undefined;
  /** Whether a file has the mode 0755, as git checks out its executables; undefined when that is not known. */
  executable(path: string): boolean | undefined;
}

export interface IgnoreRule {
  /** The ignore file, relative to the tree. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly pattern: string;
}

/** What one COPY source names, before folders are gone into. */
export interface CopySource {
  /** As the source names it, cleaned, a pattern's wildcards put in; relative to the context ('' is all of it). */
  readonly path: string;
  /** Where it leads when links are followed. */
  readonly target: string;
  /** Of the target; undefined when a link leads out of the context, to what cannot be told. */
  readonly kind: 'file' | 'directory' | undefined;
}

/** What one build sends to the builder: a folder of the tree without what its ignore file leaves out. */
export interface BuildContext {
  /** The folder, relative to the tree ('' is its root). */
  readonly root: string;
  /** The ignore file that BuildKit reads for this Dockerfile, relative to the tree; undefined when there is none. */
  readonly ignoreFile: string | undefined;
  /** All files are ones that git tracks; else what a host's own installs left may be among them. */
  readonly committed: boolean;
  /** Of context-relative paths that are not sent, those that a host may have and would send. */
  mayAppear(paths: readonly string[]): readonly string[];
  /** Context-relative paths of files and links that are sent, of all or of those below a folder, sorted bytewise. */
  list(folder?: string): readonly string[];
  kind(path: string): 'file' | 'directory' | 'symlink' | undefined;
  read(path: string): string | undefined;
  /** Target of a link as written. */
  link(path: string): string | undefined;
  /** Whether a file that is sent has the mode 0755; undefined when that is not known. */
  executable(path: string): boolean | undefined;
  /** What a COPY source names; empty when nothing that is sent matches. In the order in which they are copied. */
  sources(source: string): readonly CopySource[];
  /** Sent files that a COPY source names: a path, a folder (all below it) or a Go `filepath.Match` glob. */
  match(source: string): readonly string[];
  /** The rule that leaves the path out (the last that decides), or undefined when it is sent. */
  ignoredBy(path: string): IgnoreRule | undefined;
}
