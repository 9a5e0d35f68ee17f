import { defineEcosystem, findOption, inHome, movedTo, readArguments, UNKNOWN } from '../ecosystem-api.js';
import type { Argv, CacheRefusal, Call, CallKind, CallSetting, Environment } from '../ecosystem-api.js';
import {
  corepackSettings,
  folderOf,
  nodeInputs,
  readsLock,
  pathIn,
  programCall,
  settingsFiles,
  yamlText,
  yarnGeneration,
  yarnMajor,
} from '../node-packages/index.js';
import type { NodeManager } from '../node-packages/index.js';

const INSTALL = new Set('install add up remove dedupe rebuild'.split(' '));
const VALUED = new Set('--cwd --mode --strategy -s --range --home -p --package -n --name'.split(' '));
const TELLS = new Set(['--version', '-v', '--help', '-h', '--clipanion=definitions']);
const FOLDER = ['--cwd'];
/** Settings that calls may set with `yarn config set`. */
const SETTINGS = new Set(['globalFolder', 'nodeLinker', 'enableNetwork', 'enableGlobalCache']);

function recognise(argv: Argv, environment: Environment): Call | undefined {
  const settings = corepackSettings(argv);
  if (settings) return corepackCall(argv, settings);
  const program = programCall(argv, ['yarn', 'yarnpkg']);
  if (program === undefined) return undefined;
  const { options, operands } = readArguments(program.words.slice(1), { valued: VALUED });
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind, left?: readonly CallSetting[]): Call => ({
    kind,
    argv,
    subcommand,
    options,
    operands: rest,
    ...(left === undefined ? {} : { settings: left }),
  });
  const folder = folderOf(call('other'), environment, FOLDER);
  if (yarnGeneration(environment, folder, program.spec) !== 'berry') return undefined;
  const name = subcommand?.value ?? '';
  const verb = rest[0]?.value;
  if (subcommand === undefined)
    return call(options.some((option) => TELLS.has(option.name)) ? 'other' : 'install');
  if (INSTALL.has(name)) return call('install');
  if (name === 'workspaces' && verb === 'focus') return call('install');
  if (name === 'workspace' && INSTALL.has(rest[1]?.value ?? '')) return call('install');
  if (name === 'cache' && (verb === 'clean' || verb === 'clear'))
    return call(cleaning(call('other'), environment));
  if (name === 'config' && verb === 'set' && SETTINGS.has(rest[1]?.value ?? ''))
    return call('configure', [{ key: rest[1]?.value ?? '', value: rest[2] }]);
  if (name === 'set' && verb === 'version')
    return call('configure', [{ of: 'yarn', key: 'version', value: rest[1] }]);
  return call('other');
}

const corepackCall = (argv: Argv, settings: readonly CallSetting[]): Call => ({
  kind: 'configure',
  argv,
  subcommand: argv.words[1],
  options: [],
  operands: argv.words.slice(2),
  settings,
});

/** Without --mirror it empties the cache folder, which may be the project's own: that is in the image, and has to go. */
function cleaning(call: Call, environment: Environment): CallKind {
  if (findOption(call, '--mirror')) return 'clean';
  const shared = setting(call, environment, 'enableGlobalCache') ?? 'true';
  return shared === 'true' &&
    (yarnMajor(environment, folderOf(call, environment, FOLDER), undefined) ?? 0) >= 4
    ? 'clean'
    : 'other';
}

/** A setting as the environment gives it, else the files of the project and HOME, or a `yarn config set` that wrote into one. */
function setting(call: Call, environment: Environment, key: string): string | typeof UNKNOWN | undefined {
  const wanted = `yarn_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`.toLowerCase();
  for (const name of environment.variables) {
    if (name.toLowerCase() === wanted) return environment.variable(name);
  }
  const written = settingInFiles(call, environment, key);
  const set = environment.setting(`yarn-berry.${key}`);
  // Which of the two is in the file in the end depends on their order.
  return set === undefined || set === written ? written : written === undefined ? set : UNKNOWN;
}

function settingInFiles(
  call: Call,
  environment: Environment,
  key: string,
): string | typeof UNKNOWN | undefined {
  const { files, unknown } = settingsFiles(environment, folderOf(call, environment, FOLDER), '.yarnrc.yml');
  for (const file of files) {
    const value = yamlText(file, key);
    if (value === undefined) continue;
    if (value.includes('$')) return UNKNOWN;
    return key === 'globalFolder' ? pathIn(file, value) : value;
  }
  return unknown === undefined ? undefined : UNKNOWN;
}

