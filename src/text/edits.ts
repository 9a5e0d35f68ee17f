import { InternalError } from '../errors.js';
import type { Edit, Span } from '../types.js';

/** Whether two edits cannot both be made: their ranges overlap, or both insert at one place. The same edit twice is one edit. */
export function overlap(a: Edit, b: Edit): boolean {
  if (same(a, b)) return false;
  if (a.start === b.start && a.start === a.end && b.start === b.end) return true;
  return a.start < b.end && b.start < a.end;
}

/**
 * Edits in the order of the text, the same edit only once (`join` may keep what the second one knew).
 *
 * @throws InternalError when two of them overlap
 */
export function normalizeEdits<T extends Edit>(
  edits: readonly T[],
  join: (kept: T, again: T) => T = keep,
): T[] {
  const result: T[] = [];
  let end = 0;
  for (const edit of edits.toSorted(inTextOrder)) {
    const last = result.at(-1);
    if (last !== undefined && same(last, edit)) {
      result[result.length - 1] = join(last, edit);
      continue;
    }
    if (edit.start < end || (last !== undefined && overlap(last, edit))) {
      throw new InternalError(`edits overlap at ${edit.start}: ${describe(last)} and ${describe(edit)}`);
    }
    result.push(edit);
    end = edit.end;
  }
  return result;
}

/** The text with all edits made at once. Bytes outside their ranges are the same bytes. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of normalizeEdits(edits)) {
    if (edit.end > text.length) throw new InternalError(`edit beyond the text: ${describe(edit)}`);
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** An edit that knows which changes made it. */
export interface TracedEdit extends Edit {
  readonly changes: readonly number[];
}

/** An edit of the first list, and where its replacement stands in the text between the two lists. */
interface Made<T> {
  readonly edit: T;
  readonly between: Span;
}

/** Edits that meet, gathered until nothing else reaches them. */
interface Group<T> {
  readonly made: Made<T>[];
  readonly second: T[];
  /** How far text in front of the group's first edit had been moved. */
  readonly shift: number;
}

/**
 * One sorted list of edits that equals making `first` and then `second` (whose offsets are in the text that `first` gave).
 * Edits that meet become one, with the changes of both.
 *
 * @throws InternalError when either list overlaps in itself
 */
export function composeEdits<T extends TracedEdit>(first: readonly T[], second: readonly T[]): T[] {
  const made = place(normalizeEdits(first, union));
  const groups: Group<T>[] = [];
  let next = 0;
  let shift = 0;
  for (const edit of normalizeEdits(second, union)) {
    for (let head = made[next]; head !== undefined && before(head, edit); head = made[++next]) {
      groups.push({ made: [head], second: [], shift });
      shift += growth(head);
    }
    let group = groups.at(-1);
    const last = group?.made.at(-1);
    if (group === undefined || last === undefined || !meets(last, edit)) {
      group = { made: [], second: [], shift };
      groups.push(group);
    }
    group.second.push(edit);
    for (let head = made[next]; head !== undefined && meets(head, edit); head = made[++next]) {
      group.made.push(head);
      shift += growth(head);
    }
  }
  for (const head of made.slice(next)) groups.push({ made: [head], second: [], shift });
  return groups.map(merge).toSorted(inTextOrder);
}

const NOTHING: Made<Edit> = { edit: { start: 0, end: 0, text: '' }, between: { start: 0, end: 0 } };

function keep<T>(kept: T): T {
  return kept;
}

function same(a: Edit, b: Edit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

/** An insertion at the start of a replaced range stands before the replacement. */
function inTextOrder(a: Edit, b: Edit): number {
  return a.start - b.start || a.end - b.end || (a.text < b.text ? -1 : Number(a.text > b.text));
}

function describe(edit: Edit | undefined): string {
  return edit === undefined
    ? 'none'
    : `[${edit.start}, ${edit.end}) ${JSON.stringify(edit.text.slice(0, 40))}`;
}

function union<T extends TracedEdit>(a: T, b: T): T {
  return { ...a, changes: ascending([...a.changes, ...b.changes]) };
}

function ascending(changes: readonly number[]): number[] {
  return [...new Set(changes)].toSorted((a, b) => a - b);
}

function place<T extends Edit>(edits: readonly T[]): Made<T>[] {
  let shift = 0;
  return edits.map((edit) => {
    const start = edit.start + shift;
    shift += edit.text.length - (edit.end - edit.start);
    return { edit, between: { start, end: start + edit.text.length } };
  });
}

/** By how much the edit makes the text longer. */
function growth({ edit, between }: Made<Edit>): number {
  return between.end - between.start - (edit.end - edit.start);
}

/** The made edit lies wholly before the second one and does not meet it. */
function before(made: Made<Edit>, edit: Edit): boolean {
  return made.between.end <= edit.start && !meets(made, edit);
}

function meets({ edit: made, between }: Made<Edit>, edit: Edit): boolean {
  if (edit.start < between.end && between.start < edit.end) return true;
  if (edit.start !== edit.end) return false;
  // Two insertions at one offset of the original, or text put where text was deleted: no order could be told later.
  const insertion = made.start === made.end && (edit.start === between.start || edit.start === between.end);
  const deletion = between.start === between.end && edit.start === between.start;
  return insertion || deletion;
}

/** One edit against the original. Inside a group every unit is either deleted by a second edit or the text of a made one. */
function merge<T extends TracedEdit>({ made, second, shift }: Group<T>): T {
  const head = made[0];
  const model = head?.edit ?? second[0];
  if (model === undefined) throw new RangeError('an empty group');
  const last = made.at(-1);
  const left = head === undefined ? shift : head.between.start - head.edit.start;
  const right = last === undefined ? shift : last.between.end - last.edit.end;
  const outerStart = Math.min(head?.between.start ?? Infinity, second[0]?.start ?? Infinity);
  const outerEnd = Math.max(last?.between.end ?? 0, second.at(-1)?.end ?? 0);
  const parts: string[] = [];
  let at = outerStart;
  let from = 0;
  const keepUntil = (end: number): void => {
    for (; from < made.length; from++) {
      const { edit, between } = made[from] ?? NOTHING;
      if (between.start >= end) return;
      parts.push(edit.text.slice(Math.max(0, at - between.start), end - between.start));
      if (between.end > end) return;
    }
  };
  for (const edit of second) {
    keepUntil(edit.start);
    parts.push(edit.text);
    at = edit.end;
  }
  keepUntil(outerEnd);
  return {
    ...model,
    start: outerStart - left,
    end: outerEnd - right,
    text: parts.join(''),
    changes: ascending([
      ...made.flatMap((one) => one.edit.changes),
      ...second.flatMap((edit) => edit.changes),
    ]),
  };
}
