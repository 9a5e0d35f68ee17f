import { isWithin } from '../facts/paths.js';
import { reachOf } from '../facts/reach.js';
import type { RunCommand, RunFacts } from '../facts/steps.js';
import { isSettings } from '../facts/written-settings.js';
import type { ImageFiles, InstallInputs } from '../install-inputs.js';
import { pathTokens } from '../system-packages/path-tokens.js';
import type { CopiedEntries } from './copied-entries.js';

/** Settings of apt name files by absolute paths alone, so that their text tells what they lead to. */
const OF_APT = ['/etc/apt', '/usr/share/keyrings', '/etc/dpkg'];

/** What is unpacked into these may lie anywhere below. */
const AROUND = new Set(['/', '/etc', '/usr', '/usr/local', '/root']);

/**
 * The command in front of an install that puts what the COPY brings where the install goes by it, `cp docker/pip.conf /etc/pip.conf`:
 * what such a file names was not looked for, since no COPY brings it there.
 *
 * @param runs those of the stage up to the install
 * @param install the command that installs, in the last of them
 */
export function putInPlace(
  runs: readonly RunFacts[],
  install: RunCommand,
  inputs: InstallInputs,
  moving: readonly CopiedEntries[],
  files: ImageFiles,
): RunCommand | undefined {
  const touched = (path: string): boolean =>
    moving.some((entries) => entries.touchedBy([path]) !== undefined);
  const looksAt = [...inputs.reads, ...(inputs.absent ?? []), ...(inputs.folders ?? [])];
  const sources: string[] = [];
  // What another COPY brought is there in any case; what it names may not be.
  const others: string[] = [];
  const namesTouched = (path: string): boolean => pathTokens(files.read(path) ?? '').some(touched);
  const leads = (path: string): boolean => {
    if (OF_APT.some((place) => isWithin(path, place))) return [...sources, ...others].some(namesTouched);
    if (sources.length === 0) return isSettings(path, install.environment) && others.some(namesTouched);
    if (AROUND.has(path) || isSettings(path, install.environment)) return true;
    return looksAt.some((each) => isWithin(path, each) || isWithin(each, path));
  };
  const first = Math.min(...moving.map(({ copy }) => copy.index));
  const late = new Set(runs.filter(({ run }) => run.index > first).flatMap(({ commands }) => commands));
  for (const each of runs.flatMap(({ commands }) => commands)) {
    if (each === install) return undefined;
    const reach = each.call === undefined ? reachOf(each) : undefined;
    if (reach === undefined) continue;
    // What is read may come to be written by a later command: `cat a | tee b`.
    for (const path of reach.reads)
      if (late.has(each) && touched(path)) sources.push(path);
      else if (files.kind(path) === 'file') others.push(path);
    if (sources.length + others.length > 0 && reach.writes.some(leads)) return each;
  }
  return undefined;
}