function directory(call: Call, environment: Environment): string | CacheRefusal {
  const own = movedTo(setting(call, environment, 'globalFolder'), 'globalFolder', environment);
  if (own !== undefined) return own;
  const xdg = movedTo(environment.variable('XDG_DATA_HOME'), 'XDG_DATA_HOME', environment);
  if (xdg !== undefined) return typeof xdg === 'string' ? `${xdg}/yarn/berry` : xdg;
  return inHome('.yarn/berry', environment);
}

/** Whether what is installed stands on its own, once the cache is gone. */
function linkRefusal(call: Call, environment: Environment): CacheRefusal | undefined {
  const linker = setting(call, environment, 'nodeLinker');
  if (linker === 'node-modules') return undefined;
  if (linker === UNKNOWN)
    return {
      code: 'yarn-version-unknown',
      reason: 'it is not known whether yarn makes node_modules, or runs everything from its cache',
      because: 'nodeLinker',
    };
  return {
    code: 'cache-needed-later',
    reason: `with nodeLinker ${linker ?? 'pnp'} the packages are run or linked from the cache, which has to stay in the image`,
    because: linker === undefined ? 'no nodeLinker' : `nodeLinker: ${linker}`,
  };
}

const MEMBER_SCRIPTS = ['preinstall', 'install', 'postinstall'];

const manager: NodeManager = {
  id: 'yarn-berry',
  lockFiles: ['yarn.lock'],
  settingsFiles: ['.yarnrc.yml'],
  // Unless `injectEnvironmentFiles` names others.
  environmentFiles: ['.env.yarn'],
  workspaceFile: 'package.json',
  folderOptions: FOLDER,
  makes: {
    root: [
      'node_modules',
      '.pnp.cjs',
      '.pnp.data.json',
      '.pnp.loader.mjs',
      '.yarn/build-state.yml',
      '.yarn/install-state.gz',
      '.yarn/unplugged',
    ],
    member: ['node_modules'],
  },
  role(call) {
    const name = call.subcommand?.value;
    if (name === undefined || name === 'install')
      return findOption(call, '--immutable', '--frozen-lockfile') ? 'frozen' : 'install';
    return name === 'workspaces' || name === 'rebuild' ? 'install' : 'adds';
  },
  lifecycle(call) {
    const skipped = call.options.some(
      ({ name, value }) => name === '--skip-builds' || (name === '--mode' && value === 'skip-build'),
    );
    return skipped ? { root: [], member: [] } : { root: MEMBER_SCRIPTS, member: MEMBER_SCRIPTS };
  },
  obeysIgnoreScripts: false,
  folders: { file: 'files', link: 'nothing', portal: 'manifest' },
};

export default defineEcosystem({
  id: 'yarn-berry',
  title: 'Yarn 2 and later',
  summary:
    'Keeps ~/.yarn/berry, the packages that yarn downloaded, between builds where they are copied to node_modules',
  explanation:
    'With nodeLinker: node-modules yarn unpacks everything from the archives in ~/.yarn/berry, so the directory is pure gain. With Plug’n’Play, the default, or the pnpm linker what is installed needs the cache itself, which then has to stay in the image: no mount. The linker is read from .yarnrc.yml, YARN_NODE_LINKER or yarn config set, so the build context has to be known, or the Dockerfile has to say it. The mount is locked. yarn cache clean goes where it would empty the mounted directory; one that empties the project’s own .yarn/cache stays.',
  docs: ['https://yarnpkg.com/configuration/yarnrc#globalFolder', 'https://yarnpkg.com/features/caching'],
  hints: ['yarn', 'yarnpkg'],
  rootOnly: false,
  survivesClean: false,
  proven: true,
  recognise,
  readsLock,
  inputs(call, environment, files) {
    if (call.kind === 'configure') return { reads: [], patterns: [], makes: [], ignore: [] };
    return nodeInputs(call, environment, files, manager);
  },
  caches(call, environment) {
    const network = setting(call, environment, 'enableNetwork');
    if (network === 'false' || network === '0')
      return {
        code: 'no-network-install',
        reason: 'without network yarn takes everything from a cache that is there already',
        because: 'enableNetwork',
      };
    const refusal = linkRefusal(call, environment);
    if (refusal) return refusal;
    const path = directory(call, environment);
    return typeof path === 'string' ? [{ path, holds: 'downloads', sharing: 'locked' }] : path;
  },
});
