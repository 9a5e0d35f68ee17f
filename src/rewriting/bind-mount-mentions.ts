import { ancestors } from '../facts/paths.js';
import type { RunCommand } from '../facts/steps.js';
import { nameOf } from './bind-mount-paths.js';
import type { BoundPath } from './bind-mount-paths.js';

const NAME_CHARACTER = /[\w.@+-]/;

/** Whether the text holds the path, whole and not as the end of a longer one. */
export function holdsPath(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const before = at === 0 ? '' : text.charAt(at - 1);
    if (!NAME_CHARACTER.test(before) && !NAME_CHARACTER.test(text.charAt(at + path.length))) return true;
  }
  return false;
}

/** Folders that are everybody's, and say nothing about what is in them. */
export const COMMON = new Set(['/tmp', '/var', '/var/tmp', '/run']);

/** The folders above the path whose name may stand for it. */
export const foldersAround = (target: string): string[] =>
  ancestors(target).filter((path) => !COMMON.has(path));

/** Whether the text holds the folder's path, and not that of something in it: `file:/tmp/repo ./`. */
export function namesFolder(text: string, folder: string): boolean {
  for (let at = text.indexOf(folder); at >= 0; at = text.indexOf(folder, at + 1)) {
    const before = at === 0 ? '' : text.charAt(at - 1);
    const [next = '', second = ''] = text.slice(at + folder.length, at + folder.length + 2);
    if (NAME_CHARACTER.test(before) || NAME_CHARACTER.test(next)) continue;
    if (next !== '/' || !NAME_CHARACTER.test(second)) return true;
  }
  return false;
}

/** The first of the paths that the text names, in full or by its last part. */
export const mentioned = (text: string, bound: readonly BoundPath[]): string | undefined =>
  bound.find(({ target }) => holdsPath(text, nameOf(target)))?.target;

/**
 * A path that a command which has nothing to do with it names all the same, in a text or a variable that somebody else may go by:
 * `echo "cat /tmp/x" > /run.sh`, `X=/tmp/x make`.
 */
export function hiddenIn(
  { argv, command, environment }: RunCommand,
  bound: readonly BoundPath[],
  made: readonly string[],
): string | undefined {
  const front = command.words.slice(0, command.words.length - argv.words.length);
  const values = command.assignments.flatMap(({ value }) => value ?? []);
  for (const word of [...front, ...values, ...argv.words.slice(1)]) {
    const text = environment.expand(word) ?? word.raw;
    const whole = [...bound.map(({ target }) => target), ...made].find((path) => holdsPath(text, path));
    if (whole !== undefined) return whole;
    // A path that ends in the same name, or has it in the middle, may lead there through a link: `/var/run/x` is `/run/x`.
    const inside = mentioned(text, bound);
    if (inside !== undefined) return inside;
    const around = bound
      .flatMap(({ target }) => foldersAround(target))
      .find((path) => namesFolder(text, path));
    if (around !== undefined) return around;
  }
  return undefined;
}
