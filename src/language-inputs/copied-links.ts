import type { ImageFiles } from '../install-inputs.js';

/**
 * The first link that was copied among the folders of the path and the path itself. A COPY of the file alone would make a folder
 * in the link's place, which the COPY of all then cannot replace.
 *
 * @param path absolute and clean
 */
export function linkOnTheWay(path: string, files: ImageFiles): string | undefined {
  for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const folder = path.slice(0, slash);
    if (files.kind(folder) === 'symlink') return folder;
  }
  return files.kind(path) === 'symlink' ? path : undefined;
}
