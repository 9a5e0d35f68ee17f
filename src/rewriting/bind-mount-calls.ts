import type { ImageFiles } from '../install-inputs.js';
import { isWithin, relate } from '../facts/paths.js';
import { reachOf, reachOfRedirects } from '../facts/reach.js';
import type { RunCommand } from '../facts/steps.js';
import { isGuess, meets, standsIn } from './bind-mount-asked.js';
import type { Asked, Stop, Use } from './bind-mount-asked.js';
import type { BoundPath } from './bind-mount-paths.js';
import { filesWithBound } from './bound-files.js';

const PACKED = /\.(?:whl|deb|rpm)$/;

type Install = NonNullable<RunCommand['call']>;

/** A package manager that may write its manifests cannot have them read-only. Undefined: no install that says what it reads. */
export function useOfInstall(asked: Asked, each: RunCommand, stop: Stop): Use | undefined {
  const { bound, scene } = asked;
  const { call, environment } = each;
  if (call === undefined || call.call.kind !== 'install') return undefined;
  const redirects = reachOfRedirects(each);
  const targets = bound.map(({ target }) => target);
  if (
    redirects === undefined ||
    redirects.reads.some((place) => targets.some((target) => meets(place, target)))
  )
    return stop('step-between', 'what it is given is not known');
  const named = each.paths.filter((path) => targets.some((target) => relate(path, target) !== 'apart'));
  // Packages in one file are unpacked elsewhere; a folder may be built in place.
  if (isAllPackages(each, named, targets))
    return call.ecosystem.readsOnly?.(call.call, targets) === true ? 'reads' : undefined;
  const files = environment.files ?? asked.script?.files;
  if (files === undefined || scene.context === undefined) {
    if (isGuess(asked))
      return named.length > 0 || standsIn(environment.workingDirectory, bound) ? 'reads' : 'apart';
    return call.ecosystem.rootOnly && named.length === 0
      ? undefined
      : stop('context-unknown', 'what it reads is not known without the build context');
  }
  const written = writtenBy(reachOf(each)?.writes ?? [], bound);
  if (written !== undefined)
    return stop('mount-read-only', `it writes to ${written}, where a bind mount is read-only`);
  return useByInputs(asked, each, call, filesWithBound(files, scene.doc, asked.run, scene.context), stop);
}

const writtenBy = (places: readonly string[], bound: readonly BoundPath[]): string | undefined =>
  bound.find(({ target }) => places.some((place) => meets(place, target)))?.target;

function isAllPackages(
  { argv, environment }: RunCommand,
  named: RunCommand['paths'],
  targets: readonly string[],
): boolean {
  if (named.length === 0 || argv.words.some((word) => environment.expand(word) === undefined)) return false;
  return named.every(
    (each) => PACKED.test(each.path) && !each.glob && targets.some((target) => isWithin(each.path, target)),
  );
}

function useByInputs(
  { bound }: Asked,
  each: RunCommand,
  { call, ecosystem }: Install,
  files: ImageFiles,
  stop: Stop,
): Use {
  const inputs = ecosystem.inputs(call, each.environment, files);
  if ('code' in inputs) return stop(inputs.code, inputs.reason);
  const overwritten = (inputs.overwrites ?? []).flatMap(({ file }) => file ?? []);
  const written = writtenBy([...inputs.makes, ...overwritten], bound);
  if (written !== undefined)
    return stop('mount-read-only', `it writes to ${written}, where a bind mount is read-only`);
  const reads = [...inputs.reads, ...(inputs.folders ?? [])];
  const other = each.paths.find(
    (named) =>
      bound.some(({ target }) => ['same', 'inside'].includes(relate(named, target))) &&
      !reads.includes(named.path),
  );
  if (other) return stop('mount-read-only', `whether it only reads ${other.path} is not known`);
  if (!bound.some(({ target }) => reads.some((place) => meets(place, target)))) return 'apart';
  const targets = bound.map(({ target }) => target);
  return ecosystem.readsOnly?.(call, targets) === true
    ? 'reads'
    : stop('mount-read-only', 'it may write to its manifests, where a bind mount is read-only');
}
