import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readFile,
  readlink,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { openDiskTree } from '../context/disk-tree.js';
import { IgnoreDecider, parseIgnoreFile } from '../context/ignore-patterns.js';
import type { Known } from './allowances.js';

/** A file that is rewritten. */
export interface Rewritten {
  /** Absolute. */
  readonly path: string;
  /** Undefined when it is not there yet. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
}

export interface Project {
  /** Absolute. */
  readonly context: string;
  /** Absolute. */
  readonly dockerfile: string;
  /** The Dockerfile, and what else is rewritten with it. */
  readonly rewritten: readonly Rewritten[];
}

/** One of the two that are built: a copy of the context, which may be edited, and the Dockerfile beside it. */
export interface Side {
  readonly context: string;
  readonly dockerfile: string;
}

export interface LaidOut {
  readonly before: Side;
  readonly after: Side;
  /** What the original's ignore file sends and the rewritten one leaves out. */
  readonly leftOut: readonly string[];
  /** Paths of the context that both send. */
  readonly sent: readonly string[];
}

/**
 * Copies what the builder would be sent into `folder`, twice: as the project has it, and with the rewritten texts. The Dockerfile
 * stands outside of the context, with its ignore file beside it under the name that builders look for first.
 */
export async function layOut(
  project: Project,
  folder: string,
  prepare: (text: string) => string,
): Promise<LaidOut> {
  const { context, dockerfile } = project;
  const text = (path: string, side: 'before' | 'after'): Promise<Uint8Array | undefined> =>
    textOf(project, path, side);
  const ignores = { before: await ignoreText(project, 'before'), after: await ignoreText(project, 'after') };
  const deciders = {
    before: new IgnoreDecider(parseIgnoreFile(ignores.before)),
    after: new IgnoreDecider(parseIgnoreFile(ignores.after)),
  };
  const tree = openDiskTree(context);
  const all = tree.list('').flatMap((path) => (path === '.git' ? tree.list('.git') : [path]));
  const ignored = (path: string, side: 'before' | 'after'): boolean => deciders[side].decide(path).ignored;
  const wanted = all.filter((path) => !ignored(path, 'before') || !ignored(path, 'after'));
  const sides: Record<'before' | 'after', Side> = {
    before: sideIn(folder, 'before'),
    after: sideIn(folder, 'after'),
  };
  for (const side of ['before', 'after'] as const) {
    const { context: copy, dockerfile: file } = sides[side];
    await copyTree(context, copy, wanted);
    for (const { path } of project.rewritten) {
      const inside = relative(context, path);
      const content = await text(path, side);
      if (!inside.startsWith('..') && content !== undefined) await replaceFile(join(copy, inside), content);
    }
    await writeFile(file, prepare(decode(await text(dockerfile, side))), 'latin1');
    await writeFile(`${file}.dockerignore`, ignores[side]);
  }
  return {
    ...sides,
    leftOut: all.filter((path) => !ignored(path, 'before') && ignored(path, 'after')),
    sent: all.filter((path) => !ignored(path, 'before') && !ignored(path, 'after')),
  };
}

const sideIn = (folder: string, name: string): Side => ({
  context: join(folder, name, 'context'),
  dockerfile: join(folder, name, 'Dockerfile'),
});

async function textOf(
  { rewritten }: Project,
  path: string,
  side: 'before' | 'after',
): Promise<Uint8Array | undefined> {
  const file = rewritten.find((each) => each.path === path);
  if (file !== undefined) return file[side];
  return readFile(path).catch(() => undefined);
}

/** One unit a byte: what is not UTF-8 stays as it is. */
const decode = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1');

/** Of the first that is there (https://docs.docker.com/build/concepts/context/#dockerignore-files); empty when there is none. */
async function ignoreText(project: Project, side: 'before' | 'after'): Promise<string> {
  for (const path of [`${project.dockerfile}.dockerignore`, join(project.context, '.dockerignore')]) {
    const text = await textOf(project, path, side);
    if (text !== undefined) return Buffer.from(text).toString('utf8');
  }
  return '';
}

async function copyTree(from: string, to: string, paths: readonly string[]): Promise<void> {
  const folders = new Set<string>(['.']);
  for (const path of paths)
    for (let folder = dirname(path); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
  for (const folder of [...folders].sort()) await mkdir(join(to, folder), { recursive: true });
  for (const path of paths) await copyEntry(join(from, path), join(to, path));
  // Modes come last: a folder may not be writable.
  for (const folder of folders)
    await chmod(join(to, folder), (await lstat(join(from, folder))).mode & 0o7777);
}

async function copyEntry(from: string, to: string): Promise<void> {
  const { mode, atime, mtime, ...stats } = await lstat(from).then((found) => ({
    mode: found.mode & 0o7777,
    atime: found.atime,
    mtime: found.mtime,
    link: found.isSymbolicLink(),
    folder: found.isDirectory(),
  }));
  if (stats.link) return symlink(await readlink(from), to);
  if (stats.folder) {
    await mkdir(to, { recursive: true });
    return chmod(to, mode);
  }
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await chmod(to, mode);
  await utimes(to, atime, mtime);
}

/** Keeps the mode; the time becomes now, by which builders see that it is another. */
export async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  const mode = await lstat(path).then(
    (found) => found.mode & 0o7777,
    () => 0o644,
  );
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  await writeFile(path, content);
  await chmod(path, mode);
}

/** What a file is known by in an image. */
export function knownBy(path: string, content: Uint8Array): Known {
  return { name: basename(path), sha256: createHash('sha256').update(content).digest('hex') };
}
