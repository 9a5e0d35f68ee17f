import type { Instruction } from '../dockerfile/document.js';
import { copyFacts, resolvePath } from '../facts/copy.js';
import { imageFilesAt } from '../facts/image-files.js';
import { isSystemPlace } from '../facts/reach.js';
import { mayBeLinked, mayHold } from './bind-mount-before.js';
import { folderOf, isTemporary } from './bind-mount-paths.js';
import type { BindScene, BoundPath } from './bind-mount-paths.js';
import type { Ending } from './bind-mount-ending.js';

/** Flags of the COPY that makes a folder, which decide whose it is. */
const OWNER = new Set(['chown', 'chmod', 'link']);

/**
 * Whether the image is the same where the files do not stay: nothing was there before, and no folder is made for them.
 *
 * @param holds whether something was there
 */
export function fits(
  scene: BindScene,
  copy: Instruction,
  bound: readonly BoundPath[],
  ending: Ending,
  holds = mayHold,
): boolean {
  const state = scene.stage.states.get(copy);
  if (state === undefined) return false;
  // What is copied to a folder that is there, written without a slash, comes into it.
  const { intoDirectory } = copyFacts(scene.doc, copy, state);
  return bound.every((path) => {
    const { target, folder } = path;
    if (target === '/' || state.directories.has(target)) return false;
    if (ending.kind === 'again')
      return (
        state.directories.has(folderOf(target)) || !ending.copy.flags.some(({ name }) => OWNER.has(name))
      );
    if (mayBeLinked(scene, copy, path)) return false;
    const isNew = !folder && intoDirectory;
    if (ending.kind === 'inner') return isNew || !holds(scene, copy, path);
    if (holds(scene, copy, path)) return false;
    return (
      isTemporary(target) ||
      (state.base !== undefined &&
        !isSystemPlace(target) &&
        (folderOf(target) === '/' || state.directories.has(folderOf(target))))
    );
  });
}

/** What a container runs when it starts may name a file in its own text. */
export function namedWhenStarted(
  { facts, stage, context }: BindScene,
  bound: readonly BoundPath[],
): { instruction: Instruction; path: BoundPath } | undefined {
  if (context === undefined) return undefined;
  for (const where of facts.stages) {
    for (const instruction of where.stage.instructions) {
      if (instruction.keyword !== 'CMD' && instruction.keyword !== 'ENTRYPOINT') continue;
      const workdir = where.states.get(instruction)?.workdir;
      const files = imageFilesAt(facts, context, where, instruction.index);
      for (const word of instruction.json ?? instruction.body.text.split(/\s+/)) {
        const text = files.read(resolvePath(word, workdir) ?? word);
        const path = text === undefined ? undefined : bound.find(({ target }) => text.includes(target));
        if (path && isBelow(where, stage)) return { instruction, path };
      }
    }
  }
  return undefined;
}

/** Whether the stage is the other, or built on it. */
function isBelow(stage: BindScene['stage'], other: BindScene['stage']): boolean {
  for (let at: typeof stage | undefined = stage; at !== undefined; at = at.parent)
    if (at === other) return true;
  return false;
}
