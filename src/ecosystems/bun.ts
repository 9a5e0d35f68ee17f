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
import type { Argv, CacheRefusal, Call, CallKind, CallSetting, Environment } from '../ecosystem-api.js';
import {
  folderOf,
  installedManagers,
  isBare,
  isSurelyOn,
  nodeInputs,
  readsLock,
  programCall,
  settingsFiles,
} from '../node-packages/index.js';
import type { NodeManager } from '../node-packages/index.js';

const INSTALL = new Set('install i add a update ci remove rm'.split(' '));
const VALUED = new Set(
  '--cwd --cache-dir --backend --linker --registry --config -c --ca --cafile --concurrent-scripts --network-concurrency --omit --filter -F --cpu --os --libc --env-file --minimum-release-age --minimum-release-age-excludes'.split(
    ' ',
  ),
);
const FOLDER = ['--cwd'];

const isGlobal = (call: Call): boolean => findOption(call, '-g', '--global') !== undefined;

function recognise(argv: Argv): Call | undefined {
  const program = programCall(argv, ['bun']);
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
  if (INSTALL.has(name)) {
    const asked = call('install');
    return isGlobal(asked) ? call('install', installedManagers(rest)) : asked;
  }
  if (name === 'pm' && rest[0]?.value === 'cache' && rest[1]?.value === 'rm') return call('clean');
  return call('other');
}

/** Words in a bunfig.toml that bear on the cache; whether they do is not read. */
const CACHE_WORDS = ['cache', 'globalStore', 'symlink'];

function configRefusal(call: Call, environment: Environment): CacheRefusal | undefined {
  const config = findOption(call, '-c', '--config');
  if (config)
    return {
      code: 'cache-moved',
      reason: 'the settings file that --config names may move the cache',
      because: config.name,
    };
  const { files, unknown } = settingsFiles(environment, folderOf(call, environment, FOLDER), 'bunfig.toml');
  const file = files.find(({ text }) => CACHE_WORDS.some((word) => text.includes(word)));
  if (file)
    return {
      code: 'cache-moved',
      reason: `${file.path} says something of the cache, which may lie elsewhere or be needed in the image`,
      because: file.path,
    };
  return unknown === undefined
    ? undefined
    : {
        code: 'context-unknown',
        reason: `what ${unknown} says, if it is copied, is not known: it may make node_modules links into the cache (install.globalStore)`,
        because: callText(call),
      };
}

/** Installed files that are links into the cache. */
function linkRefusal(call: Call, environment: Environment): CacheRefusal | undefined {
  const backend = findOption(call, '--backend');
  const store = environment.variable('BUN_INSTALL_GLOBAL_STORE');
  const because =
    backend !== undefined && !['hardlink', 'copyfile', 'clonefile'].includes(backend.value ?? '')
      ? `--backend ${backend.value ?? ''}`.trim()
      : store !== undefined && store !== '' && store !== '0' && store !== 'false'
        ? 'BUN_INSTALL_GLOBAL_STORE'
        : undefined;
  return because === undefined
    ? undefined
    : {
        code: 'cache-needed-later',
        reason: 'what bun installs so is links into its cache, which has to stay in the image',
        because,
      };
}

function directory(call: Call, environment: Environment): string | CacheRefusal {
  const flag = findOption(call, '--cache-dir');
  const exact = flag
    ? movedTo(optionValue(flag, environment) ?? UNKNOWN, '--cache-dir', environment)
    : movedTo(environment.variable('BUN_INSTALL_CACHE_DIR'), 'BUN_INSTALL_CACHE_DIR', environment);
  if (exact !== undefined) return exact;
  for (const [name, below] of [
    ['BUN_INSTALL', 'install/cache'],
    ['XDG_CACHE_HOME', '.bun/install/cache'],
  ] as const) {
    const path = movedTo(environment.variable(name), name, environment);
    if (path !== undefined) return typeof path === 'string' ? `${path}/${below}` : path;
  }
  return inHome('.bun/install/cache', environment);
}

const SCRIPTS = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];

const manager: NodeManager = {
  id: 'bun',
  // Without its own it takes over those of the others.
  lockFiles: ['bun.lock', 'bun.lockb', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml'],
  settingsFiles: ['.npmrc', 'bunfig.toml'],
  environmentFiles: ['', '.production', '.development', '.test'].flatMap((mode) => [
    `.env${mode}`,
    `.env${mode}.local`,
  ]),
  workspaceFile: 'package.json',
  folderOptions: FOLDER,
  makes: { root: ['node_modules'], member: ['node_modules'] },
  role(call) {
    if (isGlobal(call)) return 'outside';
    const name = call.subcommand?.value ?? '';
    if (name === 'ci') return 'frozen';
    if ((name !== 'install' && name !== 'i') || call.operands.length > 0) return 'adds';
    return findOption(call, '--frozen-lockfile') ? 'frozen' : 'install';
  },
  lifecycle(call, environment) {
    return isSurelyOn(call, environment, '--ignore-scripts')
      ? { root: [], member: [] }
      : { root: SCRIPTS, member: SCRIPTS };
  },
  obeysIgnoreScripts: false,
  folders: { file: 'files', link: 'files', portal: 'files' },
};

export default defineEcosystem({
  id: 'bun',
  title: 'Bun',
  summary: 'Keeps ~/.bun/install/cache, the packages that bun downloaded and unpacked, between builds',
  explanation:
    'bun unpacks what it downloads into ~/.bun/install/cache and links the files to node_modules. With the cache on a mount it copies them, so that what is installed stands on its own: pure gain. The mount stands at the cache (or where BUN_INSTALL_CACHE_DIR, BUN_INSTALL, XDG_CACHE_HOME or --cache-dir moved it), never at ~/.bun, which holds programs. No mount where what is installed is symbolic links into the cache: --backend symlink and install.globalStore. The mount is locked, since bun does not say that two may share its cache.',
  docs: ['https://bun.com/docs/install/cache', 'https://bun.com/docs/pm/cli/install'],
  hints: ['bun', 'bunx'],
  rootOnly: false,
  survivesClean: false,
  unpacked: true,
  proven: true,
  recognise,
  readsLock,
  readsOnly: (call) =>
    call.operands.length === 0 &&
    (call.subcommand?.value === 'ci' ||
      call.options.some((option) => option.name === '--frozen-lockfile' && isBare(option))),
  inputs: (call, environment, files) => nodeInputs(call, environment, files, manager),
  caches(call, environment) {
    const offline = findOption(call, '--offline');
    if (offline)
      return {
        code: 'no-network-install',
        reason: 'bun --offline takes everything from a cache that is there already',
        because: '--offline',
      };
    const refusal = linkRefusal(call, environment) ?? configRefusal(call, environment);
    if (refusal) return refusal;
    const path = directory(call, environment);
    return typeof path === 'string' ? [{ path, holds: 'downloads', sharing: 'locked' }] : path;
  },
});
