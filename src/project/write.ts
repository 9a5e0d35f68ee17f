import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
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
import { messageOf } from './system-error.js';

/**
 * Puts `after` in the place of `before`: all of it or nothing, with the file's mode and owner; a link stays a link and its
 * target is written. Synchronous, so that no signal is handled in between. Throws a DfmodError when the file is no longer
 * what was read, or cannot be written.
 */
export function writeFileAtomically(path: string, before: Uint8Array, after: Uint8Array): void {
  let temporary: string | undefined;
  try {
    const target = realpathSync(path);
    const stats = statSync(target);
    accessSync(target, constants.W_OK);
    assertUnchanged(target, before);
    temporary = join(dirname(target), `.dfmod-${process.pid}-${Date.now().toString(36)}`);
    fill(temporary, after, stats);
    assertUnchanged(target, before);
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    if (error instanceof DfmodError) throw error;
    throw new DfmodError('not-writable', `cannot write: ${messageOf(error)}`);
  }
}

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
