import { SourceMap } from '../text/source-map.js';
import type { Edit, Span } from '../types.js';
import { parseScript } from './parse-script.js';
import type { Script, ShellCommand } from './script.js';

/**
 * The guard after editing: `after` has the commands of `before` but for those the edits (of the file) delete as a whole, and
 * a command differs only by what the edits change inside it.
 * @returns what is wrong; undefined when nothing is
 */
export function sameAfterEdits(before: Script, edits: readonly Edit[], after: Script): string | undefined {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  let at = 0;
  let removed = 0;
  for (const command of before.commands) {
    const expected = expectedWords(before, command, sorted);
    if (expected === undefined) {
      removed++;
      continue;
    }
    const found = after.commands[at++];
    const name = shown(command.words.map(({ raw }) => raw));
    if (found === undefined) return `the command \`${name}\` is gone`;
    const words = rawWords(found);
    if (words.length !== expected.length || words.some((word, index) => word !== expected[index])) {
      return `the command \`${name}\` became \`${shown(words)}\` instead of \`${shown(expected)}\``;
    }
    const changed = changedPlace(command, found, removed > 0);
    if (changed !== undefined) return `the command \`${name}\` ${changed}`;
  }
  const extra = after.commands[at];
  return extra && `there is a new command, \`${shown(rawWords(extra))}\``;
}

const shown = (words: readonly string[]): string => {
  const text = words.join(' ');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

function rawWords({ assignments, words }: ShellCommand): string[] {
  return [
    ...assignments.map(({ name, value }) => `${name}=${value?.raw ?? ''}`),
    ...words.map(({ raw }) => raw),
  ];
}

function changedPlace(was: ShellCommand, is: ShellCommand, removed: boolean): string | undefined {
  if (was.hasRedirects !== is.hasRedirects) return 'has other redirects';
  if (was.nesting !== is.nesting || was.subshell !== is.subshell) return 'is run by another shell';
  if (was.piped !== is.piped) return 'stands in another pipeline';
  // What no longer waits for a removed command, which was sure to succeed, may have become certain.
  const certain = was.conditional === is.conditional || (removed && was.conditional);
  return certain ? undefined : 'runs under other conditions';
}

/** What the command's words are to be; undefined when the edits delete it. */
function expectedWords(script: Script, command: ShellCommand, edits: readonly Edit[]): string[] | undefined {
  const file = script.source.span(command.span);
  const inside = edits.filter(({ start, end, text }) => isInside(file, start, end, text));
  if (inside.length === 0) return rawWords(command);
  const text = edited(script, command.span, inside);
  if (text.trim() === '') return undefined;
  const map = new SourceMap(text, [{ start: 0, end: text.length }]);
  // Read by itself, the edited command must be the one command that it is in its script.
  const alone = parseScript(map, { dialect: 'bash' });
  if ('refused' in alone) return eachEdited(script, command, inside);
  const [first] = alone.commands;
  return first?.span.end === text.trimEnd().length ? rawWords(first) : [text];
}

/** For a command with a here-document, whose body stands elsewhere. */
function eachEdited(script: Script, { assignments, words }: ShellCommand, edits: readonly Edit[]): string[] {
  return [...assignments, ...words]
    .map(({ span }) =>
      edited(
        script,
        span,
        edits.filter(({ start, end, text }) => isInside(script.source.span(span), start, end, text)),
      ),
    )
    .flatMap((text) => text.split(/\s+/).filter((word) => word !== ''));
}

/** An insertion right in front of the command is no part of it: there the instruction's flags stand. */
function isInside(file: Span, start: number, end: number, text: string): boolean {
  if (start === end) return text !== '' && start > file.start && start <= file.end;
  return start < file.end && end > file.start;
}

function edited(script: Script, span: Span, edits: readonly Edit[]): string {
  const { source } = script;
  let text = '';
  let next = 0;
  for (let index = span.start; index < span.end; index++) {
    const offset = source.at(index);
    for (; (edits[next]?.end ?? Infinity) <= offset; next++) text += edits[next]?.text ?? '';
    const edit = edits[next];
    if (edit === undefined || offset < edit.start) text += source.text[index] ?? '';
  }
  for (; next < edits.length; next++) text += edits[next]?.text ?? '';
  return text;
}
