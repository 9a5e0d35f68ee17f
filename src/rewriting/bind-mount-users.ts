import type { Instruction } from '../dockerfile/document.js';
import { mountsOf } from '../dockerfile/mounts.js';
import { instructionsAfter } from '../facts/consumers.js';
import { copyFacts, expandValue, resolvePath } from '../facts/copy.js';
import { copiedBy, destinationsOf } from '../facts/image-files.js';
import { ancestors, isWithin } from '../facts/paths.js';
import type { RunFacts } from '../facts/steps.js';
import type { Ending } from './bind-mount-ending.js';
import { namedWhenStarted } from './bind-mount-fit.js';
import { holdsPath } from './bind-mount-mentions.js';
import { isNaming, mayStandOn, namedBefore, namedBy, standsAround } from './bind-mount-naming.js';
import type { BindScene, BoundPath } from './bind-mount-paths.js';
import { takenElsewhere } from './bind-mount-stages.js';
import { useOf } from './bind-mount-use.js';
import type { Obstacle } from './obstacle.js';

/** The RUNs that read the files up to where they are gone. Undefined: something else may come to their place. */
export function usersOf(
  scene: BindScene,
  copy: Instruction,
  bound: readonly BoundPath[],
  ending: Ending,
): RunFacts[] | Obstacle | undefined {
  const { facts, stage } = scene;
  const base = mayStandOn(scene);
  if (base)
    return {
      code: 'argument-decides',
      reason:
        'with another value of a build argument a stage is built on this one, where the files would be gone',
      evidence: { path: scene.path, span: base.span, text: base.original },
    };
  const early =
    namedBefore(scene, copy, bound, ending) ??
    (ending.kind === 'temporary' ? standsAround(scene, bound) : undefined);
  if (early) return inImage(scene, early.instruction, early.path);
  const users: RunFacts[] = [];
  const made = madeByCopy(scene, copy, bound);
  const left = ending.kind === 'again' || removesFolders(ending, made) ? [] : made;
  const end = ending.kind === 'removed' ? ending.run.run : ending.kind === 'again' ? ending.copy : undefined;
  for (const { stage: where, instruction } of instructionsAfter(facts, stage, copy.index)) {
    if (instruction === end && ending.kind === 'again') break;
    const past = end !== undefined && (where !== stage || instruction.index > end.index);
    if (past && left.length === 0) break;
    const found = past
      ? useOfFolders(scene, where, instruction, left)
      : useAt({ scene, bound, made, ending }, where, instruction);
    if (found === 'unknown') return undefined;
    if (typeof found !== 'object') continue;
    if ('code' in found) return found;
    users.push(found);
  }
  const gone = ending.kind === 'inner' || ending.kind === 'temporary' ? bound : [];
  const taken = takenElsewhere(scene, [...gone, ...left.map(asFolder)]);
  if (taken) return inImage(scene, taken.instruction, taken.path);
  const started = ending.kind === 'temporary' ? namedWhenStarted(scene, bound) : undefined;
  return started ? inImage(scene, started.instruction, started.path) : users;
}

interface Sought {
  readonly scene: BindScene;
  readonly bound: readonly BoundPath[];
  /** The topmost folders that are there only because of the COPY. */
  readonly made: readonly string[];
  readonly ending: Ending;
}

function useAt(
  { scene, bound, made, ending }: Sought,
  where: BindScene['stage'],
  instruction: Instruction,
): RunFacts | Obstacle | 'apart' | 'unknown' {
  const { keyword } = instruction;
  if (keyword === 'COPY' || keyword === 'ADD')
    return mayCopyTo(scene, where, instruction, bound, made) ? 'unknown' : 'apart';
  if (isNaming(instruction)) {
    const path =
      namedBy(instruction, bound, ending) ??
      made.map(asFolder).find(({ target }) => holdsPath(instruction.source, target));
    return path === undefined ? 'apart' : inImage(scene, instruction, path);
  }
  if (keyword !== 'RUN') return 'apart';
  const run = where.runs.find((each) => each.run === instruction);
  if (run === undefined) return 'unknown';
  const removal = ending.kind === 'removed' && run === ending.run ? ending.removal : undefined;
  const use = useOf({ scene, run, bound, made, removal });
  if (use !== 'reads') return use;
  return mountedThere(scene, run, bound) ?? run;
}

/** Behind the removal: whether the folders that would be gone without the COPY are used. */
function useOfFolders(
  scene: BindScene,
  where: BindScene['stage'],
  instruction: Instruction,
  left: readonly string[],
): Obstacle | 'apart' | 'unknown' {
  const bound = left.map(asFolder);
  const [folder] = bound;
  if (folder === undefined) return 'apart';
  const use = useAt({ scene, bound, made: [], ending: { kind: 'temporary' } }, where, instruction);
  return typeof use === 'object' && !('code' in use) ? inImage(scene, instruction, folder) : use;
}

const asFolder = (target: string): BoundPath => ({
  source: '',
  from: undefined,
  target,
  folder: true,
  written: target,
});

/** The topmost folder above each of the paths that was not there before. */
function madeByCopy({ stage }: BindScene, copy: Instruction, bound: readonly BoundPath[]): string[] {
  const there = stage.states.get(copy)?.directories;
  const topmost = bound.flatMap(
    ({ target }) => ancestors(target).findLast((path) => there?.has(path) !== true) ?? [],
  );
  return [...new Set(topmost)];
}

/** The step that removes the files removes the folders too. */
const removesFolders = (ending: Ending, made: readonly string[]): boolean =>
  ending.kind === 'removed' &&
  made.every((folder) =>
    ending.removal.words.some(({ from, words }) =>
      from.paths.some(({ path, word }) => path === folder && words.includes(word)),
    ),
  );

function inImage({ path: file }: BindScene, instruction: Instruction, { target }: BoundPath): Obstacle {
  return {
    code: 'file-in-image',
    reason: `${target} is needed later`,
    evidence: { path: file, span: instruction.span, text: instruction.original.slice(0, 200) },
  };
}

function mayCopyTo(
  { doc, facts, context }: BindScene,
  where: BindScene['stage'],
  instruction: Instruction,
  bound: readonly BoundPath[],
  made: readonly string[],
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
  if (places.some((place) => made.some((folder) => isWithin(place, folder)))) return true;
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
