import type { Evidence } from '../types.js';
import type { Build, BuilderLifetime, Engine } from './build.js';
import { readBuildCommand, type Words } from './command-line.js';
import { projectPath } from './project-paths.js';

/** One command of a script, as much of it as is written out. */
export interface ScriptCommand {
  /** Assignments in front of the command first (`NAME=value`), then its words; undefined is a word only the shell knows. */
  readonly words: Words;
  /** Arguments of the `cd`s in effect, in order; undefined when that cannot be known. */
  readonly directories: Words | undefined;
  /** Where the command stands in the script. */
  readonly start: number;
}

/** Reads a shell script into its commands; a script that cannot be read has none. Another floor's knowledge, so it is handed in. */
export type CommandsOf = (script: string) => readonly ScriptCommand[];

export interface ScriptPlace {
  /** Project-relative folders the script may be run in. */
  readonly folders: readonly (string | undefined)[];
  readonly engine?: Engine | undefined;
  readonly lifetime?: BuilderLifetime | undefined;
  /** Environment that is set around it, e.g. `DOCKER_BUILDKIT`. */
  readonly environment?: ReadonlyMap<string, string> | undefined;
  /** The evidence for a command that stands at an offset of the script. */
  readonly evidenceAt: (offset: number) => Evidence;
}

const MENTIONS_BUILD = /\b(?:docker|podman|buildah|nerdctl|kaniko)\b/;

/** The Builds of a script's commands. */
export function readScriptCommands(script: string, place: ScriptPlace, commandsOf: CommandsOf): Build[] {
  // Reading shell is dear, and most scripts build no image.
  if (!MENTIONS_BUILD.test(script)) return [];
  const buildkit = place.environment?.get('DOCKER_BUILDKIT');
  const before = buildkit === undefined ? [] : [`DOCKER_BUILDKIT=${buildkit}`];
  const builds: Build[] = [];
  for (const { words, directories, start } of commandsOf(script)) {
    if (!words.some((word) => word !== undefined && MENTIONS_BUILD.test(word))) continue;
    for (const folder of place.folders) {
      const { engine, lifetime } = place;
      const commandPlace = {
        folder: enter(folder, directories),
        engine,
        lifetime,
        evidence: place.evidenceAt(start),
      };
      builds.push(...readBuildCommand([...before, ...words], commandPlace));
    }
  }
  return builds;
}

function enter(folder: string | undefined, directories: Words | undefined): string | undefined {
  if (directories === undefined) return undefined;
  let current = folder;
  for (const directory of directories) current = projectPath(current, directory);
  return current;
}
