import type { Instruction } from '../dockerfile/document.js';
import { imageFilesAt } from '../facts/image-files.js';
import type { RunFacts } from '../facts/steps.js';
import { mayBeCopied, runThatMakes } from './bind-mount-before.js';
import { broughtAgain, endingOf } from './bind-mount-ending.js';
import type { Ending } from './bind-mount-ending.js';
import { fits } from './bind-mount-fit.js';
import { boundPaths } from './bind-mount-paths.js';
import type { BindScene, BoundPath } from './bind-mount-paths.js';
import { usersOf } from './bind-mount-users.js';
import { filesWithBound } from './bound-files.js';
import { isObstacle } from './obstacle.js';
import type { Obstacle } from './obstacle.js';

/** A COPY that becomes bind mounts on the RUNs that read what it brought. */
export interface BindPlan {
  readonly copy: Instruction;
  readonly bound: readonly BoundPath[];
  readonly users: readonly RunFacts[];
  readonly ending: Ending;
}

/** More mounts than this on one RUN are harder to read than a COPY. */
const MOST_MOUNTS = 6;

/** Undefined: the COPY is no candidate. */
export function planBind(scene: BindScene, copy: Instruction): BindPlan | Obstacle | undefined {
  const state = scene.stage.states.get(copy);
  if (state === undefined || state.windows) return undefined;
  const bound = boundPaths(scene, copy);
  if (bound === undefined) return undefined;
  if (isObstacle(bound)) return ownerObstacle(scene, copy, bound);
  if (bound.length > MOST_MOUNTS) return undefined;
  const ending = endingOf(scene, copy, bound);
  if (ending === undefined) return undefined;
  if (!fits(scene, copy, bound, ending)) return stepObstacle(scene, copy, bound, ending);
  const users = usersOf(scene, copy, bound, ending);
  if (users === undefined || isObstacle(users)) return quiet(ending) ? undefined : users;
  if (users.length === 0 || (ending.kind === 'again' && staysInPart(scene, users))) return undefined;
  return { copy, bound, users, ending };
}

/** Some of an install's manifests would stay copied, because their COPY cannot become mounts: half of both styles is none. */
function staysInPart(scene: BindScene, users: readonly RunFacts[]): boolean {
  const { facts, context, stage, doc } = scene;
  if (context === undefined) return false;
  return users.some((run) => {
    const files = filesWithBound(imageFilesAt(facts, context, stage, run.run.index), doc, run, context);
    return run.commands.some(({ call, environment }) => {
      const inputs =
        call?.call.kind === 'install' ? call.ecosystem.inputs(call.call, environment, files) : undefined;
      if (inputs === undefined || 'code' in inputs) return false;
      const copies = new Set(inputs.reads.flatMap((path) => files.origin(path)?.copy ?? []));
      return [...copies].some((copy) => {
        if (copy.keyword === 'RUN') return false;
        const bound = boundPaths(scene, copy);
        return bound === undefined || isObstacle(bound) || broughtAgain(scene, copy, bound) === undefined;
      });
    });
  });
}

/** What an unknown command might read is no reason worth telling for sources that a build needs. */
const quiet = ({ kind }: Ending): boolean => kind === 'inner' || kind === 'again';

/** An earlier step is worth a word only where the COPY would become a mount without it. */
function stepObstacle(
  scene: BindScene,
  copy: Instruction,
  bound: readonly BoundPath[],
  ending: Ending,
): Obstacle | undefined {
  if (quiet(ending) || !fits(scene, copy, bound, ending, mayBeCopied)) return undefined;
  const users = usersOf(scene, copy, bound, ending);
  if (users === undefined || isObstacle(users) || users.length === 0) return undefined;
  for (const path of bound) {
    const run = runThatMakes(scene, copy, path)?.run;
    if (run === undefined) continue;
    return {
      code: 'step-between',
      reason: `a step before may have put something at ${path.target}, which would be in the image without the COPY`,
      evidence: { path: scene.path, span: run.span, text: run.original.slice(0, 200) },
    };
  }
  return undefined;
}

/** An owner or a mode is worth a word only where the COPY would become a mount without it. */
function ownerObstacle(scene: BindScene, copy: Instruction, obstacle: Obstacle): Obstacle | undefined {
  const bare = boundPaths(scene, copy, true);
  if (bare === undefined || isObstacle(bare)) return undefined;
  const ending = endingOf(scene, copy, bare);
  if (ending === undefined || quiet(ending) || !fits(scene, copy, bare, ending)) return undefined;
  const users = usersOf(scene, copy, bare, ending);
  return users === undefined || isObstacle(users) || users.length === 0 ? undefined : obstacle;
}
