import type { Instruction } from '../dockerfile/document.js';
import { mountsOf } from '../dockerfile/mounts.js';
import { copyFacts, expandValue, resolvePath } from '../facts/copy.js';
import { instructionsAfter } from '../facts/consumers.js';
import { copiedBy, destinationsOf, imageFilesAt } from '../facts/image-files.js';
import { isWithin } from '../facts/paths.js';
import type { RunFacts } from '../facts/steps.js';
import { fits, namedWhenStarted } from './bind-mount-fit.js';
import { boundPaths, folderOf, isTemporary } from './bind-mount-paths.js';
import type { BindScene, BoundPath } from './bind-mount-paths.js';
import { removalOf } from './bind-mount-removal.js';
import type { Removal } from './bind-mount-removal.js';
import { isInner, takenElsewhere } from './bind-mount-stages.js';
import { useOf } from './bind-mount-use.js';
import { filesWithBound } from './bound-files.js';
import { isObstacle } from './obstacle.js';
import type { Obstacle } from './obstacle.js';

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
  if (ending === undefined || !fits(scene, copy, bound, ending)) return undefined;
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
        call?.call.kind === 'install' ? call.ecosystem.inputs?.(call.call, environment, files) : undefined;
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

/** An owner or a mode is worth a word only where the COPY would become a mount without it. */
function ownerObstacle(scene: BindScene, copy: Instruction, obstacle: Obstacle): Obstacle | undefined {
  const bare = boundPaths(scene, copy, true);
  if (bare === undefined || isObstacle(bare)) return undefined;
  const ending = endingOf(scene, copy, bare);
  if (ending === undefined || quiet(ending) || !fits(scene, copy, bare, ending)) return undefined;
  const users = usersOf(scene, copy, bare, ending);
  return users === undefined || isObstacle(users) || users.length === 0 ? undefined : obstacle;
}

function endingOf(scene: BindScene, copy: Instruction, bound: readonly BoundPath[]): Ending | undefined {
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
function broughtAgain(
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

const NAMING = new Set(['ENV', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ONBUILD', 'VOLUME', 'WORKDIR']);

/** The RUNs that read the files up to where they are gone. */
function usersOf(
  scene: BindScene,
  copy: Instruction,
  bound: readonly BoundPath[],
  ending: Ending,
): RunFacts[] | Obstacle | undefined {
  const { facts, stage } = scene;
  const users: RunFacts[] = [];
  const end = ending.kind === 'removed' ? ending.run.run : ending.kind === 'again' ? ending.copy : undefined;
  for (const { stage: where, instruction } of instructionsAfter(facts, stage, copy.index)) {
    if (end !== undefined && (where !== stage || instruction.index > end.index)) break;
    if (ending.kind === 'again' && instruction === end) break;
    const { keyword } = instruction;
    if (keyword === 'COPY' || keyword === 'ADD') {
      if (mayCopyTo(scene, where, instruction, bound)) return undefined;
    } else if (NAMING.has(keyword)) {
      const path = bound.find(({ target }) => namesIt(instruction, target, ending.kind === 'inner'));
      if (path) return inImage(scene, instruction, path);
    } else if (keyword === 'RUN') {
      const run = where.runs.find((each) => each.run === instruction);
      if (run === undefined) return undefined;
      const removal = ending.kind === 'removed' && run === ending.run ? ending.removal : undefined;
      const use = useOf({ scene, run, bound, strict: quiet(ending), removal });
      if (use === 'apart') continue;
      if (use !== 'reads') return use;
      const clash = mountedThere(scene, run, bound);
      if (clash) return clash;
      users.push(run);
    }
  }
  if (ending.kind === 'inner' || ending.kind === 'temporary') {
    const taken = takenElsewhere(scene, bound, ending.kind === 'inner');
    if (taken) return inImage(scene, taken.instruction, taken.path);
  }
  if (ending.kind === 'temporary') {
    const started = namedWhenStarted(scene, bound);
    if (started) return inImage(scene, started.instruction, started.path);
  }
  return users;
}

function inImage({ path: file }: BindScene, instruction: Instruction, { target }: BoundPath): Obstacle {
  return {
    code: 'file-in-image',
    reason: `${target} is needed later`,
    evidence: { path: file, span: instruction.span, text: instruction.original.slice(0, 200) },
  };
}

/** `strict`: an ONBUILD does whatever it does with all that is there. */
const namesIt = (instruction: Instruction, target: string, strict: boolean): boolean =>
  (strict && instruction.keyword === 'ONBUILD') ||
  instruction.source.includes(target) ||
  instruction.source.includes(target.slice(target.lastIndexOf('/') + 1));

function mayCopyTo(
  { doc, facts, context }: BindScene,
  where: BindScene['stage'],
  instruction: Instruction,
  bound: readonly BoundPath[],
): boolean {
  if (context === undefined) {
    // It is only a guess where the files come from the context, and is looked at again once that is known.
    const state = where.states.get(instruction);
    const place = state && copyFacts(doc, instruction, state).destination;
    return bound.some(
      ({ from, target }) => from !== undefined && (place === undefined || isWithin(target, place)),
    );
  }
  const places = destinationsOf(facts, context, where, instruction);
  if (places === undefined) return true;
  return bound.some(({ target, folder }) => {
    if (folder && places.some((place) => isWithin(place, target))) return true;
    if (!places.some((place) => isWithin(target, place))) return false;
    if (instruction.flags.some(({ name }) => name === 'from')) return true;
    return copiedBy(facts, context, where, instruction).some(({ image }) => isWithin(image, target));
  });
}

/** A mount that is there already at, above or below one of the paths. */
function mountedThere(
  { path, doc }: BindScene,
  { run, before }: RunFacts,
  bound: readonly BoundPath[],
): Obstacle | undefined {
  for (const { target, flag } of mountsOf(run)) {
    const text = target === undefined ? undefined : expandValue(doc, before, target);
    const place = text === undefined ? undefined : resolvePath(text, before.workdir);
    const hit =
      place === undefined ||
      bound.some((each) => isWithin(each.target, place) || isWithin(place, each.target));
    if (!hit) continue;
    return {
      code: 'mount-elsewhere',
      reason: `a mount stands at ${place ?? target ?? 'a place that is not known'} already`,
      evidence: { path, span: flag.span, text: doc.text.slice(flag.span.start, flag.span.end) },
    };
  }
  return undefined;
}
