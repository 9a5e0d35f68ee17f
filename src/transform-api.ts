import type { Build, Engine } from './builds/build.js';
import type { BuildContext } from './context/build-context.js';
import { ecosystems } from './ecosystems/index.js';
import type { DockerDocument, Instruction } from './dockerfile/document.js';
import type { Ecosystem, EcosystemOptions } from './ecosystem-api.js';
import type { Contexts } from './facts/contexts.js';
import type { Facts, GivenArgs } from './facts/facts.js';
import type { Change, Edit, Evidence, Safety, Skip, SkipCode, Span } from './types.js';

export { cacheDemand } from './facts/cache-demand.js';
export type { Demand } from './facts/cache-demand.js';
export { expandValue, resolvePath } from './facts/copy.js';
export type { Contexts, KnownContexts } from './facts/contexts.js';
export type { StageFacts } from './facts/facts.js';
export type { RunFacts } from './facts/steps.js';
export { mountsOf } from './dockerfile/mounts.js';
export { insertMounts, syntaxEdit } from './dockerfile/print.js';
export { bindEdits } from './rewriting/bind-mount-edits.js';
export type { BindScene } from './rewriting/bind-mount-paths.js';
export { planBind } from './rewriting/bind-mount-plan.js';
export type { BindPlan } from './rewriting/bind-mount-plan.js';
export { writtenMount } from './rewriting/written-mounts.js';
export { cacheMount } from './rewriting/cache-mount.js';
export { commentAmongSources } from './rewriting/comment-sources.js';
export { inheritedStuck } from './rewriting/inherited-copies.js';
export { keepOut } from './rewriting/keep-out.js';
export { isObstacle } from './rewriting/obstacle.js';
export type { Obstacle } from './rewriting/obstacle.js';
export { splitEdits } from './rewriting/split-edits.js';
export type { SplitEdits } from './rewriting/split-edits.js';
export { installs, isCopy, planStage } from './rewriting/split-plan.js';
export type { SplitPlan } from './rewriting/split-plan.js';
export type { BuildContext } from './context/build-context.js';
export type { Instruction } from './dockerfile/document.js';
export { cacheScript } from './rewriting/cache-script.js';
export type { CacheScript } from './rewriting/cache-script.js';
export type { Change, Edit, Evidence, FileEdits, Skip, SkipCode } from './types.js';

/** Another Dockerfile that is, or may be, built with a context. */
export interface Sharer {
  readonly path: string;
  /** With that context. */
  readonly facts: Facts;
  /** A file of the project says so; else it only may be. */
  readonly stated: boolean;
}

/** What a transform is given: one Dockerfile, with all that is known of it. */
export interface TransformInput {
  /** Project-relative. */
  readonly path: string;
  readonly doc: DockerDocument;
  /** Worked out when first asked for. */
  readonly facts: Facts;
  readonly builds: readonly Build[];
  /** The folders that it is built with, stated or possible. Worked out when first asked for. */
  readonly contexts: Contexts;
  /** Facts with `Environment.files` of one of the contexts, where `facts` has those of the only one, if there is one. */
  readonly factsIn: (context: BuildContext, args?: GivenArgs) => Facts;
  /** A file of the project as the rewrite has made it so far; undefined when there is none. */
  readonly textOf: (path: string) => string | undefined;
  /** The other Dockerfiles of the project that are, or may be, built with the context and read its ignore file. */
  readonly sharing: (context: BuildContext) => readonly Sharer[];
  /** An engine that builds this file and knows no `RUN --mount`, with where that is stated. */
  readonly withoutMounts: { readonly engine: Engine; readonly evidence: Evidence } | undefined;
  /** What the user's settings say of how continued lines are indented, for a file that shows nothing. */
  readonly style: { readonly indent?: string };
  /** The transform's own options, from the configuration. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly optionsOf: (ecosystem: Ecosystem) => EcosystemOptions;
}

/** The headings of Docker's guide "Optimize cache usage in builds". */
export type GuideHeading =
  | 'order your layers'
  | 'keep the context small'
  | 'use bind mounts'
  | 'use cache mounts'
  | 'use an external cache';

export type TransformOptions = Readonly<
  Record<string, { readonly summary: string; readonly values?: readonly string[] }>
>;

/** One kind of rewrite. It reads, and returns what it would change and what it leaves; it touches nothing. */
export interface Transform {
  readonly id: string;
  readonly title: string;
  readonly heading: GuideHeading;
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly why: string;
  /** When it could hurt, and what dfmod does about it. */
  readonly risk: string;
  readonly docs: readonly string[];
  /** Rules of linters that ask for the same or the opposite, e.g. `DL3009`. */
  readonly rules: readonly string[];
  /** The configuration's options, checked when the configuration is read. */
  readonly options?: TransformOptions;
  /** Transforms whose options hold here too, since what they ask for is made here. */
  readonly optionsFrom?: readonly string[];
  /** The best that its changes can be. */
  readonly safety: Safety;
  /** A text that holds none of these needs no look: the scan for candidates stays cheap. */
  readonly hints: readonly string[];
  run(input: TransformInput): Iterable<Change | Skip>;
}

/** A RUN whose text holds none of these installs nothing that dfmod knows. */
export const ecosystemHints: readonly string[] = ecosystems.flatMap(({ hints }) => hints);

export const defineTransform = (transform: Transform): Transform => transform;

/** Evidence in the Dockerfile itself. */
export const evidence = (path: string, span: Span, text: string): Evidence => ({
  path,
  span,
  text: text.length > 200 ? `${text.slice(0, 199)}…` : text,
});

export function skip(
  transform: string,
  instruction: Instruction,
  code: SkipCode,
  reason: string,
  because: Evidence,
): Skip {
  return { transform, code, reason, range: instruction.span, evidence: because };
}

/** The edits of one file as a Change wants them. */
export const inFile = (path: string, edits: readonly Edit[]) => [{ path, edits }];
