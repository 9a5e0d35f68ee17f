import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DfmodError } from '../errors.js';
import { codeOf, messageOf } from './system-error.js';

/**
 * Puts `after` in the place of `before`: all of it or nothing, with the file's mode and owner; a link stays a link and its
 * target is written. Synchronous, so that no signal is handled in between. Throws a DfmodError when the file is no longer
 * what was read, or cannot be written.
 */
export function writeFileAtomically(path: string, before: Uint8Array, after: Uint8Array): void {
  told(() => {
    const target = replaceable(path, before);
    const stats = statSync(target);
    withTemporary(dirname(target), (temporary) => {
      fill(temporary, after, stats);
      assertUnchanged(target, before);
      renameSync(temporary, target);
    });
  });
}

/** Makes a file that is not there: all of it or nothing. Throws a DfmodError when there is one, or it cannot be written. */
export function createFileAtomically(path: string, content: Uint8Array): void {
  told(() => {
    assertAbsent(path);
    withTemporary(dirname(path), (temporary) => {
      writeFileSync(temporary, content, { flag: 'wx', flush: true });
      try {
        // A rename would write over what came in between.
        linkSync(temporary, path);
      } catch (error) {
        if (codeOf(error) === 'EEXIST') throw appeared();
        // A file system without links.
        copyFileSync(temporary, path, constants.COPYFILE_EXCL);
      }
    });
  });
}

/** Throws a DfmodError when the file is no longer what was read (undefined: not there), or surely cannot be written. */
export function assertWritable(path: string, before: Uint8Array | undefined): void {
  told(() => {
    if (before !== undefined) replaceable(path, before);
    else {
      assertAbsent(path);
      accessSync(dirname(path), constants.W_OK);
    }
  });
}

function told(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof DfmodError) throw error;
    throw new DfmodError('not-writable', `cannot write: ${messageOf(error)}`);
  }
}

function withTemporary(folder: string, use: (temporary: string) => void): void {
  const temporary = join(folder, `.dfmod-${process.pid}-${Date.now().toString(36)}`);
  try {
    use(temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** The file itself, behind links. */
function replaceable(path: string, before: Uint8Array): string {
  const target = realpathSync(path);
  accessSync(target, constants.W_OK);
  // The new text comes by a rename, which is the folder's matter.
  accessSync(dirname(target), constants.W_OK);
  assertUnchanged(target, before);
  return target;
}

function assertAbsent(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw appeared();
}

const appeared = (): DfmodError =>
  new DfmodError('changed-meanwhile', 'the file came into being while dfmod worked', {
    hint: 'Run dfmod again.',
  });

function assertUnchanged(target: string, before: Uint8Array): void {
  if (!readFileSync(target).equals(before)) {
    throw new DfmodError('changed-meanwhile', 'the file changed while dfmod worked on it', {
      hint: 'Run dfmod again.',
    });
  }
}

function fill(temporary: string, content: Uint8Array, { mode, uid, gid }: Stats): void {
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeFileSync(file, content);
    try {
      fchownSync(file, uid, gid);
    } catch {
      // Only root may give a file away; the rights that matter are set below.
    }
    fchmodSync(file, mode & 0o7777);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
