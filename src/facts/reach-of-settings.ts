import { absolutePath, cleanPath, findOption, UNKNOWN } from '../ecosystem-api.js';
import type { Call, Environment } from '../ecosystem-api.js';
import type { Reach } from './reach-sets.js';
import { systemPlaces } from './system-places.js';

/** Settings that package managers read from, and write to, in the home directory. */
const AT_HOME = ['.npmrc', '.yarnrc', '.yarnrc.yml', '.bunfig.toml', '.config', '.pip', '.pypirc', '.netrc'];
/** Variables that move them: to a file, or for `.config` a folder. */
const MOVED = ['XDG_CONFIG_HOME', 'NPM_CONFIG_USERCONFIG', 'npm_config_userconfig'];
/** Where the project has them, in the folder of a call and in those above. */
const OF_PROJECT = ['package.json', '.npmrc', 'pnpm-workspace.yaml', '.yarnrc', '.yarnrc.yml'];

/** The places of settings in the home directory; undefined when they are not known. */
export function settingsAtHome(environment: Environment): string[] | undefined {
  const { home, variable } = environment;
  if (home === undefined) return undefined;
  const places = AT_HOME.map((name) => cleanPath(`${home}/${name}`));
  for (const name of MOVED) {
    const value = variable(name) || undefined;
    const path = typeof value === 'string' ? absolutePath(value, environment) : undefined;
    if (value === UNKNOWN || (value !== undefined && path === undefined)) return undefined;
    if (path !== undefined) places.push(path);
  }
  return places;
}

/** What a call that shows or changes settings may read and write. */
export function reachOfSettings(id: string, call: Call, environment: Environment): Reach | undefined {
  const home = settingsAtHome(environment);
  if (home === undefined) return undefined;
  const atHome: Reach = { reads: home, writes: home, folders: [] };
  switch (id) {
    case 'pip':
      return forEverybody(call) ? { ...atHome, writes: [...home, ...systemPlaces] } : atHome;
    case 'npm':
      return reachOfNpm(call, environment, atHome);
    case 'pnpm':
      return inProject(environment, atHome, placeOf(call, environment) === 'project');
    case 'yarn-classic':
      return namesRelease(environment) ? undefined : inProject(environment, atHome, false);
    default:
      return wholeProject(environment, atHome);
  }
}

const forEverybody = (call: Call): boolean => findOption(call, '--global', '-g', '--site') !== undefined;

/** `npm config set` writes to the user's settings unless it is told to write elsewhere; the other verbs show the project's too. */
function reachOfNpm(call: Call, environment: Environment, atHome: Reach): Reach | undefined {
  if (findOption(call, '--userconfig', '--globalconfig', '--prefix', '-C')) return undefined;
  const place = placeOf(call, environment);
  if (place === 'project') return inProject(environment, atHome, true);
  const sets = call.subcommand?.value === 'set' || call.operands[0]?.value === 'set';
  if (call.subcommand?.value === 'config' && !sets) return inProject(environment, atHome, false);
  return place === 'global' ? { ...atHome, writes: [...atHome.writes, ...systemPlaces] } : atHome;
}

/** What `--location` says; what is not known may be the project. */
function placeOf(call: Call, environment: Environment): 'project' | 'user' | 'global' {
  if (forEverybody(call)) return 'global';
  const option = findOption(call, '--location', '-L');
  const value = option
    ? // `-L project`: readers of options that do not know it take the value for an operand.
      (option.value ??
      call.operands.find((word) => word === wordBehind(call, option.words.at(-1)))?.value ??
      'project')
    : (environment.variable('npm_config_location') ?? environment.variable('NPM_CONFIG_LOCATION') ?? 'user');
  return value === 'user' || value === 'global' ? value : 'project';
}

function wordBehind(call: Call, word: Call['operands'][number] | undefined) {
  const { words } = call.argv;
  return word && words[words.indexOf(word) + 1];
}

/** The project's settings files, in the working directory and above; undefined when that is not known. */
function projectSettings({ workingDirectory }: Environment): string[] | undefined {
  if (workingDirectory === undefined) return undefined;
  const files: string[] = [];
  for (let folder = workingDirectory; ; folder = cleanPath(`${folder}/..`)) {
    files.push(...OF_PROJECT.map((name) => cleanPath(`${folder}/${name}`)));
    if (folder === '/') return files;
  }
}

function inProject(environment: Environment, atHome: Reach, writes: boolean): Reach | undefined {
  const files = projectSettings(environment);
  if (files === undefined) return undefined;
  return {
    reads: [...atHome.reads, ...files],
    writes: writes ? [...atHome.writes, ...files] : atHome.writes,
    folders: writes && environment.workingDirectory !== undefined ? [environment.workingDirectory] : [],
  };
}

/** A .yarnrc may name the yarn that is then run. */
function namesRelease(environment: Environment): boolean {
  const { files } = environment;
  return (projectSettings(environment) ?? []).some(
    (path) =>
      path.includes('/.yarnrc') &&
      (files === undefined ? environment.mayBeCopied(path) : files.kind(path) !== undefined),
  );
}

/** Later yarns keep their settings, and may keep themselves, in the project. */
function wholeProject(environment: Environment, atHome: Reach): Reach | undefined {
  const files = projectSettings(environment);
  const { workingDirectory } = environment;
  if (files === undefined || workingDirectory === undefined) return undefined;
  const all = [workingDirectory, ...files];
  return { reads: [...atHome.reads, ...all], writes: [...atHome.writes, ...all], folders: [] };
}
