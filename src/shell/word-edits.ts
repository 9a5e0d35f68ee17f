import type { Edit, Span } from '../types.js';
import {
  deleteKeepingComments,
  deletion,
  holdsComment,
  isBlank,
  isContinued,
  lineEnd,
  lineStart,
  type Escape,
} from './file-lines.js';
import type { Script, ShellCommand, ShellWord } from './script.js';

/** Inserts `text` as it is, its leading blank included, right behind the word. */
export function insertAfterWord(script: Script, word: ShellWord, text: string): Edit {
  const at = script.source.after(word.span.end);
  return { start: at, end: at, text };
}

/**
 * Puts a command that cannot fail in front of the script: what follows runs, and ends, as before.
 *
 * @param lineBreak ends a line of the instruction so that it goes on
 * @returns undefined when the script begins with something that is to stay in front
 */
export function insertFirst(
  { source }: Script,
  fileText: string,
  command: string,
  lineBreak: string,
): Edit | undefined {
  const start = source.text.search(/\S/);
  if (start < 0 || source.text[start] === '#') return undefined;
  const at = source.at(start);
  // In a here-document each command has a line.
  const own = source.text.includes('\n') && fileText[at - 1] === '\n';
  return { start: at, end: at, text: own ? `${command}\n` : `${command};${lineBreak}` };
}

/**
 * Edits that take arguments out of a command with the blanks in front of them; a line of their own goes as a whole.
 * @returns undefined when a word is not an argument of the command, or a comment would be lost
 */
export function removeWordEdits(
  script: Script,
  fileText: string,
  command: ShellCommand,
  words: readonly ShellWord[],
  escape: Escape,
): Edit[] | undefined {
  const args = new Set(command.words.slice(1));
  if (!command.editable || !words.every((word) => args.has(word))) return undefined;
  const edits: Edit[] = [];
  let kept = 0;
  let previous: Span | undefined;
  for (const run of sameLineRuns(script, fileText, words)) {
    const { text } = script.source;
    const before = text.slice(0, run.start).trimEnd().length;
    // What an earlier run took away is no word to hold on to.
    if (previous === undefined || previous.end !== before) kept = before;
    previous = run;
    if (before === run.start) return undefined;
    const made = runEdits(script, fileText, { run, kept, commandEnd: command.span.end }, escape);
    if (made === undefined) return undefined;
    edits.push(...made);
  }
  return merged(edits);
}

/** Words with only blanks between them, on one line of the file. */
function sameLineRuns(script: Script, fileText: string, words: readonly ShellWord[]): Span[] {
  const { source } = script;
  const runs: Span[] = [];
  for (const { span } of [...words].sort((a, b) => a.span.start - b.span.start)) {
    const last = runs.at(-1);
    const near = last && isBlank(source.text.slice(last.end, span.start));
    if (near && !fileText.slice(source.after(last.end), source.at(span.start)).includes('\n')) {
      runs[runs.length - 1] = { start: last.start, end: span.end };
    } else {
      runs.push(span);
    }
  }
  return runs;
}

interface Run {
  readonly run: Span;
  /** End of the last word in front that stays. */
  readonly kept: number;
  readonly commandEnd: number;
}

function runEdits(
  script: Script,
  text: string,
  { run, kept, commandEnd }: Run,
  escape: Escape,
): Edit[] | undefined {
  const { source } = script;
  const start = source.at(run.start);
  const end = source.after(run.end);
  const back = { start: source.after(kept), end };
  const line = { start: lineStart(text, start), end: lineEnd(text, end) };
  const rest = text.slice(end, line.end);
  const startsLine = isBlank(text.slice(line.start, start));
  if (startsLine && isContinued(rest, escape) && !isBlank(source.text.slice(run.end))) {
    return [deletion({ start: line.start, end: line.end + 1 })];
  }
  const next = run.end + source.text.slice(run.end).search(/\S|$/);
  const nextOnLine = !isBlank(rest) && !isContinued(rest, escape);
  if (startsLine && nextOnLine && next < commandEnd) return [deletion({ start, end: source.at(next) })];
  if (!holdsComment(text, back)) return [deletion(back)];
  if (startsLine && nextOnLine) return [deletion({ start, end: source.at(next) })];
  return deleteKeepingComments(text, back.start, end, start);
}

function merged(edits: readonly Edit[]): Edit[] {
  const result: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && edit.start <= last.end) {
      result[result.length - 1] = { ...last, end: Math.max(last.end, edit.end) };
    } else {
      result.push(edit);
    }
  }
  return result;
}
