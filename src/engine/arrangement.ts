import type { DockerDocument } from '../dockerfile/document.js';
import type { Change, Placed } from '../types.js';

const isPart = (place: Placed | undefined): place is { readonly partOf: number } => typeof place === 'object';

/** Index of the instruction of the old text that one of the new text is, or is a part of; undefined for a new one. */
export const sourceOf = (place: Placed | undefined): number | undefined =>
  isPart(place) ? place.partOf : typeof place === 'number' ? place : undefined;

/** What the new text's instructions are: as the Change says, else those of the old text but for what it takes away. */
export function placesOf(
  { arrangement, removed }: Pick<Change, 'arrangement' | 'removed'>,
  { instructions }: DockerDocument,
): readonly Placed[] {
  if (arrangement !== undefined) return arrangement;
  return instructions.flatMap(({ index }) => (removed?.includes(index) === true ? [] : [index]));
}

/** The parts of each divided instruction, as indices of the new text. */
export function partsOf(places: readonly Placed[]): ReadonlyMap<number, readonly number[]> {
  const parts = new Map<number, number[]>();
  for (const [index, place] of places.entries())
    if (isPart(place)) parts.set(place.partOf, [...(parts.get(place.partOf) ?? []), index]);
  return parts;
}

/**
 * Whether every instruction of the old text is in the arrangement once, in its own stage, and the new text is arranged so. What
 * the instructions themselves say is not looked at.
 *
 * @returns what is wrong
 */
export function wrongArrangement(
  before: DockerDocument,
  after: DockerDocument,
  places: readonly Placed[],
  removed: readonly number[] = [],
): string | undefined {
  if (after.instructions.length !== places.length) return 'the result has more or fewer instructions';
  return (
    wrongNumbers(before, places, removed) ??
    wrongPlaces(before, after, places) ??
    wrongBetweenParts(after, places)
  );
}

/** Each is there once, or is gone as the Change says, or is in two parts or more. */
function wrongNumbers(
  { instructions }: DockerDocument,
  places: readonly Placed[],
  removed: readonly number[],
): string | undefined {
  const whole = new Map<number, number>();
  for (const place of places) if (typeof place === 'number') whole.set(place, (whole.get(place) ?? 0) + 1);
  const parts = partsOf(places);
  for (const { index, keyword, startLine } of instructions) {
    const times = whole.get(index) ?? 0;
    const divided = parts.get(index)?.length ?? 0;
    const gone = removed.includes(index);
    if (gone && keyword !== 'COPY' && keyword !== 'ADD')
      return `the ${keyword} of line ${startLine} may not go`;
    if (divided > 0 && keyword !== 'RUN') return `the ${keyword} of line ${startLine} may not be divided`;
    if (times + divided === 0 && !gone) return `the instruction of line ${startLine} is lost`;
    const once = gone ? times + divided === 0 : divided === 0 ? times === 1 : times === 0 && divided > 1;
    if (!once) return `the instruction of line ${startLine} is there more than once, or not whole`;
  }
  const known = [...whole.keys(), ...parts.keys()].every((index) => instructions[index] !== undefined);
  return known ? undefined : 'it names an instruction that is not there';
}

function wrongPlaces(
  before: DockerDocument,
  after: DockerDocument,
  places: readonly Placed[],
): string | undefined {
  let lastFrom = -1;
  for (const [index, place] of places.entries()) {
    const now = after.instructions[index];
    const old = before.instructions[sourceOf(place) ?? -1];
    if (now === undefined) return 'the result has fewer instructions';
    if (old === undefined) {
      if (now.keyword !== 'COPY' || now.heredocs.length > 0)
        return `the new instruction of line ${now.startLine} is no plain COPY`;
      continue;
    }
    if (now.keyword !== old.keyword) return `the instruction of line ${old.startLine} is another one`;
    if (now.stage !== old.stage) return `the instruction of line ${old.startLine} is in another stage`;
    if (now.keyword !== 'FROM') continue;
    if (old.index < lastFrom) return 'the stages are in another order';
    lastFrom = old.index;
  }
  return undefined;
}

/** What stands between two parts is run between their commands: nothing but copies, which no shell sees. */
function wrongBetweenParts(after: DockerDocument, places: readonly Placed[]): string | undefined {
  for (const [source, indices] of partsOf(places)) {
    const [first = 0, last = 0] = [indices[0], indices.at(-1)];
    const other = after.instructions
      .slice(first, last)
      .find(
        ({ index, keyword }) => sourceOf(places[index]) !== source && keyword !== 'COPY' && keyword !== 'ADD',
      );
    if (other) return `a ${other.keyword} stands between the parts of a RUN`;
  }
  return undefined;
}
