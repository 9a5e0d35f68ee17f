import { cleanPath } from '../ecosystem-api.js';
import type { Findings } from './findings.js';
import { asRecord, parentOf, textsOf, within, type Manifest } from './manifest.js';

/** A patch that a manager applies is read, and its folder where that holds nothing else: the next patch will lie there. */
export function readPatch(path: string, found: Findings): void {
  if (!found.read(path)) return;
  const folder = parentOf(path);
  if (folder !== '/' && found.files.list(folder).every((each) => each.endsWith('.patch')))
    found.readAll(folder);
}

/** Those that package.json lists, for pnpm up to 10 and for bun. */
export function readPatches(manifest: Manifest, root: string, found: Findings): void {
  const { patchedDependencies, pnpm } = manifest.data;
  const named = [...textsOf(patchedDependencies), ...textsOf(asRecord(pnpm).patchedDependencies)];
  for (const [, path] of named) readPatch(cleanPath(within(root, path)), found);
}
