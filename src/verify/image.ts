/** One path of an image's root file system; times are left out, no two builds agree on them. */
export interface Entry {
  readonly type: string;
  /** Octal, e.g. `755`. */
  readonly mode: string;
  /** `uid:gid` */
  readonly owner: string;
  readonly size: number;
  /** Of a regular file's content. */
  readonly sha256?: string;
  /** Target of a symbolic link. */
  readonly link?: string;
  /** Extended attributes, capabilities among them. */
  readonly attributes?: string;
  /** Of a file that was asked for. */
  readonly text?: string;
}

/** By path, without a leading slash. */
export type Tree = ReadonlyMap<string, Entry>;

/** What an image says besides its files: Env, Cmd, User and so on, by the names of the image specification. */
export type ImageConfig = Readonly<Record<string, unknown>>;

export interface Image {
  readonly tree: Tree;
  readonly config: ImageConfig;
}
