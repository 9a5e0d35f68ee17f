import type { Instruction } from '../dockerfile/document.js';
import { copiedBy } from '../facts/image-files.js';
import type { RunFacts } from '../facts/steps.js';
import { folderOf, isTemporary } from './bind-mount-paths.js';
import type { BindScene, BoundPath } from './bind-mount-paths.js';
import { removalOf } from './bind-mount-removal.js';
import type { Removal } from './bind-mount-removal.js';
import { isInner } from './bind-mount-stages.js';

/** Why the image does not hold what the COPY brought. */
export type Ending =
  /** A RUN of the same stage removes it. */
  | { readonly kind: 'removed'; readonly run: RunFacts; readonly removal: Removal }
  /** It lies under /tmp or the like, and nothing later names it. */
  | { readonly kind: 'temporary' }
  /** A later COPY brings the same files. */
  | { readonly kind: 'again'; readonly copy: Instruction }
  /** The stage is not shipped, and nothing takes the files from it. */
  | { readonly kind: 'inner' };

/** Undefined: the image holds the files. */
export function endingOf(
  scene: BindScene,
  copy: Instruction,
  bound: readonly BoundPath[],
): Ending | undefined {
  const { stage } = scene;
  const made = madeFolders(scene, copy, bound);
  for (const run of stage.runs) {
    if (run.run.index < copy.index) continue;
    const removal = removalOf(run, bound, made);
    if (removal) return { kind: 'removed', run, removal };
  }
  if (bound.every(({ target }) => isTemporary(target))) return { kind: 'temporary' };
  const again = broughtAgain(scene, copy, bound);
  if (again) return scene.bindManifests ? { kind: 'again', copy: again } : undefined;
  return isInner(scene) ? { kind: 'inner' } : undefined;
}

/** Folders that only the COPY makes. */
function madeFolders({ stage }: BindScene, copy: Instruction, bound: readonly BoundPath[]): string[] {
  const directories = stage.states.get(copy)?.directories;
  return bound
    .flatMap(({ target, folder }) => (folder ? [] : [folderOf(target)]))
    .filter((path) => directories?.has(path) !== true);
}

/** The COPY that brings the same files again. */
export function broughtAgain(
  { facts, context, stage, bindManifests }: BindScene,
  copy: Instruction,
  bound: readonly BoundPath[],
): Instruction | undefined {
  const later = stage.stage.instructions.filter(
    ({ index, keyword }) => index > copy.index && (keyword === 'COPY' || keyword === 'ADD'),
  );
  // A guess for the option's sake: it is looked at again with the build context.
  if (context === undefined) {
    const first = stage.runs.find(({ run }) => run.index > copy.index)?.run.index ?? Infinity;
    const behind = later.find(
      ({ index, flags }) => index > first && !flags.some(({ name }) => name === 'from'),
    );
    return bindManifests ? behind : undefined;
  }
  return later.find((each) => {
    const brings = copiedBy(facts, context, stage, each);
    return bound.every(
      ({ source, target, folder, from }) =>
        !folder &&
        from === undefined &&
        brings.some((file) => file.image === target && file.source === source),
    );
  });
}
