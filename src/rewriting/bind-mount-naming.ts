import type { Instruction } from '../dockerfile/document.js';
import { builtOn } from '../facts/consumers.js';
import { isWithin } from '../facts/paths.js';
import type { Ending } from './bind-mount-ending.js';
import { COMMON, foldersAround, holdsPath, namesFolder } from './bind-mount-mentions.js';
import { nameOf } from './bind-mount-paths.js';
import type { BindScene, BoundPath } from './bind-mount-paths.js';

/** An instruction by which one of the files is needed in the image, though no command names it. */
export interface Naming {
  readonly instruction: Instruction;
  readonly path: BoundPath;
}

/** What a later RUN goes by, ARG like ENV: https://docs.docker.com/reference/dockerfile/#arg */
const FOR_RUNS = new Set(['ENV', 'ARG', 'SHELL', 'VOLUME']);
const FOR_IMAGES = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ONBUILD', 'WORKDIR']);

export const isNaming = ({ keyword }: Instruction): boolean =>
  FOR_RUNS.has(keyword) || FOR_IMAGES.has(keyword);

const isAroundIn = (text: string, target: string): boolean =>
  foldersAround(target).some((folder) => namesFolder(text, folder));

/** The path that an instruction behind the COPY names, by itself or by a folder around it. */
export function namedBy(
  instruction: Instruction,
  bound: readonly BoundPath[],
  { kind }: Ending,
): BoundPath | undefined {
  const { keyword, source } = instruction;
  // It does whatever it does with all that is there.
  if (keyword === 'ONBUILD' && (kind === 'inner' || kind === 'temporary')) return bound[0];
  const around = FOR_RUNS.has(keyword) || kind === 'temporary';
  return bound.find(
    ({ target }) =>
      source.includes(target) || source.includes(nameOf(target)) || (around && isAroundIn(source, target)),
  );
}

/** A variable or a command of the image that names one of the files before it comes. */
export function namedBefore(
  scene: BindScene,
  copy: Instruction,
  bound: readonly BoundPath[],
  ending: Ending,
): Naming | undefined {
  for (let at: BindScene['stage'] | undefined = scene.stage; at !== undefined; at = at.parent) {
    for (const instruction of at.stage.instructions) {
      if (at === scene.stage && instruction.index >= copy.index) break;
      if (!isNaming(instruction) || instruction.keyword === 'WORKDIR') continue;
      const path = FOR_RUNS.has(instruction.keyword)
        ? namedBy(instruction, bound, ending)
        : bound.find(
            ({ target }) =>
              holdsPath(instruction.source, target) ||
              (ending.kind === 'temporary' && isAroundIn(instruction.source, target)),
          );
      if (path) return { instruction, path };
    }
  }
  return namedByValue(scene, copy, bound);
}

/** What a variable holds may be put together from others, or come from the base image or from an ARG in front of FROM. */
function namedByValue(
  { stage }: BindScene,
  copy: Instruction,
  bound: readonly BoundPath[],
): Naming | undefined {
  const state = stage.states.get(copy);
  const values = state === undefined ? [] : [...state.args.values(), ...state.env.values()];
  const path = bound.find(({ target }) =>
    values.some(
      (value) => typeof value === 'string' && (holdsPath(value, target) || isAroundIn(value, target)),
    ),
  );
  return path && { instruction: copy, path };
}

/** The folder in which the image's command runs holds one of the files. */
export function standsAround({ facts, stage }: BindScene, bound: readonly BoundPath[]): Naming | undefined {
  for (const { final, stage: where } of builtOn(facts, stage)) {
    const { workdir } = final;
    if (workdir === undefined || workdir === '/' || COMMON.has(workdir)) continue;
    const path = bound.find(({ target }) => isWithin(target, workdir));
    const instruction = where.instructions.findLast(({ keyword }) => keyword === 'WORKDIR') ?? where.from;
    if (path) return { instruction, path };
  }
  return undefined;
}

/** A FROM that another value of a build argument lets stand on the stage, or on one that is built on it. */
export function mayStandOn({ facts, stage }: BindScene): Instruction | undefined {
  if (!builtOn(facts, stage).some((each) => each.stage.name !== undefined)) return undefined;
  return facts.stages.find(
    ({ stage: { image: written }, image, parent }) =>
      written.includes('$') && (image === undefined || parent !== undefined),
  )?.stage.from;
}
