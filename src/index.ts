import { rewriteDockerfile } from './engine/rewrite.js';
import type { RewriteOptions } from './engine/rewrite.js';
import type { FileReport } from './types.js';

export { applyToProject } from './project/apply.js';
export type { ApplyRequest, RunResult } from './project/apply.js';
export { catalogue, explain } from './engine/catalogue.js';
export type { CatalogueEntry, Explanation } from './engine/catalogue.js';
export { rewriteDockerfile } from './engine/rewrite.js';
export type { DockerfileInput, RewriteOptions } from './engine/rewrite.js';
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
export const rewrite = (text: string, options: RewriteOptions = {}): FileReport =>
  rewriteDockerfile(
    { path: 'Dockerfile', text, latin1: false, builds: [], tree: undefined, repositoryRoot: '' },
    options,
  );
