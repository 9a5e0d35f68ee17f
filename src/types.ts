/** A half-open range of UTF-16 units in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replace `span` by `text`; an insertion has an empty span. */
export interface Edit extends Span {
  readonly text: string;
}

/** Edits of one file, against the text that the Change was made from. */
export interface FileEdits {
  /** Project-relative path, `/` between its parts. */
  readonly path: string;
  readonly edits: readonly Edit[];
}

/**
 * How far a Change may be trusted.
 * - `safe`: it builds, and gives the same image (docs/architecture.md, promise 1)
 * - `unsafe`: one nameable unknown stands in the way; applied only with `--unsafe`
 * - `manual`: shown, never applied
 */
export type Safety = 'safe' | 'unsafe' | 'manual';

/** What decides a Skip or shows where a fact was stated: always something the user can look at. */
export interface Evidence {
  readonly path: string;
  /** Where in `path`; absent when the file as a whole, or its absence, is the evidence. */
  readonly span?: Span;
  /** A key inside a data file, e.g. `scripts.postinstall`. */
  readonly key?: string;
  /** The evidence in words, e.g. the command's own text. */
  readonly text: string;
}

/** One rewrite: all of its edits are made or none. */
export interface Change {
  readonly transform: string;
  readonly title: string;
  readonly reason: string;
  readonly safety: Safety;
  /** The unknown that makes it unsafe. */
  readonly code?: UnsafeCode;
  /** The instruction it is about, in the file it is reported under. */
  readonly range: Span;
  /** A file that does not exist yet is made by one insertion at 0. */
  readonly files: readonly FileEdits[];
  /**
   * Where the edits move, add or divide instructions: all instructions of the result, in order. Absent: they are those of the
   * text, in its order.
   */
  readonly arrangement?: readonly Placed[];
  /** COPY and ADD instructions that go, by index: what they brought is brought otherwise. */
  readonly removed?: readonly number[];
  /** Commands that a RUN is to begin with, each as it is written, which it did not. */
  readonly begun?: readonly string[];
}

/**
 * Where an instruction of the result comes from: the index of one of the text (moved or not), `new`, or a part of a RUN that was
 * divided: the parts of one RUN together hold all of its commands, in order.
 */
export type Placed = number | 'new' | { readonly partOf: number };

/** A candidate that was left alone. */
export interface Skip {
  readonly transform: string;
  readonly code: SkipCode;
  readonly reason: string;
  readonly range: Span;
  readonly evidence: Evidence;
}

/** The closed list of unknowns that a user may decide to accept; each is explained in src/reason-codes.ts. */
export type UnsafeCode = 'base-unknown' | 'readers-unknown' | 'not-built-yet';

/** Why a candidate is left; each is explained in src/reason-codes.ts and by `dfmod explain <code>`. */
export type SkipCode =
  | 'argument-decides'
  | 'body-not-posix'
  | 'body-unreadable'
  | 'cache-disabled'
  | 'cache-key-incomplete'
  | 'cache-moved'
  | 'cache-needed-later'
  | 'cache-parent-missing'
  | 'cleaner-in-the-way'
  | 'comment-as-source'
  | 'context-unknown'
  | 'copy-overwrites'
  | 'engine-without-mounts'
  | 'file-in-image'
  | 'files-at-target'
  | 'generated'
  | 'home-unknown'
  | 'ignore-file-shared'
  | 'input-outside'
  | 'installs-project'
  | 'instruction-opaque'
  | 'lists-needed-later'
  | 'lists-not-updated-here'
  | 'manifest-missing'
  | 'mount-elsewhere'
  | 'mount-read-only'
  | 'needs-frontend'
  | 'no-network-install'
  | 'owner-matters'
  | 'pragma'
  | 'reads-sources'
  | 'sharing-chosen'
  | 'step-between'
  | 'uid-unknown'
  | 'undividable'
  | 'user-switched'
  | 'windows'
  | 'waits-for-builds'
  | 'workspace-unclear'
  | 'yarn-version-unknown';

/** A place in a file as the user sees it: `line` and `column` count from 1, `offset` in UTF-16 units from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

export interface EvidenceReport {
  readonly path: string;
  readonly range?: PositionRange;
  readonly key?: string;
  readonly text: string;
}

export type ChangeStatus = 'applied' | 'pending' | 'withheld' | 'manual';

export interface ChangeReport {
  readonly transform: string;
  readonly safety: Safety;
  /**
   * `applied`: written; `pending`: would be written; `withheld`: needs --unsafe, or a file that may not be edited (then it is
   * `safe`, and the reason says which); `manual`: only shown.
   */
  readonly status: ChangeStatus;
  readonly code?: UnsafeCode;
  readonly title: string;
  readonly reason: string;
  /** In the file as it was read. */
  readonly range: PositionRange;
  /** Every file it edits, and those that it was judged by as changes of other Dockerfiles make them: it needs them so. */
  readonly files: readonly string[];
}

export interface SkipReport {
  readonly transform: string;
  readonly code: SkipCode;
  readonly reason: string;
  readonly range: PositionRange;
  readonly evidence: EvidenceReport;
}

/** One edit against the file as it was read, with the changes (indices into `changes`) that made it. */
export interface EditReport extends Edit {
  readonly changes: readonly number[];
}

/** What stands for the context of a build that is remote, or known to the build alone. */
export const UNKNOWN_CONTEXT = 'unknown';

export interface BuildReport {
  /** A folder, or `UNKNOWN_CONTEXT`. */
  readonly context: string;
  readonly target?: string;
  /** Build args, where any are stated. */
  readonly args?: Readonly<Record<string, string>>;
  /** Named contexts, where any are stated: folders, or what else the builder takes. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Where it is stated, e.g. `compose.yaml:12`; absent for a context that nothing states. */
  readonly evidence?: string;
}

export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  readonly endColumn?: number;
  readonly hint?: string;
}

export interface WarningReport {
  readonly code: 'unused-pragma' | 'unknown-pragma';
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export type FileStatus = 'changed' | 'unchanged' | 'ignored' | 'failed';

/** What came of one file, with everything a report prints; `before` is the text as it was read. */
export interface FileReport {
  readonly path: string;
  readonly builds: readonly BuildReport[];
  readonly status: FileStatus;
  readonly before: string;
  readonly after: string;
  readonly edits: readonly EditReport[];
  readonly changes: readonly ChangeReport[];
  readonly skips: readonly SkipReport[];
  readonly warnings: readonly WarningReport[];
  /** Unified diff from `before` to `after`; empty when they are the same. */
  readonly patch: string;
  readonly error?: ErrorReport;
  /** Present for a file that is no Dockerfile: changes of Dockerfiles edit it too, and are counted there. */
  readonly companion?: {
    /** It does not exist yet; `before` is empty. */
    readonly created: boolean;
  };
}

/** What came of a Dockerfile, and of the other files that its changes edit. */
export interface DockerfileReport extends FileReport {
  /** Sorted bytewise by path; each has a `companion`. */
  readonly others: readonly FileReport[];
}
