import { relate } from '../facts/paths.js';
import { isRead } from '../facts/steps.js';
import type { RunCommand, RunFacts } from '../facts/steps.js';
import { removalEdits, removeWordEdits } from '../shell/edit.js';
import type { ShellWord } from '../shell/script.js';
import type { DockerDocument } from '../dockerfile/document.js';
import type { Edit } from '../types.js';
import { folderOf } from './bind-mount-paths.js';
import type { BoundPath } from './bind-mount-paths.js';

/** The words of a RUN's `rm` commands that remove what was copied, and nothing else. */
export interface Removal {
  readonly words: readonly { readonly from: RunCommand; readonly words: readonly ShellWord[] }[];
}

const operandsOf = ({ argv }: RunCommand): readonly ShellWord[] =>
  argv.words.slice(1).filter(({ value }) => value?.startsWith('-') !== true);

/**
 * The words that remove all of the paths, or the folder that the COPY itself made around them; undefined when something is left.
 *
 * @param made folders that are there only because of the COPY
 */
export function removalOf(
  run: RunFacts,
  bound: readonly BoundPath[],
  made: readonly string[],
): Removal | undefined {
  const found: { from: RunCommand; words: ShellWord[] }[] = [];
  const gone = new Set<BoundPath>();
  for (const each of run.commands) {
    if (each.argv.name !== 'rm' || each.command.conditional) continue;
    const words = operandsOf(each).filter((word) => {
      const named = each.paths.filter((path) => path.word === word);
      const [only] = named;
      if (only === undefined || named.length > 1 || only.glob) return false;
      const covered = bound.filter(
        ({ target }) => target === only.path || (made.includes(only.path) && folderOf(target) === only.path),
      );
      for (const path of covered) gone.add(path);
      return covered.length > 0;
    });
    if (words.length > 0) found.push({ from: each, words });
  }
  return gone.size === bound.length ? { words: found } : undefined;
}

/** Whether the command names one of the paths only to remove it. */
export const removes = (removal: Removal | undefined, each: RunCommand): boolean =>
  removal?.words.some(({ from }) => from === each) === true;

/** Whether what is left of an `rm` keeps off the paths. */
export function sparesRest(removal: Removal, each: RunCommand, bound: readonly BoundPath[]): boolean {
  const gone = removal.words.find(({ from }) => from === each)?.words ?? [];
  return each.paths.every(
    (named) => gone.includes(named.word) || bound.every(({ target }) => relate(named, target) === 'apart'),
  );
}

/** The edits that take the words out, and the whole command with the last of them; undefined when that cannot be done. */
export function removalEditsOf(
  doc: DockerDocument,
  run: RunFacts,
  removal: Removal,
): readonly Edit[] | undefined {
  const { body } = run;
  if (!isRead(body) || !body.editable) return undefined;
  const whole = removal.words.filter(({ from, words }) => operandsOf(from).length === words.length);
  const edits: Edit[] = [];
  if (whole.some(({ from: { command } }) => command.hasRedirects || !command.editable)) return undefined;
  if (whole.length > 0) {
    const commands = whole.map(({ from }) => from.command);
    const made = removalEdits(body.script, doc.text, commands, doc.escape);
    if (made === undefined) return undefined;
    edits.push(...made);
  }
  for (const { from, words } of removal.words) {
    if (whole.some((each) => each.from === from)) continue;
    const made = from.command.editable
      ? removeWordEdits(body.script, doc.text, from.command, words, doc.escape)
      : undefined;
    if (made === undefined) return undefined;
    edits.push(...made);
  }
  return edits;
}
