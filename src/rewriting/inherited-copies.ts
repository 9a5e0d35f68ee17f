import type { Instruction } from '../dockerfile/document.js';
import type { StageFacts } from '../facts/facts.js';
import { copiedBy, destinationsOf } from '../facts/image-files.js';
import { CopiedEntries } from './copied-entries.js';
import { installs, isBroad, isCopy } from './split-plan.js';
import type { SplitScene, Stuck } from './split-plan.js';

/**
 * Installs of a stage that is built on one with a broad COPY. They run again for every edit, and the COPY cannot be moved out
 * of its stage.
 */
export function inheritedStuck(scene: SplitScene): readonly Stuck[] {
  if (!scene.stage.runs.some(installs)) return [];
  const [found] = broadAbove(scene);
  if (found === undefined) return [];
  const obstacle = elsewhere(scene, found.stage, found.entries.copy);
  return scene.stage.runs.filter(installs).map((run) => ({ run, obstacle }));
}

interface Above {
  readonly stage: StageFacts;
  readonly entries: CopiedEntries;
}

function broadAbove({ doc, facts, context, stage }: SplitScene): readonly Above[] {
  const found: Above[] = [];
  for (let above = stage.parent; above !== undefined; above = above.parent) {
    for (const copy of above.stage.instructions.filter(isCopy)) {
      const destinations = destinationsOf(facts, context, above, copy);
      if (destinations === undefined) continue;
      const entries = new CopiedEntries(copy, copiedBy(facts, context, above, copy), destinations);
      if (isBroad(doc, above, entries)) found.push({ stage: above, entries });
    }
  }
  return found;
}

function elsewhere({ path }: SplitScene, { stage }: StageFacts, copy: Instruction): Stuck['obstacle'] {
  return {
    code: 'step-between',
    reason: `the COPY stands in the stage ${stage.name ?? String(stage.index)}, on which this one is built: what follows runs again for every edit, unless the COPY moves into the stages that use it`,
    evidence: { path, span: copy.span, text: copy.original.slice(0, 200) },
  };
}
