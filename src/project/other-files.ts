import { isUtf8 } from 'node:buffer';
import { lstatSync, readFileSync } from 'node:fs';
import { messageOf } from './system-error.js';

/**
 * Why a file beside a Dockerfile is not to be edited, in a clause; undefined when it may be.
 *
 * @param seen whether the project, as a clean checkout has it, has the file
 */
export function whyNotEdited(path: string, seen: boolean): string | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) return 'it is a link';
    if (!stats.isFile()) return 'it is no file';
    if (!seen) return 'git does not track it';
    return isUtf8(readFileSync(path)) ? undefined : 'it is not UTF-8';
  } catch (error) {
    return messageOf(error);
  }
}
