import { absolutePath, cleanPath, UNKNOWN } from '../ecosystem-api.js';
import type { Call, Environment } from '../ecosystem-api.js';
import type { ImageFiles } from '../install-inputs.js';
import { NOTHING } from './reach-sets.js';
import type { Reach } from './reach-sets.js';
import type { RunCommand } from './steps.js';
import { reachOfSettings, settingsAtHome } from './reach-of-settings.js';
import { packagePlaces, systemPlaces } from './system-places.js';

/** Variables that say where what is installed for everybody goes. */
const PREFIXES = [
  'NPM_CONFIG_PREFIX',
  'npm_config_prefix',
  'PNPM_HOME',
  'BUN_INSTALL',
  'VIRTUAL_ENV',
  'PYTHONUSERBASE',
];
/** Calls of kind `other` that look at no more of the project than its settings. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  pip: ['list', 'show', 'freeze', 'check', 'cache', 'config', 'debug'],
  npm: ['config', 'set', 'cache', 'ping'],
  pnpm: ['config', 'set'],
  'yarn-berry': ['config'],
  'yarn-classic': ['config'],
};

/** The files of nothing: what an install then asks for in vain, it would read from the project. */
const NO_FILES: ImageFiles = {
  read: () => undefined,
  kind: () => undefined,
  list: () => [],
  executable: () => undefined,
  origin: () => undefined,
};

type RecognisedCall = NonNullable<RunCommand['call']>;

/** What a package manager's call may read and write; its caches and lists are left out. */
export function reachOfCall(command: RunCommand, { ecosystem, call }: RecognisedCall): Reach | undefined {
  const { environment } = command;
  if (onlyVersion(call)) return NOTHING;
  switch (call.kind) {
    case 'clean':
      return ecosystem.rootOnly ? { ...NOTHING, writes: systemPlaces } : NOTHING;
    case 'configure':
      return reachOfSettings(ecosystem.id, call, environment);
    case 'build':
      return undefined;
    case 'other': {
      const harmless = HARMLESS[ecosystem.id]?.includes(call.subcommand?.value ?? '') === true;
      return harmless ? reachOfSettings(ecosystem.id, call, environment) : undefined;
    }
    default:
      return reachOfInstall(command, { ecosystem, call });
  }
}

const onlyVersion = ({ kind, argv }: Call): boolean =>
  kind === 'other' &&
  argv.words.length === 2 &&
  ['--version', '-v', '-V'].includes(argv.words[1]?.value ?? '') &&
  // These look which version of themselves the project wants.
  !['yarn', 'pnpm', 'pnpx'].includes(argv.name);

function reachOfInstall(
  { environment, argv }: RunCommand,
  { ecosystem, call }: RecognisedCall,
): Reach | undefined {
  const home = ecosystem.rootOnly ? [] : settingsAtHome(environment);
  const inputs = ecosystem.inputs(call, environment, environment.files ?? NO_FILES);
  if ('code' in inputs) {
    const { workingDirectory } = environment;
    if (environment.files !== undefined || inputs.code !== 'manifest-missing') return undefined;
    if (workingDirectory === undefined || home === undefined) return undefined;
    const everywhere = [...home, workingDirectory];
    return { reads: everywhere, writes: [...everywhere, ...systemPlaces], folders: [workingDirectory] };
  }
  if (home === undefined) return undefined;
  const overwritten = (inputs.overwrites ?? []).flatMap(({ file }) => file ?? []);
  const writes = [...inputs.makes, ...overwritten];
  const reads = [...inputs.reads, ...(inputs.folders ?? []), ...home];
  if (inputs.makes.length > 0) return { reads, writes, folders: [] };
  // Nothing in the project: it installs for everybody.
  const prefixes = ecosystem.rootOnly ? [] : prefixesOf(environment, argv.words[0]?.value);
  if (prefixes === undefined) return undefined;
  return {
    reads,
    writes: [...writes, ...(ecosystem.rootOnly ? packagePlaces : systemPlaces), ...prefixes],
    folders: [],
  };
}

/** Folders outside the system's where packages for everybody go. */
function prefixesOf(environment: Environment, program: string | undefined): string[] | undefined {
  const folders = environment.home === undefined ? [] : [cleanPath(`${environment.home}/.local`)];
  for (const name of PREFIXES) {
    const value = environment.variable(name) || undefined;
    const path = value === undefined || value === UNKNOWN ? value : absolutePath(value, environment);
    if (path === UNKNOWN || (value !== undefined && path === undefined)) return undefined;
    if (path !== undefined) folders.push(path);
  }
  // `/opt/venv/bin/pip`, and `pip` where a virtual environment comes first in PATH
  const path = environment.variable('PATH');
  const bins = [
    ...(program?.includes('/') === true ? [program.slice(0, program.lastIndexOf('/'))] : []),
    ...(typeof path === 'string' ? path.split(':') : []),
  ];
  for (const bin of bins) {
    const folder = bin.endsWith('/bin') ? absolutePath(`${bin}/..`, environment) : undefined;
    if (folder !== undefined && folder !== '/' && folder !== '/usr') folders.push(folder);
  }
  return folders;
}
