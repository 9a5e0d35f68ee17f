import { rewriteDockerfile } from '../engine/rewrite.js';
import type { ApplyParts } from '../project/apply.js';
import { diskReaders } from '../project/readers.js';
import { knownIds } from './known-ids.js';

/** The real parts of a run. */
export function realParts(): ApplyParts {
  return { ids: knownIds(), readers: diskReaders, rewrite: rewriteDockerfile };
}
