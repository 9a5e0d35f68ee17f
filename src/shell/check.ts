import { SourceMap } from '../text/source-map.js';
import type { Edit, Span } from '../types.js';
import { parseScript } from './parse-script.js';
import type { Script, ShellAssignment, ShellCommand } from './script.js';

/**
 * The guard after editing: `after` has the commands of `before` but for those the edits (of the file) delete as a whole, and
 * a command differs only by what the edits change inside it.
 * @param begun commands that `after` may begin with, as they are written
 * @returns what is wrong; undefined when nothing is
 */
export function sameAfterEdits(
  before: Script,
  edits: readonly Edit[],
  after: Script,
  begun: readonly string[] = [],
): string | undefined {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const [first] = after.commands;
  let at = first !== undefined && isBegun(first, begun) ? 1 : 0;
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

/** A plain command that nothing hangs on. */
const isBegun = (command: ShellCommand, begun: readonly string[]): boolean =>
  begun.includes(rawWords(command).join(' ')) &&
  command.nesting === 0 &&
  !command.piped &&
  !command.hasRedirects &&
  !command.conditional &&
  !command.subshell;

const shown = (words: readonly string[]): string => {
  const text = words.join(' ');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

function rawWords({ assignments, words }: ShellCommand): string[] {
  return [...assignments.map(assigned), ...words.map(({ raw }) => raw)];
}

const assigned = ({ name, value }: ShellAssignment): string => `${name}=${value?.raw ?? ''}`;

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
  const inside = editsIn(script, command.span, edits);
  if (inside.length === 0) return rawWords(command);
  if (edited(script, command.span, inside).trim() === '') return undefined;
  // Word by word: `b 2 --x>f` without `--x` is to have the word 2, which `b 2>f` has not.
  const assignments = command.assignments.map((each) => ({ span: each.span, raw: assigned(each) }));
  return [...assignments, ...command.words].flatMap(({ span, raw }) => {
    const own = ownEdits(script, span, inside);
    if (own.length === 0) return [raw];
    const text = edited(script, span, own);
    return own.some((edit) => edit.text !== '') ? wordsOf(text) : text === '' ? [] : [text];
  });
}

/** The words that a word becomes by an insertion. */
function wordsOf(text: string): string[] {
  const line = `echo ${text}`;
  const alone = parseScript(new SourceMap(line, [{ start: 0, end: line.length }]), { dialect: 'bash' });
  const [first] = 'refused' in alone ? [] : alone.commands;
  return first?.span.end === line.length ? rawWords(first).slice(1) : [text];
}

function editsIn(script: Script, span: Span, edits: readonly Edit[]): readonly Edit[] {
  const file = script.source.span(span);
  return edits.filter(({ start, end, text }) => isInside(file, start, end, text));
}

/** The edits of one word. A replacement's text belongs to the word it begins in or right behind, and to no other. */
function ownEdits({ source }: Script, span: Span, edits: readonly Edit[]): readonly Edit[] {
  const word = source.span(span);
  return edits.flatMap((edit) => {
    const owned = edit.start >= word.start + Number(edit.start === edit.end) && edit.start <= word.end;
    if (owned && edit.text !== '') return [edit];
    return edit.start < word.end && edit.end > word.start ? [{ ...edit, text: '' }] : [];
  });
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
