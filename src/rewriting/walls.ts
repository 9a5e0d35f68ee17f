import { argumentsOf } from '../dockerfile/arguments.js';
import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import { envPairs } from '../dockerfile/words.js';
import type { StageFacts } from '../facts/facts.js';
import { isWithin } from '../facts/paths.js';
import { isPackagePlace, isSystemPlace } from '../facts/reach.js';
import { homeOf } from '../facts/state.js';
import type { RunFacts } from '../facts/steps.js';
import type { CopiedEntries } from './copied-entries.js';

/** An instruction that a copy cannot be moved across, or the copy itself, and why. */
export interface Wall {
  readonly at: Instruction;
  readonly reason: string;
}

/** Whether the copies mean the same behind an instruction that is no RUN and no COPY. */
export function wallBetween(
  doc: DockerDocument,
  stage: StageFacts,
  moving: readonly CopiedEntries[],
  instruction: Instruction,
): Wall | undefined {
  const wall = (reason: string): Wall => ({ at: instruction, reason });
  switch (instruction.keyword) {
    case 'ARG':
    case 'ENV': {
      const names = envPairs(instruction, doc.escape).map(({ name }) => name);
      const read = moving.some(({ copy }) =>
        names.some((name) => new RegExp(`\\$\\{?${name}\\b`).test(copy.source)),
      );
      return read ? wall('the COPY names a variable that it sets') : undefined;
    }
    case 'WORKDIR': {
      const next = doc.instructions[instruction.index + 1];
      const after = next && stage.states.get(next)?.workdir;
      const relative = moving.some(
        ({ copy }) =>
          !(argumentsOf(copy).at(-1) ?? '').startsWith('/') && stage.states.get(copy)?.workdir !== after,
      );
      return relative ? wall('the COPY goes to a path relative to WORKDIR') : undefined;
    }
    case 'VOLUME':
      return wall('what is copied below a volume may be lost');
    default:
      return undefined;
  }
}

/** Settings and keys that git, ssh and package managers look for in the home directory. */
const HOME_FILES =
  '.ssh .gitconfig .netrc .config .gnupg .bashrc .bash_profile .profile .npmrc .yarnrc .yarnrc.yml .bunfig.toml .pip .pypirc .docker .aws'.split(
    ' ',
  );

/** Whether an install could tell that the copies are not there yet, by where they lie. */
export function wallForInstall(
  moving: readonly CopiedEntries[],
  { before, commands }: RunFacts,
): Wall | undefined {
  // Packages of the system bring files of their own where a web server's pages lie.
  const ofSystem = commands.some(
    ({ call }) => call?.ecosystem.rootOnly === true && call.call.kind === 'install',
  );
  const isTaken = ofSystem ? isPackagePlace : isSystemPlace;
  const home = homeOf(before, before.account) ?? '/root';
  const settings = HOME_FILES.map((name) => `${home === '/' ? '' : home}/${name}`);
  for (const { copy, files } of moving) {
    if (files.some(({ image }) => isTaken(image)))
      return { at: copy, reason: 'it copies to where packages are installed' };
    if (files.some(({ image }) => settings.some((place) => isWithin(image, place))))
      return { at: copy, reason: 'it copies settings into the home directory, which installs look for' };
  }
  return undefined;
}

const OWNER_FLAGS = new Set(['chown', 'chmod', 'link']);

/**
 * A folder that a copy makes has the owner and mode that the copy gives it. Behind a step that makes the folder first it would have
 * others.
 *
 * @param kept copies in whose place manifests come, which make the folder as before
 * @param written what the steps between make
 */
export function wallForOwner(
  stage: StageFacts,
  moved: readonly CopiedEntries[],
  kept: (copy: Instruction) => boolean,
  behind: Instruction,
  written: readonly string[],
): Wall | undefined {
  for (const { copy, destinations } of moved) {
    if (kept(copy) || !copy.flags.some(({ name }) => OWNER_FLAGS.has(name))) continue;
    const there = stage.states.get(copy)?.directories;
    const made = destinations.filter((folder) => folder !== '/' && there?.has(folder) !== true);
    const within = (path: string) => made.some((folder) => isWithin(path, folder));
    const entered = stage.stage.instructions.some(
      ({ keyword, index }) =>
        keyword === 'WORKDIR' &&
        index > copy.index &&
        index < behind.index &&
        within(workdirBehind(stage, index) ?? '/'),
    );
    if (entered || written.some(within))
      return {
        at: copy,
        reason: 'it makes a folder with an owner of its own, which another step would make first',
      };
  }
  return undefined;
}

function workdirBehind(stage: StageFacts, index: number): string | undefined {
  const next = stage.stage.instructions.find((each) => each.index > index);
  return (next === undefined ? stage.final : stage.states.get(next))?.workdir;
}
