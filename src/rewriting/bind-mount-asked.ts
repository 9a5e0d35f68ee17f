import type { ImageFiles } from '../install-inputs.js';
import { isWithin } from '../facts/paths.js';
import type { RunFacts } from '../facts/steps.js';
import type { SkipCode } from '../types.js';
import type { BindScene, BoundPath } from './bind-mount-paths.js';
import type { Removal } from './bind-mount-removal.js';
import type { Obstacle } from './obstacle.js';

/** How a RUN deals with what was copied: not at all, by reading it, or in a way that a mount does not bear. */
export type Use = 'apart' | 'reads' | Obstacle;

/** What is asked of one RUN, or of a script that it runs. */
export interface Asked {
  readonly scene: BindScene;
  readonly run: RunFacts;
  readonly bound: readonly BoundPath[];
  /** The topmost folders that are there only because of the COPY. */
  readonly made: readonly string[];
  readonly removal: Removal | undefined;
  /** For a script: the files of the image, and how deep it is called. */
  readonly script?: { readonly files: ImageFiles | undefined; readonly depth: number };
}

/** An obstacle at the command that is looked at. */
export type Stop = (code: SkipCode, reason: string) => Obstacle;

export const meets = (place: string, target: string): boolean =>
  isWithin(place, target) || isWithin(target, place);

/** Nothing but a guess which COPY is worth a closer look: it is asked again once the build context is known. */
export const isGuess = ({ scene, bound }: Asked): boolean =>
  scene.context === undefined && bound.every(({ from }) => from === undefined);

/** Every folder lies below `/`, which is nobody's project. */
export const standsIn = (directory: string | undefined, bound: readonly BoundPath[]): boolean =>
  directory !== undefined && directory !== '/' && bound.some(({ target }) => meets(target, directory));
