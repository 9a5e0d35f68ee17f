import type { Edit, Span } from '../types.js';
import {
  deleteKeepingComments,
  deleteLines,
  deletion,
  holdsComment,
  isBlank,
  isContinued,
  lineEnd,
  lineStart,
  type Escape,
} from './file-lines.js';
import type { Script, ShellCommand } from './script.js';

export { insertAfterWord, insertFirst, removeWordEdits } from './word-edits.js';

/** Neighbouring commands of one list that go together; all offsets in the logical text. */
interface Block {
  readonly start: number;
  readonly end: number;
  /** From behind the command before, the operator between included; undefined for the first of a list. */
  readonly back: Span | undefined;
  /** Up to the next command or keyword of the list. */
  readonly forward: Span | undefined;
}

/** Where the edits are made, and with what. */
interface Place {
  readonly script: Script;
  readonly text: string;
  readonly escape: Escape;
}

/**
 * Edits of the file that take commands out of their lists, as if they had never been written: whole lines go where the
 * command had lines of its own, no continuation dangles, no comment is lost. Commands that go together are to be given
 * together: what joins them to the rest depends on which of them stay.
 * @returns undefined when that cannot be done
 */
export function removalEdits(
  script: Script,
  fileText: string,
  commands: ShellCommand | readonly ShellCommand[],
  escape: Escape,
): Edit[] | undefined {
  const place = { script, text: fileText, escape };
  const edits: Edit[] = [];
  const list = 'index' in commands ? [commands] : [...commands].sort((a, b) => a.index - b.index);
  for (const run of neighbours(script, list)) {
    const block = blockOf(script, run);
    const made = block && blockEdits(block, place);
    if (made === undefined || made.some((edit) => edit.start < (edits.at(-1)?.end ?? 0))) return undefined;
    edits.push(...made);
  }
  return edits;
}

function neighbours(script: Script, commands: readonly ShellCommand[]): ShellCommand[][] {
  const runs: ShellCommand[][] = [];
  for (const command of commands) {
    const last = runs.at(-1)?.at(-1);
    const adjacent = command.removal?.start === last?.span.end || last?.removal?.end === command.span.start;
    if (last !== undefined && adjacent && operatorOf(script, last) === operatorOf(script, command)) {
      runs.at(-1)?.push(command);
    } else {
      runs.push([command]);
    }
  }
  return runs;
}

/** Which operator the command's removal takes along. */
function operatorOf({ source }: Script, { span, removal }: ShellCommand): '&&' | ';' | undefined {
  if (removal === undefined) return undefined;
  const around = source.text.slice(removal.start, span.start) + source.text.slice(span.end, removal.end);
  return around.includes('&&') ? '&&' : ';';
}

function blockOf(script: Script, run: readonly ShellCommand[]): Block | undefined {
  const first = run[0];
  const last = run.at(-1);
  if (first?.removal === undefined || last?.removal === undefined) return undefined;
  if (!run.every((command) => command.editable && command.removal !== undefined)) return undefined;
  const { start } = first.span;
  const { end } = last.span;
  const back = first.removal.start < start ? { start: first.removal.start, end } : undefined;
  const operator = operatorOf(script, first);
  const forward =
    last.removal.end > end
      ? { start, end: last.removal.end }
      : forwardOf(script.source.text, start, end, operator);
  const more = forward !== undefined && !CLOSES.test(script.source.text.slice(forward.end, forward.end + 5));
  if (back === undefined && !more) return undefined;
  if (!more && run.length > 1 && !mayEnd(script, first, operator)) return undefined;
  return { start, end, back, forward };
}

/** What ends a list, so that no command of it follows. */
const CLOSES = /^(?:[)}]|;;|(?:then|do|done|elif|else|fi|esac)(?!\w))/;

/** The `&&` or `;` behind the block and the blanks behind that, when it is the operator that stands in front of it. */
function forwardOf(
  text: string,
  start: number,
  end: number,
  before: '&&' | ';' | undefined,
): Span | undefined {
  const behind = /[ \t]*(&&|;(?![;&])|\n)\s*/y;
  behind.lastIndex = end;
  const operator = behind.exec(text)?.[1];
  const next = text[behind.lastIndex];
  if (operator === undefined || next === undefined || next === '#') return undefined;
  return (operator === '&&') === (before === '&&') ? { start, end: behind.lastIndex } : undefined;
}

