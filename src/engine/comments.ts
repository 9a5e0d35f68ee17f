import type { DockerDocument } from '../dockerfile/document.js';
import type { Placed } from '../types.js';

/** A comment line that is no directive. */
interface Comment {
  readonly text: string;
  /** Index of the instruction it stands in front of; undefined inside one and behind the last. */
  readonly before: number | undefined;
}

/** Comments of linters that hold for the instruction below them. */
const LINTER = /^#\s*(?:hadolint\s+(?!global\b)|check\s*=|trivy:ignore|nosemgrep)/i;

/**
 * Whether all comments are still there, and those that speak to dfmod or a linter still stand in front of their instruction.
 *
 * @param places where each instruction of `after` comes from
 * @returns what is wrong
 */
export function wrongComments(
  before: DockerDocument,
  after: DockerDocument,
  places: readonly Placed[],
): string | undefined {
  const [old, now] = [commentsOf(before), commentsOf(after)];
  const lost = difference(
    old.map(({ text }) => text),
    now.map(({ text }) => text),
  );
  if (lost !== undefined) return `the comment \`${lost}\` came or went`;
  const pragma = difference(
    pragmasOf(before, String),
    pragmasOf(after, (index) => source(places, index)),
  );
  if (pragma !== undefined) return 'a pragma no longer stands in front of its instruction';
  const linter = difference(
    linterComments(old, String),
    linterComments(now, (index) => source(places, index).replace('first part of ', '')),
  );
  return linter === undefined ? undefined : "a linter's comment no longer stands in front of its instruction";
}

function commentsOf({ text, instructions, directives }: DockerDocument): Comment[] {
  const found: Comment[] = [];
  const between = (from: number, to: number, before: number | undefined): void => {
    for (let start = from; start < to;) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 || newline > to ? to : newline;
      const line = text.slice(start, end).trim();
      const isDirective = directives.some(({ span }) => span.start >= start && span.start < end);
      if (line.startsWith('#') && !isDirective) found.push({ text: line, before });
      start = end + 1;
    }
  };
  let at = 0;
  for (const { index, span, comments } of instructions) {
    between(at, span.start, index);
    for (const { start, end } of comments)
      found.push({ text: text.slice(start, end).trim(), before: undefined });
    at = span.end;
  }
  between(at, text.length, undefined);
  return found;
}

/** Each with the instruction that it holds for: of a divided one, dfmod's own comments would hold for one part only. */
function pragmasOf(
  { text, pragmas }: DockerDocument,
  sourceOf: (index: number) => string,
): readonly string[] {
  return pragmas.map(({ span, instruction }) => {
    const target = instruction === undefined ? 'all' : sourceOf(instruction);
    return `${text.slice(span.start, span.end)} ${target}`;
  });
}

function linterComments(
  comments: readonly Comment[],
  sourceOf: (index: number) => string,
): readonly string[] {
  return comments.flatMap(({ text, before }) =>
    before !== undefined && LINTER.test(text) ? [`${text} ${sourceOf(before)}`] : [],
  );
}

/** Which instruction of the old text an instruction of the new one is. */
function source(places: readonly Placed[], index: number): string {
  const place = places[index];
  if (typeof place !== 'object') return String(place);
  const first = places.findIndex((other) => typeof other === 'object' && other.partOf === place.partOf);
  return first === index ? `first part of ${place.partOf}` : `later part of ${place.partOf}`;
}

/** An element that one of the lists has more often than the other. */
function difference(a: readonly string[], b: readonly string[]): string | undefined {
  const left = a.toSorted();
  const right = b.toSorted();
  const at = left.findIndex((each, index) => each !== right[index]);
  return at >= 0 ? left[at] : right[left.length];
}
