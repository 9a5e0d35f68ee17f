import type { Instruction } from '../dockerfile/document.js';
import { CommandLine } from '../facts/command-paths.js';
import type { StageFacts } from '../facts/facts.js';
import { imageFilesAt, unknownCopies } from '../facts/image-files.js';
import { ancestors, isWithin, relate } from '../facts/paths.js';
import { reachOf, unseenIn } from '../facts/reach.js';
import type { RunCommand, RunFacts } from '../facts/steps.js';
import { meets } from './bind-mount-asked.js';
import { isTemporary } from './bind-mount-paths.js';
import type { BindScene, BoundPath } from './bind-mount-paths.js';

/** Whether an earlier step may have put something at the path: what is not known to be elsewhere may be there. */
export const mayHold = (scene: BindScene, copy: Instruction, path: BoundPath): boolean =>
  mayBeCopied(scene, copy, path) || runThatMakes(scene, copy, path) !== undefined;

export function mayBeCopied(
  { facts, stage, context }: BindScene,
  copy: Instruction,
  { target }: BoundPath,
): boolean {
  if (context === undefined) return false;
  if (imageFilesAt(facts, context, stage, copy.index).kind(target) !== undefined) return true;
  return unknownCopies(facts, context, stage, copy.index).some(
    ({ place }) => isWithin(target, place) && !(isTemporary(target) && place === '/'),
  );
}

/** The first RUN in front of the COPY that may put something at the path. */
export function runThatMakes(
  { stage, context }: BindScene,
  copy: Instruction,
  { target, from }: BoundPath,
): RunFacts | undefined {
  // It is asked again once the build context is known.
  const guess = context === undefined && from === undefined;
  return runsBefore(stage, copy).find((run) =>
    guess ? run.commands.some((each) => names(each, target)) : mayMake(run, target),
  );
}

/** Whether the path may lead elsewhere, or another path to it, by a link that an earlier step made. */
export function mayBeLinked(scene: BindScene, copy: Instruction, { target }: BoundPath): boolean {
  const { facts, stage, context } = scene;
  const files = context && imageFilesAt(facts, context, stage, copy.index);
  if (ancestors(target).some((folder) => files?.kind(folder) === 'symlink' || LINKS.has(folder))) return true;
  return runsBefore(stage, copy).some(({ commands }) =>
    commands.some((each) => isLinking(each) && each.paths.some((named) => relate(named, target) !== 'apart')),
  );
}

/** Links of every Debian and Alpine image. */
const LINKS = new Set(['/var/run', '/var/lock']);

const isLinking = (each: RunCommand): boolean =>
  each.argv.name === 'ln' || (each.argv.name === 'cp' && new CommandLine(each).has('-s', '--symbolic-link'));

/** The RUNs in front of the COPY, those of the stages below included. */
function runsBefore(stage: StageFacts, copy: Instruction): RunFacts[] {
  const found: RunFacts[] = [];
  for (let at: StageFacts | undefined = stage; at !== undefined; at = at.parent)
    found.push(...at.runs.filter(({ run }) => at !== stage || run.index < copy.index));
  return found;
}

const names = ({ paths }: RunCommand, target: string): boolean =>
  paths.some((named) => ['same', 'inside'].includes(relate(named, target)));

function mayMake(run: RunFacts, target: string): boolean {
  if (unseenIn(run) !== undefined) return true;
  return run.commands.some((each) => {
    if (names(each, target)) return true;
    const writes = writesOf(each);
    if (writes === undefined) return true;
    return writes.some((place) => (makesNothingBelow(each) ? isWithin(place, target) : meets(place, target)));
  });
}

/** Undefined: anywhere. */
function writesOf(each: RunCommand): readonly string[] | undefined {
  const reach = reachOf(each);
  if (reach !== undefined || each.call?.call.kind !== 'install') return reach?.writes;
  // A package manager puts what it installs where it runs, or where the system's packages are.
  const { workingDirectory } = each.environment;
  return workingDirectory === undefined ? undefined : [workingDirectory];
}

const EXACT = new Set(['mkdir', 'touch', 'rm', 'rmdir', 'unlink', 'chmod', 'chown', 'chgrp']);

/** Commands that make what they name at most, and nothing in it. */
const makesNothingBelow = (each: RunCommand): boolean =>
  EXACT.has(each.argv.name) ||
  (each.argv.name === 'install' && new CommandLine(each).has('-d', '--directory'));