/**
 * When the last commands of a list go together, the one in front of them becomes its last: a plain command, as what it says
 * of one removal does not hold for several; in a `;` list one whose failure ends the script.
 */
function mayEnd({ commands }: Script, first: ShellCommand, operator: '&&' | ';' | undefined): boolean {
  const previous = commands.findLast(
    ({ index, span }) => index < first.index && span.end === first.removal?.start,
  );
  if (previous === undefined) return false;
  if (operator === '&&') return previous.words[0]?.value !== 'eval';
  return previous.errexit && !previous.piped && (previous.joiner === 'first' || previous.joiner === ';');
}

function blockEdits(block: Block, place: Place): Edit[] | undefined {
  const { back, forward } = block;
  const { source } = place.script;
  const backward = back && { start: source.after(back.start), end: source.after(back.end) };
  const onward = forward && { start: source.at(forward.start), end: source.at(forward.end) };
  if (backward && endsItsLine(block, place) && !holdsComment(place.text, backward))
    return [deletion(backward)];
  const lines = wholeLines(block, place);
  if (lines) return deleteLines(place.text, lines);
  const ranges = [onward, backward].filter((range) => range !== undefined);
  const kept = ranges.filter((range) => !holdsComment(place.text, range));
  const best = kept.find(({ start, end }) => !place.text.slice(start, end).includes('\n')) ?? kept[0];
  return best ? [deletion(best)] : aroundComments(block, place);
}

/** Nothing but an operator and the continuation follows on the line, so that the line as a whole may go. */
function endsItsLine({ end }: Block, { script, text, escape }: Place): boolean {
  const at = script.source.after(end);
  const rest = text.slice(at, lineEnd(text, at)).replace(/^[ \t]*(?:&&|;)/, '');
  return isBlank(rest) || isContinued(rest, escape);
}

/** The lines that hold the block and one operator that joins it, and nothing else. */
function wholeLines(block: Block, place: Place): Span | undefined {
  const { script, text, escape } = place;
  const logical = script.source.text;
  const operator =
    block.back && block.back.start + logical.slice(block.back.start, block.start).search(/\S|$/);
  const behind = block.forward && logical.slice(block.end, block.forward.end).trimEnd();
  const candidates = [
    operator === undefined ? undefined : { start: operator, end: block.end },
    behind === undefined ? undefined : { start: block.start, end: block.end + behind.length },
  ];
  for (const candidate of candidates) {
    if (candidate === undefined) continue;
    const { start, end } = script.source.span(candidate);
    const lines = { start: lineStart(text, start), end: lineEnd(text, end) + 1 };
    const rest = text.slice(end, lines.end);
    const before = text.slice(lineStart(text, lines.start - 1), lines.start);
    const more = !isBlank(logical.slice(candidate.end));
    // A line without continuation may only go where the one before has none either: both end a command.
    const ends = isContinued(rest, escape) || (isBlank(rest) && !/[\\`][ \t\r]*\n$/.test(before));
    if (isBlank(text.slice(lines.start, start)) && ends && more) return lines;
  }
  return undefined;
}

/** Comments stand between the block and its neighbours: they stay, the block goes in two pieces. */
function aroundComments(block: Block, { script, text, escape }: Place): Edit[] | undefined {
  const { source } = script;
  if (block.back && isBlank(source.text.slice(block.end))) {
    const operator = block.back.start + source.text.slice(block.back.start, block.start).search(/\S|$/);
    const before = source.after(block.back.start);
    const onItsLine = source.at(operator) >= lineStart(text, source.at(block.start));
    const first = source.at(onItsLine ? operator : block.start);
    return deleteKeepingComments(text, before, source.after(block.end), first);
  }
  if (block.back !== undefined || block.forward === undefined) return undefined;
  const { start, end } = source.span(block);
  if (holdsComment(text, { start, end })) return undefined;
  const rest = /^[ \t]*(&&|;)?[ \t]*/.exec(text.slice(end, lineEnd(text, end)));
  const line = { start, end: end + (rest?.[0].length ?? 0) };
  if (!isContinued(text.slice(line.end, lineEnd(text, line.end)), escape)) return undefined;
  if (rest?.[1] !== undefined) return [deletion(line)];
  const operator = block.end + source.text.slice(block.end).search(/\S|$/);
  const next = { start: source.at(operator), end: source.at(block.forward.end) };
  return text.slice(next.start, next.end).includes('\n') ? undefined : [deletion(line), deletion(next)];
}
