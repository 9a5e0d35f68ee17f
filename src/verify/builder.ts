import type { Image } from './image.js';
import type { Step } from './progress.js';

export interface BuildRequest {
  /** Absolute folder. */
  readonly context: string;
  /** The folder that relative paths in `options` start from; default: the context. */
  readonly cwd?: string;
  /** Absolute path. What stands beside it as `<name>.dockerignore` is its ignore file. */
  readonly dockerfile: string;
  readonly target?: string | undefined;
  readonly args?: Readonly<Record<string, string>>;
  /** Named contexts: absolute folders, or what else the builder takes. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Handed on as they are: `--secret`, `--ssh`, `--network`, … */
  readonly options?: readonly string[];
  /** Runs every step, or every step of these stages; the cache mounts of those that run are emptied. */
  readonly noCache?: true | readonly string[];
  /** Also read the image: its root file system and config. */
  readonly image?: boolean;
  /** Files of the image, without a leading slash, that are read with their text. */
  readonly wanted?: readonly string[];
  /** Milliseconds; default: as long as it takes. */
  readonly timeout?: number;
}

export interface Built {
  readonly steps: readonly Step[];
  /** From the start of the builder to its end. */
  readonly seconds: number;
  readonly image: Image | undefined;
}

/** A program that builds images. */
export interface Builder {
  /** In words, with the version where it is known. */
  readonly name: string;
  /** A `# syntax=` line makes it fetch the frontend that the line names. */
  readonly fetchesFrontends: boolean;
  /** Rejects with a BuildFailed, also when the time is up. */
  build(request: BuildRequest): Promise<Built>;
  /** Takes away what the builds left and only we can name. */
  close(): void;
}

/** A build that ended without an image; the message holds the failing step's own output. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
}

/** The options that every builder has under the same names. */
export function commonOptions({ target, args = {}, options = [] }: BuildRequest): string[] {
  return [
    ...(target === undefined ? [] : ['--target', target]),
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...options,
  ];
}
