import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DfmodError } from '../errors.js';
import { messageOf } from '../project/system-error.js';
import type { Io } from './io.js';

/** The paths in a list, NUL-separated if it has any NUL, else one a line; undefined reads standard input. May be empty. */
export async function readPathList(file: string | undefined, io: Io): Promise<readonly string[]> {
  const list = Buffer.from(file === undefined ? await io.readStdin() : read(io.cwd, file)).toString();
  const items = list.includes('\0') ? list.split('\0') : list.split(/\r?\n/);
  return items.filter((item) => item !== '');
}

function read(cwd: string, file: string): Uint8Array {
  try {
    return readFileSync(resolve(cwd, file));
  } catch (error) {
    throw new DfmodError('usage', `cannot read --files-from ${file}: ${messageOf(error)}`);
  }
}
