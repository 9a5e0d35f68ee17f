import type { BuildContext } from '../context/build-context.js';
import { compareBytewise } from '../context/path-order.js';
import type { Instruction } from '../dockerfile/document.js';
import type { ImageFiles } from '../install-inputs.js';
import { filesAfter } from './copied-files.js';
import type { CopyLayer, CopiedFile, UnknownCopy } from './copy-layer.js';
import type { Facts, StageFacts } from './facts.js';
import type { CopyStep } from './read-copy.js';

export type { CopiedFile, UnknownCopy } from './copy-layer.js';

/**
 * What every COPY and ADD in front of the instruction `index`, in the stage and in those it is built on, brought from the context.
 * What an unknown copy may have written over has no `origin` any more.
 */
export function imageFilesAt(
  _facts: Facts,
  context: BuildContext,
  stage: StageFacts,
  index: number,
): ImageFiles {
  return filesAfter(lastCopyBefore(stage, index), context);
}

/** The copies in front of the instruction `index` of which it is not known what they brought, in order. */
export function unknownCopies(
  _facts: Facts,
  context: BuildContext,
  stage: StageFacts,
  index: number,
): readonly UnknownCopy[] {
  return filesAfter(lastCopyBefore(stage, index), context).unknown;
}

/** All files that one COPY or ADD of the stage brings from the context, sorted by their path in the image. */
export function copiedBy(
  _facts: Facts,
  context: BuildContext,
  stage: StageFacts,
  copy: Instruction,
): readonly CopiedFile[] {
  const files = new Map<string, CopiedFile>();
  for (const { image, source } of layerOf(context, stage, copy)?.filesBelow('/') ?? [])
    files.set(image, { image, source });
  return [...files.values()].sort((a, b) => compareBytewise(a.image, b.image));
}

/**
 * The places that one COPY or ADD writes to, each with all below it, without listing what it brings: `/app` for a folder,
 * `/app/package.json` for a file. Undefined when the destination is not known.
 */
export function destinationsOf(
  _facts: Facts,
  context: BuildContext,
  stage: StageFacts,
  copy: Instruction,
): readonly string[] | undefined {
  return layerOf(context, stage, copy)?.places;
}

function lastCopyBefore(stage: StageFacts, index: number): CopyStep | undefined {
  const next = stage.stage.instructions.find((each) => each.index >= index);
  return ((next && stage.states.get(next)) ?? stage.final).lastCopy;
}

function layerOf(context: BuildContext, stage: StageFacts, copy: Instruction): CopyLayer | undefined {
  let step = stage.final.lastCopy;
  while (step !== undefined && step.copy !== copy) step = step.before.lastCopy;
  return step && filesAfter(step, context).layer;
}
