import type { BuildContext } from '../context/build-context.js';
import { goMatch, hasWildcard } from '../context/go-match.js';
import { filesAfter } from './copied-files.js';
import { baseName, namesFile } from './file-names.js';
import { isWithin } from './paths.js';
import { readCopy } from './read-copy.js';
import type { CopyStep, ReadCopy, SourceWord } from './read-copy.js';

/**
 * Whether one of the copies may have brought a path. Without the context the names of sources and destinations decide: what is
 * named like a file (`package.json`) is one.
 */
export function mayBeCopied(
  last: CopyStep | undefined,
  path: string,
  context: BuildContext | undefined,
): boolean {
  const files = context && filesAfter(last, context);
  if (files?.kind(path) !== undefined) return true;
  for (let step = last; step !== undefined; step = step.before.lastCopy) {
    const read = readCopy(step);
    const { unknown } = (context && filesAfter(step, context).layer) ?? {};
    if (unknown?.every(({ place }) => !isWithin(path, place)) === true) continue;
    if (read.sources.some((source) => mayBring(read, source, path))) return true;
  }
  return false;
}

function mayBring({ destination, directory, parents }: ReadCopy, source: SourceWord, path: string): boolean {
  if (destination !== undefined && destination !== path && isWithin(destination, path)) return true;
  const name = fileNameOf(source);
  if (name === undefined) return destination === undefined || isWithin(path, destination);
  const called = hasWildcard(name) ? goMatch(name, baseName(path)) !== false : name === baseName(path);
  if (destination === undefined) return called || !directory;
  if (parents) return isWithin(path, destination) && called;
  if (!directory && path === destination) return true;
  return called && path.slice(0, path.lastIndexOf('/')) === (destination === '/' ? '' : destination);
}

/** The name, or the pattern of names, that the source gives to the file it is; undefined when it may be a folder. */
function fileNameOf(source: SourceWord): string | undefined {
  if (source.kind === 'heredoc' || source.kind === 'remote') return source.name;
  const name = baseName(source.text);
  return source.kind !== 'variable' && namesFile(name) ? name : undefined;
}
