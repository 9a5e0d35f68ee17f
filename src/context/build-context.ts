/** Where the files of a project come from: the disk, memory (tests, the library), or a git tree. Paths are relative to the tree's root, `/` between parts, never leaving it. */
export interface FileTree {
  /** Every file, link and empty folder below `dir` ('' is the root), sorted bytewise; worked out once and kept. */
  list(dir: string): readonly string[];
  /** Does not follow links. Undefined when there is nothing. */
  kind(path: string): 'file' | 'directory' | 'symlink' | undefined;
  /** Undefined when it is not a readable file. Follows links that stay inside the tree. */
  read(path: string): string | undefined;
  /** Target of a link as written. */
  link(path: string): string | undefined;
}

export interface IgnoreRule {
  /** The ignore file, relative to the tree. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly pattern: string;
}

/** What one build sends to the builder: a folder of the tree without what its ignore file leaves out. */
export interface BuildContext {
  /** The folder, relative to the tree ('' is its root). */
  readonly root: string;
  /** The ignore file that BuildKit reads for this Dockerfile, relative to the tree; undefined when there is none. */
  readonly ignoreFile: string | undefined;
  /** Context-relative paths of files and links that are sent, sorted bytewise. */
  list(): readonly string[];
  kind(path: string): 'file' | 'directory' | 'symlink' | undefined;
  read(path: string): string | undefined;
  /** Sent files that a COPY source names: a path, a folder (all below it) or a Go `filepath.Match` glob. */
  match(source: string): readonly string[];
  /** The rule that leaves the path out (the last that decides), or undefined when it is sent. */
  ignoredBy(path: string): IgnoreRule | undefined;
}
