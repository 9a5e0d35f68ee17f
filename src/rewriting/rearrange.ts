import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import type { Edit, Placed } from '../types.js';
import { blockOf } from './blocks.js';
import type { Block } from './blocks.js';
import type { Division } from './divide-run.js';

/** Moves whole instructions of one stage behind a later one, and adds new ones; texts are lines without their last ending. */
export interface Rearrangement {
  /** In the file's order; all stand before `behind`. */
  readonly moved: readonly Instruction[];
  readonly behind: Instruction;
  /** Cut `behind` in two and put the moved ones between. */
  readonly division: Division | undefined;
  /** New instructions, each in front of one that is there (and of its comment), or in the place of the first moved one. */
  readonly added: readonly { readonly before: Instruction; readonly lines: readonly string[] }[];
}

export interface Rearranged {
  readonly edits: readonly Edit[];
  readonly arrangement: readonly Placed[];
}

/**
 * Comments move with the instruction that they stand right above, but for those that speak of what comes in its place; blank lines
 * stay as they separate.
 */
export function rearrange(
  doc: DockerDocument,
  { moved, behind, division, added }: Rearrangement,
): Rearranged {
  const first = moved[0];
  const blocks = moved.map((instruction) => {
    const block = blockOf(doc, instruction);
    const next = added.some(({ before }) => before === instruction || before.index === instruction.index + 1);
    const leaves = instruction === first && next && isOfInstall(doc, block);
    return leaves
      ? { ...block, start: block.own, text: doc.text.slice(block.own, block.start + block.text.length) }
      : block;
  });
  const edits: Edit[] = [];
  for (const block of blocks) {
    const lines = added.find(({ before }) => before === block.instruction)?.lines;
    edits.push(lines ? { ...spanOf(block), text: ended(lines, doc) } : emptied(doc, block));
  }
  for (const { before, lines } of added) {
    if (moved.includes(before)) continue;
    const { start } = blockOf(doc, before);
    edits.push({ start, end: start, text: ended(lines, doc) });
  }
  const separated = blocks.some(({ blankBefore, blankAfter }) => blankBefore || blankAfter);
  const inserted = blocks.map(({ text }) => text).join(separated ? doc.eol + doc.eol : doc.eol);
  edits.push(placeBehind(doc, behind, division, inserted, separated ? doc.eol : ''));
  return { edits: merged(edits), arrangement: arrangementOf(doc, { moved, behind, division, added }) };
}

/** `# Install dependencies` says what the manifests are for, not the sources. */
function isOfInstall(doc: DockerDocument, { start, own }: Block): boolean {
  const comment = doc.text.slice(start, own);
  return (
    /\b(?:install|depend|packages?\b|requirements?\b|manifest|lock ?file)/i.test(comment) &&
    !/\bdfmod\b/.test(comment)
  );
}

const spanOf = ({ start, end }: { start: number; end: number }) => ({ start, end });
const ended = (lines: readonly string[], doc: DockerDocument): string =>
  lines.map((line) => line + doc.eol).join('');

/** Of two blank lines that would meet, one goes. */
function emptied(doc: DockerDocument, block: Block): Edit {
  const blank = block.blankBefore && block.blankAfter ? doc.text.indexOf('\n', block.end) + 1 : block.end;
  return { start: block.start, end: blank, text: '' };
}

function placeBehind(
  doc: DockerDocument,
  behind: Instruction,
  division: Division | undefined,
  inserted: string,
  gap: string,
): Edit {
  const { eol } = doc;
  if (division) {
    const { headEnd, tailStart, tailPrefix } = division;
    const comments = behind.comments
      .filter(({ start }) => start >= headEnd && start < tailStart)
      .map(({ start, end }) => doc.text.slice(start, end).trimEnd() + eol);
    const text = `${eol}${gap}${inserted}${eol}${gap}${comments.join('')}${tailPrefix}`;
    return { start: headEnd, end: tailStart, text };
  }
  const { end } = blockOf(doc, behind);
  if (doc.text[end - 1] === '\n') return { start: end, end, text: `${gap}${inserted}${eol}` };
  return { start: end, end, text: `${eol}${gap}${inserted}` };
}

/** Edits that touch become one, so that what is inserted at a deletion's edge has one meaning. */
function merged(edits: readonly Edit[]): readonly Edit[] {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const result: Edit[] = [];
  for (const edit of sorted) {
    const last = result.at(-1);
    if (last && edit.start <= last.end)
      result[result.length - 1] = {
        start: last.start,
        end: Math.max(last.end, edit.end),
        text: last.text + edit.text,
      };
    else result.push(edit);
  }
  return result;
}

function arrangementOf(doc: DockerDocument, { moved, behind, division, added }: Rearrangement): Placed[] {
  const result: Placed[] = [];
  for (const instruction of doc.instructions) {
    const fresh = added.find(({ before }) => before === instruction)?.lines ?? [];
    result.push(...fresh.map((): Placed => 'new'));
    if (moved.includes(instruction)) continue;
    result.push(instruction === behind && division ? { partOf: behind.index } : instruction.index);
    if (instruction !== behind) continue;
    result.push(...moved.map(({ index }) => index));
    if (division) result.push({ partOf: behind.index });
  }
  return result;
}
