import { rewriteDockerfile } from './engine/rewrite.js';
import type { RewriteOptions } from './engine/rewrite.js';
import { rewriteSnapshot } from './project/rewrite-snapshot.js';
import type { Snapshot, SnapshotResult } from './project/rewrite-snapshot.js';
import type { FileReport } from './types.js';

export { applyToProject } from './project/apply.js';
export type { ApplyRequest, RunResult } from './project/apply.js';
export type { Snapshot, SnapshotResult } from './project/rewrite-snapshot.js';
export { catalogue, explain } from './engine/catalogue.js';
export type { CatalogueEntry, Explanation } from './engine/catalogue.js';
export { rewriteDockerfile } from './engine/rewrite.js';
export type { DockerfileInput, RewriteOptions } from './engine/rewrite.js';
export type { Neighbour } from './engine/neighbours.js';
export { DfmodError } from './errors.js';
export { defineEcosystem } from './ecosystem-api.js';
export type { Ecosystem } from './ecosystem-api.js';
export { defineTransform } from './transform-api.js';
export type { Transform, TransformInput } from './transform-api.js';
export type * from './types.js';

/**
 * Rewrites the text of one Dockerfile of which nothing else is known.
 * @throws DfmodError when the text is not a Dockerfile that BuildKit would take
 */
export function rewrite(text: string, options?: RewriteOptions): FileReport;
/**
 * Rewrites the Dockerfiles of a project that is given by its texts, and the files that they share. One that is no Dockerfile
 * that BuildKit would take is reported as failed.
 * @throws DfmodError when a Dockerfile that is named is not there
 */
export function rewrite(snapshot: Snapshot, options?: RewriteOptions): Promise<SnapshotResult>;
export function rewrite(
  given: string | Snapshot,
  options: RewriteOptions = {},
): FileReport | Promise<SnapshotResult> {
  if (typeof given !== 'string') return rewriteSnapshot(given, options);
  const input = { path: 'Dockerfile', latin1: false, builds: [], tree: undefined, repositoryRoot: '' };
  return rewriteDockerfile({ ...input, text: given }, options);
}
