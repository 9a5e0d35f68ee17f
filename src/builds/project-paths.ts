import { posix } from 'node:path';

/** Stands in a rewritten text for the project's root, where the text asks its environment for it (`$CI_PROJECT_DIR`). */
export const PROJECT_ROOT = '/dfmod-project-root';

/** Folder of a project-relative file; '' is the root. */
export function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}

/**
 * `written`, as seen from a folder of the project, relative to the project ('' is its root). Undefined when one of them is not
 * known, or it is not in the project: absolute, under a home folder, above the root.
 */
export function projectPath(folder: string | undefined, written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  let path = written;
  let start = folder;
  if (path === PROJECT_ROOT || path.startsWith(`${PROJECT_ROOT}/`)) {
    path = path.slice(PROJECT_ROOT.length + 1);
    start = '';
  }
  if (start === undefined || path.startsWith('/') || path.startsWith('~') || /^[A-Za-z]:[\\/]/.test(path))
    return undefined;
  const normal = posix.normalize(posix.join(start, path));
  if (normal === '..' || normal.startsWith('../')) return undefined;
  const trimmed = normal.endsWith('/') ? normal.slice(0, -1) : normal;
  return trimmed === '.' ? '' : trimmed;
}

/**
 * Whether a context is no folder: a URL or a git address (https://docs.docker.com/build/concepts/context/#remote-context),
 * an archive on standard input, another target, an image.
 */
export function isRemoteContext(written: string): boolean {
  if (written === '-' || /^git@|^github\.com\//.test(written)) return true;
  return /^[a-z][a-z0-9+.-]*:/i.test(written) && !/^[a-z]:[\\/]/i.test(written);
}

/** A context that is a folder of the project, relative to it; else undefined. */
export function contextFolder(folder: string | undefined, written: string | undefined): string | undefined {
  if (written === undefined || isRemoteContext(written)) return undefined;
  return projectPath(folder, written === '' ? '.' : written);
}

/** A named context: project-relative when it is a folder, else as it is written. */
export function namedContext(folder: string | undefined, written: string): string {
  return contextFolder(folder, written) ?? written;
}
