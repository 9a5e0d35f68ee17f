/** What came of proving a rewrite by real builds, with everything a report prints. */
export interface VerifyReport {
  /** The program that built. */
  readonly builder: string;
  readonly images: readonly ImageReport[];
  /** Dockerfiles that dfmod would not change, or that could not be read: nothing was built for them. */
  readonly left: readonly {
    readonly dockerfile: string;
    readonly reason: string;
    readonly failed: boolean;
  }[];
}

/**
 * - `same`: the rewritten image is the original one, but for what differs by design
 * - `different`: it is not
 * - `broken`: only the rewritten Dockerfile fails to build
 * - `unbuildable`: the original does not build
 */
export type ImageStatus = 'same' | 'different' | 'broken' | 'unbuildable';

/** One image that is shipped, built from the original and from the rewritten Dockerfile. */
export interface ImageReport {
  /** Paths are relative to the working directory. */
  readonly dockerfile: string;
  readonly context: string;
  /** The stage; undefined: the last. */
  readonly target: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  readonly status: ImageStatus;
  /** The end of what the builder said, of a build that failed. */
  readonly failure?: string;
  /** How many paths of the image were compared. */
  readonly paths: number;
  readonly differences: readonly Difference[];
  /** Exactly the exceptions that docs/architecture.md names. */
  readonly byDesign: readonly DesignedDifference[];
  /** Paths that differ between two builds of the original too. */
  readonly noise: readonly string[];
  readonly rebuilds: readonly RebuildReport[];
}

export interface Difference {
  /** A path of the image without a leading slash, or a key of its config. */
  readonly at: string;
  readonly config?: boolean;
  readonly what: string;
}

export interface DesignedDifference {
  readonly title: string;
  readonly paths: readonly string[];
}

/** The same edit, and what each Dockerfile then builds again. */
export interface RebuildReport {
  readonly edit: 'nothing' | 'source' | 'manifest';
  /** The file that was edited, relative to the context. */
  readonly path?: string;
  readonly before: RebuildRun;
  readonly after: RebuildRun;
}

export interface RebuildRun {
  /** Absent where the build failed. */
  readonly seconds?: number;
  /** Instructions as the builder names them. */
  readonly ran: readonly string[];
  readonly cached: readonly string[];
  readonly failure?: string;
}
