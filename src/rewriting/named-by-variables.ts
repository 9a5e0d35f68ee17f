import type { Environment } from '../ecosystem-api.js';
import { cleanPath } from '../ecosystem-api.js';
import type { CopiedEntries } from './copied-entries.js';

/** Programs are looked for in these; the shell runs the file in the last. */
const SEARCHED = new Set(['PATH', 'NODE_PATH', 'LD_LIBRARY_PATH', 'LD_PRELOAD', 'BASH_ENV']);

export interface NamedByVariables {
  /** Files of the copies whose paths variables hold: certificates, settings. */
  readonly files: readonly string[];
  /** A variable that decides which program runs, and holds a place that the copies fill. */
  readonly searched: string | undefined;
}

/** What variables in force say of the copies' files, to whatever program reads them. */
export function namedByVariables(
  environment: Environment,
  moving: readonly CopiedEntries[],
): NamedByVariables {
  const files = new Set<string>();
  let searched: string | undefined;
  for (const name of environment.variables) {
    const value = environment.variable(name);
    if (typeof value !== 'string' || !value.includes('/')) continue;
    for (const part of value.split(/[:\s,=]+/)) {
      if (!part.startsWith('/')) continue;
      const path = cleanPath(part);
      for (const entries of moving) {
        if (entries.sourceOf(path) !== undefined) files.add(path);
        const filled = entries.sourceOf(path) !== undefined || entries.fills(path);
        if (filled && SEARCHED.has(name)) searched ??= name;
      }
    }
  }
  return { files: [...files], searched };
}
