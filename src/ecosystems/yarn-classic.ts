import {
  defineEcosystem,
  findOption,
  inHome,
  movedTo,
  optionValue,
  readArguments,
  UNKNOWN,
  callText,
} from '../ecosystem-api.js';
import type {
  Argv,
  CacheRefusal,
  Call,
  CallKind,
  CallSetting,
  Environment,
  InputRefusal,
} from '../ecosystem-api.js';
import {
  folderOf,
  installedManagers,
  isBare,
  isSurelyOn,
  nodeInputs,
  readsLock,
  npmrcValue,
  pathIn,
  programCall,
  settingsFiles,
  yarnGeneration,
  yarnrcValue,
} from '../node-packages/index.js';
import type { NodeManager } from '../node-packages/index.js';

const INSTALL = new Set('install add remove upgrade upgrade-interactive'.split(' '));
const GLOBAL = new Set('add remove upgrade upgrade-interactive'.split(' '));
const VALUED = new Set(
  '--cwd --cache-folder --mutex --network-timeout --network-concurrency --child-concurrency --modules-folder --preferred-cache-folder --global-folder --link-folder --registry --proxy --https-proxy --prefix --use-yarnrc --otp --tag --pattern'.split(
    ' ',
  ),
);
/** With one of these and no subcommand it installs nothing. */
const TELLS = new Set(['--version', '-v', '--help', '-h']);
const FOLDER = ['--cwd'];

function recognise(argv: Argv, environment: Environment): Call | undefined {
  const program = programCall(argv, ['yarn', 'yarnpkg']);
  if (program === undefined) return undefined;
  const { options, operands } = readArguments(program.words.slice(1), { valued: VALUED });
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind, settings?: readonly CallSetting[]): Call => ({
    kind,
    argv,
    subcommand,
    options,
    operands: rest,
    ...(settings === undefined || settings.length === 0 ? {} : { settings }),
  });
  const name = subcommand?.value ?? '';
  // Only yarn 1 has global packages.
  if (name === 'global')
    return GLOBAL.has(rest[0]?.value ?? '')
      ? call('install', installedManagers(rest.slice(1)))
      : call('other');
  const generation = yarnGeneration(environment, folderOf(call('other'), environment, FOLDER), program.spec);
  if (generation === 'berry') return undefined;
  if (subcommand === undefined)
    return call(options.some((option) => TELLS.has(option.name)) ? 'other' : 'install');
  if (INSTALL.has(name)) return call('install');
  if (name === 'workspace' && INSTALL.has(rest[1]?.value ?? '')) return call('install');
  const verb = rest[0]?.value;
  if (name === 'cache' && verb === 'clean') return call('clean');
  if (name === 'config' && verb === 'set' && rest[1]?.value === 'cache-folder')
    return call('configure', [{ key: 'cache-folder', value: rest[2] }]);
  if ((name === 'set' && verb === 'version') || (name === 'policies' && verb === 'set-version'))
    return call('configure', [{ of: 'yarn', key: 'version', value: rest[1] }]);
  return call('other');
}

/** yarn reads `yarn_cache_folder` and `npm_config_cache_folder` in any case; the flag beats them, and they beat the files. */
function moved(call: Call, environment: Environment): string | CacheRefusal | undefined {
  const flag = findOption(call, '--cache-folder');
  if (flag) return movedTo(optionValue(flag, environment) ?? UNKNOWN, '--cache-folder', environment);
  for (const wanted of ['yarn_cache_folder', 'npm_config_cache_folder']) {
    for (const name of environment.variables) {
      if (name.toLowerCase() !== wanted) continue;
      const path = movedTo(environment.variable(name), name, environment);
      if (path !== undefined) return path;
    }
  }
  return (
    movedByFile(call, environment) ??
    movedTo(environment.setting('yarn-classic.cache-folder'), 'yarn config set cache-folder', environment)
  );
}

function movedByFile(call: Call, environment: Environment): string | CacheRefusal | undefined {
  const folder = folderOf(call, environment, FOLDER);
  for (const [name, valueIn] of [
    ['.yarnrc', yarnrcValue],
    ['.npmrc', npmrcValue],
  ] as const) {
    for (const file of settingsFiles(environment, folder, name).files) {
      const value = valueIn(file, 'cache-folder') ?? valueIn(file, '--install.cache-folder');
      if (value !== undefined)
        return movedTo(value.includes('$') ? UNKNOWN : pathIn(file, value), file.path, environment);
    }
  }
  return undefined;
}

