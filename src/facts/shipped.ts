import { mountsOf } from '../dockerfile/mounts.js';
import type { Facts, StageFacts } from './facts.js';

/** Whether a FROM, `--from` or `--target` with this word means the stage. */
export const isCalled = ({ stage: { name, index } }: StageFacts, word: string): boolean =>
  name === word.toLowerCase() || String(index) === word;

/**
 * The stages whose images somebody gets: the last, each that is named as a target, and each that no other stage builds on or
 * copies from.
 */
export function shippedStages(facts: Facts, targets: readonly string[]): StageFacts[] {
  return facts.stages.filter(
    (stage) =>
      stage === facts.stages.at(-1) ||
      targets.some((target) => isCalled(stage, target)) ||
      !facts.stages.some((other) => other.parent === stage || takesFrom(other, stage)),
  );
}

function takesFrom(other: StageFacts, stage: StageFacts): boolean {
  return other.stage.instructions.some(
    (instruction) =>
      (instruction.keyword === 'COPY' &&
        instruction.flags.some(
          ({ name, value }) => name === 'from' && value !== undefined && isCalled(stage, value),
        )) ||
      mountsOf(instruction).some(({ from }) => from !== undefined && isCalled(stage, from)),
  );
}
