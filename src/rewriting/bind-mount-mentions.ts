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
    // What is one path and nothing else was compared as a path.
    const inside = /^[\w.@+/-]+$/.test(text) ? undefined : mentioned(text, bound);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
