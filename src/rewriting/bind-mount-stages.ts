import type { Instruction } from '../dockerfile/document.js';
import { mountsOf } from '../dockerfile/mounts.js';
import { builtOn } from '../facts/consumers.js';
import { copyFacts, expandValue, resolvePath } from '../facts/copy.js';
import { isWithin } from '../facts/paths.js';
import { isCalled, shippedStages } from '../facts/shipped.js';
import { nameOf } from './bind-mount-paths.js';
import type { BindScene, BoundPath } from './bind-mount-paths.js';

/** Whether neither the stage nor one built on it is an image that somebody gets. */
export function isInner({ facts, stage, builds }: BindScene): boolean {
  const targets = builds.flatMap(({ target }) => (target === undefined ? [] : [target]));
  const shipped = shippedStages(facts, targets);
  return builtOn(facts, stage).every((each) => !shipped.includes(each));
}

/** A COPY --from or a mount that takes one of the files, or a folder above it, out of the stage, or out of one built on it. */
export function takenElsewhere(
  { doc, facts, stage }: BindScene,
  bound: readonly BoundPath[],
): { instruction: Instruction; path: BoundPath } | undefined {
  if (bound.length === 0) return undefined;
  const sources = builtOn(facts, stage);
  const isSource = (from: string | undefined): boolean =>
    from !== undefined && (from.includes('$') || sources.some((each) => isCalled(each, from)));
  const hit = (source: string | undefined): BoundPath | undefined => {
    const path = source === undefined ? undefined : resolvePath(source, '/');
    // What only the build spells out may be any path.
    if (path === undefined || /[*?[\]]/.test(path)) return bound[0];
    // The same name elsewhere may be a link to it.
    return bound.find(
      ({ target }) => isWithin(path, target) || isWithin(target, path) || nameOf(path) === nameOf(target),
    );
  };
  for (const where of facts.stages) {
    for (const instruction of where.stage.instructions) {
      const state = where.states.get(instruction);
      if (state === undefined) continue;
      const { from, sources: words } =
        instruction.keyword === 'COPY'
          ? copyFacts(doc, instruction, state)
          : { from: undefined, sources: [] };
      const taken = isSource(from) ? words.map(hit) : [];
      const mounted = mountsOf(instruction)
        .filter((mount) => isSource(mount.from))
        .map(({ source }) => hit(expandValue(doc, state, source ?? '/')));
      const path = [...taken, ...mounted].find((each) => each !== undefined);
      if (path) return { instruction, path };
    }
  }
  return undefined;
}