/** Root's cache is not below HOME. */
function usual(environment: Environment): string | CacheRefusal {
  const xdg = movedTo(environment.variable('XDG_CACHE_HOME'), 'XDG_CACHE_HOME', environment);
  if (xdg !== undefined) return typeof xdg === 'string' ? `${xdg}/yarn` : xdg;
  return environment.account?.uid === 0 ? '/usr/local/share/.cache/yarn' : inHome('.cache/yarn', environment);
}

const production = (call: Call, environment: Environment): boolean => {
  const flag = findOption(call, '--production', '--prod');
  if (flag)
    return (
      isSurelyOn(call, environment, '--production', '--prod') &&
      call.operands.every(({ value }) => value !== undefined && value !== 'false')
    );
  return environment.variable('NODE_ENV') === 'production';
};

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

const manager: NodeManager = {
  id: 'yarn-classic',
  lockFiles: ['yarn.lock'],
  settingsFiles: ['.npmrc', '.yarnrc', '.yarnclean'],
  environmentFiles: [],
  workspaceFile: 'package.json',
  folderOptions: FOLDER,
  makes: { root: ['node_modules'], member: ['node_modules'] },
  role(call) {
    const name = call.subcommand?.value;
    if (name === 'global') return 'outside';
    if (name !== undefined && name !== 'install') return 'adds';
    return findOption(call, '--frozen-lockfile') ? 'frozen' : 'install';
  },
  lifecycle(call, environment) {
    if (isSurelyOn(call, environment, '--ignore-scripts')) return { root: [], member: [] };
    const last = production(call, environment) ? [] : ['prepublish', 'prepare'];
    return { root: [...INSTALL_SCRIPTS, ...last], member: INSTALL_SCRIPTS };
  },
  obeysIgnoreScripts: false,
  folders: { file: 'files', link: 'nothing', portal: 'files' },
};

/** `yarn global` is of yarn 1 alone. */
function versionUnknown(call: Call, environment: Environment): InputRefusal | undefined {
  const program = programCall(call.argv, ['yarn', 'yarnpkg']);
  const folder = folderOf(call, environment, FOLDER);
  if (call.subcommand?.value === 'global' || yarnGeneration(environment, folder, program?.spec) === 'classic')
    return undefined;
  return {
    code: 'yarn-version-unknown',
    reason: 'it is not known whether this is yarn 1, and what it reads',
    because: { text: callText(call) },
  };
}

export default defineEcosystem({
  id: 'yarn-classic',
  title: 'Yarn 1',
  summary: 'Keeps the packages that yarn 1 downloaded and unpacked between builds',
  explanation:
    "yarn 1 unpacks what it downloads into its cache and copies from there, so the directory is pure gain. It is /usr/local/share/.cache/yarn for root, whatever HOME is, and ~/.cache/yarn for everybody else. The mount is locked: yarn 1 does not protect its cache from a second yarn. yarn cache clean goes when the mount comes: it removes the directory itself, which fails with EBUSY on a mount. Which yarn it is tell package.json's packageManager and .yarnrc.yml; where the build context is not known, the Dockerfile has to show it: it copies no .yarnrc.yml, and enables no corepack in front of an unknown package.json.",
  docs: ['https://classic.yarnpkg.com/en/docs/cli/cache', 'https://github.com/yarnpkg/yarn/issues/683'],
  hints: ['yarn', 'yarnpkg'],
  rootOnly: false,
  survivesClean: false,
  unpacked: true,
  proven: true,
  recognise,
  readsLock,
  readsOnly: (call) =>
    (call.subcommand?.value ?? 'install') === 'install' &&
    call.options.some(
      (option) => ['--frozen-lockfile', '--pure-lockfile'].includes(option.name) && isBare(option),
    ),
  inputs: (call, environment, files) =>
    versionUnknown(call, environment) ?? nodeInputs(call, environment, files, manager),
  caches(call, environment) {
    // Whatever yarn it is.
    const offline = findOption(call, '--offline');
    if (offline)
      return {
        code: 'no-network-install',
        reason: 'yarn --offline takes everything from a cache that is there already',
        because: '--offline',
      };
    const unknown = versionUnknown(call, environment);
    if (unknown)
      return {
        code: unknown.code,
        reason: 'it is not known whether this is yarn 1, and where its cache is',
        because: unknown.because.text,
      };
    const path = moved(call, environment) ?? usual(environment);
    return typeof path === 'string' ? [{ path, holds: 'downloads', sharing: 'locked' }] : path;
  },
});
