import { realpathSync, statSync, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { DfmodError } from '../errors.js';
import { matcher } from './gitignore.js';
import { nearest } from './nearest.js';
import { relativePath, sortBytewise } from './paths.js';
import { codeOf, messageOf } from './system-error.js';
import { walk, type Visitor } from './walk.js';

export interface DiscoverRequest {
  /** Absolute; relative paths and patterns are taken from here. */
  readonly cwd: string;
  /** Files and folders as named; none is fine. */
  readonly paths: readonly string[];
  /** `.gitignore` patterns of further file names that are Dockerfiles. */
  readonly include: readonly string[];
  /** `.gitignore` patterns of files that are left out, named or not. */
  readonly exclude: readonly string[];
  /** Words that a user may have meant as a command when there is no such path. */
  readonly commands?: readonly string[];
}

export interface Found {
  /** Absolute. */
  readonly path: string;
  /** Left out by `--exclude`. */
  readonly excluded: boolean;
}

export interface Discovery {
  /** Sorted bytewise by path. */
  readonly files: readonly Found[];
  /** Folders below those named that cannot be listed, with the system's message. */
  readonly unreadable: readonly { readonly path: string; readonly message: string }[];
}

const DOCKERFILE = /^(?:Dockerfile|Containerfile)(?:\..+)?$|.\.(?:[Dd]ockerfile|Containerfile)$/;
const NOT_DOCKERFILE = /\.(?:dockerignore|containerignore|j2|tmpl|template|erb|in|orig|rej|bak)$/;

/** Whether a file in a folder is taken for a Dockerfile by its name. */
export function isDockerfileName(name: string): boolean {
  return DOCKERFILE.test(name) && !NOT_DOCKERFILE.test(name);
}

/**
 * The Dockerfiles that are named, or found below the folders that are named. `notice` gives, for each folder walked, who is
 * told of every file in it. Throws a DfmodError for a path that is not there and when there are no Dockerfiles at all.
 */
export async function discover(
  request: DiscoverRequest,
  notice?: (start: string) => Visitor['file'],
): Promise<Discovery> {
  const { cwd } = request;
  const included = matcher(request.include, cwd);
  const excluded = matcher(request.exclude, cwd);
  const found = new Map<string, string>();
  const unreadable = new Map<string, string>();
  const empty: string[] = [];
  for (const named of request.paths) {
    const path = resolve(cwd, named);
    if (kindOf(path, named, request) === 'file') {
      addNamed(found, path);
      continue;
    }
    let seen = false;
    const other = notice?.(path);
    await walk(path, {
      file(folder, name, ignored) {
        other?.(folder, name, ignored);
        if (!isDockerfileName(name) && (request.include.length === 0 || !included(join(folder, name))))
          return;
        if (ignored()) return;
        seen = true;
        found.set(join(folder, name), join(folder, name));
      },
      unreadable: (folder, error) => unreadable.set(folder, messageOf(error)),
    });
    if (!seen) empty.push(named);
  }
  if (empty.length > 0 && found.size === 0 && unreadable.size === 0) throw noDockerfiles(empty);
  const files = [...found.values()].map((path) => ({ path, excluded: excluded(path) }));
  return {
    files: sortBytewise(files, (file) => relativePath(cwd, file.path)),
    unreadable: [...unreadable].map(([path, message]) => ({ path, message })),
  };
}

/** A file that is reached by two names is one file. */
function addNamed(found: Map<string, string>, path: string): void {
  const real = realpathSync(path);
  if (!found.has(real)) found.set(real, path);
}

function kindOf(path: string, named: string, request: DiscoverRequest): 'file' | 'folder' {
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (error) {
    throw noSuchPath(named, error, request.commands ?? []);
  }
  if (stats.isDirectory()) return 'folder';
  if (stats.isFile()) return 'file';
  throw new DfmodError('not-a-file', `not a file or folder: ${named}`);
}

function noSuchPath(named: string, error: unknown, commands: readonly string[]): DfmodError {
  const code = codeOf(error);
  if (code !== 'ENOENT' && code !== 'ENOTDIR')
    return new DfmodError('unreadable', `cannot read ${named}: ${messageOf(error)}`);
  const command = /^[a-z]+$/.test(named) ? nearest(named, commands) : undefined;
  const hint = command === undefined ? {} : { hint: `Did you mean the command "dfmod ${command}"?` };
  return new DfmodError('no-such-path', `no such file or folder: ${named}`, hint);
}

function noDockerfiles(named: readonly string[]): DfmodError {
  const where = named.map((path) => (path === '.' ? 'this folder' : path)).join(', ');
  return new DfmodError('no-dockerfiles', `no Dockerfiles in ${where}`, {
    hint: 'Looked for Dockerfile, Dockerfile.*, *.Dockerfile, *.dockerfile and the same with Containerfile; .gitignore is respected. A path named outright is always taken.',
  });
}
