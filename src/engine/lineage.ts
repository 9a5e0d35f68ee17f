import type { DockerDocument, Instruction, Pragma } from '../dockerfile/document.js';
import { InternalError } from '../errors.js';
import type { Change } from '../types.js';
import { placesOf, sourceOf } from './arrangement.js';

/** Leads from instructions of the newest text back to those of the file as it was read, however they were moved. */
export class Lineage {
  /** For each instruction of the newest text the one that it comes from. */
  readonly #ancestors: readonly Instruction[];
  /** Whether any instruction stands elsewhere, or is new. */
  readonly moved: boolean;

  private constructor(ancestors: readonly Instruction[], moved: boolean) {
    this.#ancestors = ancestors;
    this.moved = moved;
  }

  /** Of the file as it was read. */
  static of({ instructions }: DockerDocument): Lineage {
    return new Lineage(instructions, false);
  }

  /** What an instruction comes from; a new one from what the change that put it in is about. */
  ancestorOf(index: number): Instruction {
    const ancestor = this.#ancestors[index];
    if (ancestor === undefined) throw new InternalError(`no instruction ${index}`);
    return ancestor;
  }

  /** After a change of `doc`, whose lineage this is. */
  after(change: Change, doc: DockerDocument): Lineage {
    if (change.arrangement === undefined && change.removed === undefined) return this;
    const about = instructionAt(doc, change.range.start)?.index ?? 0;
    return new Lineage(
      placesOf(change, doc).map((place) => this.ancestorOf(sourceOf(place) ?? about)),
      true,
    );
  }

  /** The same for a pragma in each text that still has it. */
  pragmaKey({ text }: DockerDocument, { span, instruction }: Pragma): string {
    const target = instruction === undefined ? '' : this.ancestorOf(instruction).index;
    return `${text.slice(span.start, span.end)} ${target}`;
  }
}

/** The last instruction that does not begin behind the offset. */
export const instructionAt = ({ instructions }: DockerDocument, offset: number): Instruction | undefined =>
  instructions.findLast(({ span }) => span.start <= offset);
