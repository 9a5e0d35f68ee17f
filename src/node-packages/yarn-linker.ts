import type { Environment } from '../ecosystem-api.js';
import type { Findings } from './findings.js';
import { upward, within } from './manifest.js';
import { yamlText } from './yarn-generation.js';

/** Whether a later yarn links by Plug'n'Play, its default; undefined when a variable decides. */
export function usesPlugAndPlay(
  project: string,
  { home, variable }: Environment,
  found: Findings,
): boolean | undefined {
  if (variable('YARN_NODE_LINKER') !== undefined) return undefined;
  const files = [...upward(project), ...(home === undefined ? [] : [home])].map((folder) =>
    within(folder, '.yarnrc.yml'),
  );
  const linkers = files.flatMap(
    (path) => yamlText({ path, text: found.files.read(path) ?? '' }, 'nodeLinker') ?? [],
  );
  return linkers.every((linker) => linker === 'pnp');
}

const PLUG_AND_PLAY = ['.pnp.', '.yarn/unplugged'];

/** Of what a manager may make, that which the linker in use does. */
export const madeByLinker = (names: readonly string[], plugAndPlay: boolean | undefined): readonly string[] =>
  names.filter((name) =>
    PLUG_AND_PLAY.some((start) => name.startsWith(start))
      ? plugAndPlay !== false
      : name !== 'node_modules' || plugAndPlay !== true,
  );
