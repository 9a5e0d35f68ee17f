import type { Evidence } from '../types.js';

export type Engine = 'buildkit' | 'podman' | 'kaniko' | 'legacy';
export type BuilderLifetime = 'persistent' | 'ephemeral';

/** One build of a Dockerfile as a file of the project states it. Paths are project-relative. */
export interface Build {
  readonly dockerfile: string;
  /** Project-relative folder; undefined when the context is remote or not knowable (a variable). */
  readonly context: string | undefined;
  readonly target: string | undefined;
  /** Build args with a value that is written out. */
  readonly args: ReadonlyMap<string, string>;
  readonly platforms: readonly string[];
  /** Undefined: nothing says. */
  readonly engine: Engine | undefined;
  readonly lifetime: BuilderLifetime | undefined;
  /** Extra named contexts (`additional_contexts`, `contexts`), by name. */
  readonly contexts: ReadonlyMap<string, string>;
  /** File and place that state it. */
  readonly evidence: Evidence;
}
