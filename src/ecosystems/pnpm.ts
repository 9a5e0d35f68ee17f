import {
  defineEcosystem,
  findOption,
  inHome,
  movedTo,
  optionValue,
  readArguments,
  UNKNOWN,
} from '../ecosystem-api.js';
import type {
  Argv,
  CacheRefusal,
  Call,
  CallKind,
  CallSetting,
  CommandEdit,
  Environment,
} from '../ecosystem-api.js';
import {
  installedManagers,
  isBare,
  isSurelyOn,
  nodeInputs,
  readsLock,
  programCall,
} from '../node-packages/index.js';
import type { NodeManager } from '../node-packages/index.js';
import {
  FOLDER,
  isGlobal,
  linksIntoStore,
  pnpmSetting,
  settingVariable,
} from '../node-packages/pnpm-store.js';

const INSTALL = new Set('install i add update up upgrade fetch import install-test it ci deploy'.split(' '));
const VALUED = new Set(
  '--dir -C --prefix --filter -F --filter-prod --store-dir --cache-dir --state-dir --virtual-store-dir --global-dir --global-bin-dir --modules-dir --lockfile-dir --package-import-method --node-linker --reporter --loglevel --registry --network-concurrency --child-concurrency --workspace-concurrency --fetch-retries --fetch-timeout --changed-files-ignore-pattern --test-pattern --userconfig --otp --tag --resolution-mode --hoist-pattern --public-hoist-pattern --use-node-version'.split(
    ' ',
  ),
);

function recognise(argv: Argv): Call | undefined {
  const program = programCall(argv, ['pnpm']);
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
  const [verb, key, value] = rest;
  if (INSTALL.has(name)) {
    const asked = call('install');
    if (!isGlobal(asked)) return asked;
    return call('install', [{ key: 'global', value: subcommand }, ...installedManagers(rest)]);
  }
  if (name === 'store' && verb?.value === 'prune') return call('clean');
  if (name === 'config' && verb?.value === 'set' && key?.value !== undefined)
    return call('configure', settingOf(key.value, value));
  if (name === 'set' && verb?.value !== undefined) return call('configure', settingOf(verb.value, key));
  return call('other');
}

/** `store-dir`, `storeDir` and `store-dir=/x` are one setting; only a few bear on the store. */
function settingOf(written: string, value: CallSetting['value']): CallSetting[] {
  const [name = ''] = written.split('=');
  const key = settingVariable(name);
  if (!['store_dir', 'offline', 'enable_global_virtual_store', 'package_import_method'].includes(key))
    return [];
  return [{ key, value: written.includes('=') ? undefined : value }];
}

/** `<PNPM_HOME>/store`, else below XDG_DATA_HOME or HOME; each version of the store is a folder in it. */
function usual(environment: Environment): string | CacheRefusal {
  const own = movedTo(environment.variable('PNPM_HOME'), 'PNPM_HOME', environment);
  if (own !== undefined) return typeof own === 'string' ? `${own}/store` : own;
  const xdg = movedTo(environment.variable('XDG_DATA_HOME'), 'XDG_DATA_HOME', environment);
  if (xdg !== undefined) return typeof xdg === 'string' ? `${xdg}/pnpm/store` : xdg;
  return inHome('.local/share/pnpm/store', environment);
}

function moved(call: Call, environment: Environment): string | CacheRefusal | undefined {
  const flag = findOption(call, '--store-dir', '--config.store-dir', '--config.storeDir');
  if (flag) return movedTo(optionValue(flag, environment) ?? UNKNOWN, flag.name, environment);
  const setting = pnpmSetting(call, environment, 'store-dir');
  return setting && movedTo(setting.value, setting.because, environment);
}

function offline(call: Call, environment: Environment): string | undefined {
  const flag = findOption(call, '--offline');
  if (flag) return flag.value === 'false' ? undefined : '--offline';
  const setting = pnpmSetting(call, environment, 'offline');
  return setting === undefined || setting.value === 'false' || setting.value === ''
    ? undefined
    : setting.because;
}

/**
 * The folders above a mount belong to root while the RUN runs. Another user cannot write in them, by which pnpm tells whether
 * its home is a good place for the store: it would take another one.
 */
function unlock(
  call: Call,
  environment: Environment,
  caches: readonly { path: string }[],
): CommandEdit | undefined {
  const [store] = caches;
  if (environment.account?.uid === 0 || call.subcommand === undefined || store === undefined)
    return undefined;
  if (moved(call, environment) !== undefined) return undefined;
  return {
    remove: [],
    insert: [{ after: call.subcommand, text: ` --store-dir ${store.path}` }],
    why: '--store-dir keeps pnpm there, although the folders above a mount are root’s',
  };
}

const ignoresScripts = (call: Call, environment: Environment): boolean =>
  isSurelyOn(call, environment, '--ignore-scripts') && findOption(call, '--no-ignore-scripts') === undefined;

const SCRIPTS = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];

const manager: NodeManager = {
  id: 'pnpm',
  lockFiles: ['pnpm-lock.yaml'],
  settingsFiles: ['.npmrc', '.pnpmfile.cjs', '.pnpmfile.mjs', 'pnpm-workspace.yaml'],
  environmentFiles: [],
  workspaceFile: 'pnpm-workspace.yaml',
  folderOptions: FOLDER,
  makes: { root: ['node_modules'], member: ['node_modules'] },
  role(call) {
    if (isGlobal(call)) return 'outside';
    const name = call.subcommand?.value ?? '';
    if (name === 'fetch') return 'fetch';
    if (name === 'ci') return 'frozen';
    if (name !== 'install' && name !== 'i') return 'adds';
    if (call.operands.length > 0) return 'adds';
    return findOption(call, '--frozen-lockfile') ? 'frozen' : 'install';
  },
  lifecycle(call, environment) {
    if (ignoresScripts(call, environment) || call.subcommand?.value === 'fetch')
      return { root: [], member: [] };
    return { root: ['pnpm:devPreinstall', ...SCRIPTS], member: SCRIPTS };
  },
  obeysIgnoreScripts: false,
  folders: { file: 'files', link: 'manifest', portal: 'files' },
};

export default defineEcosystem({
  id: 'pnpm',
  title: 'pnpm',
  summary: 'Keeps the store of pnpm, where every file of every package is kept once, between builds',
  explanation:
    'pnpm puts what it downloads into its store and links or copies it to node_modules. With the store on a mount it copies, so that what is installed stands on its own: pure gain. The mount stands at the store itself ($PNPM_HOME/store, or ~/.local/share/pnpm/store, or where store-dir says), never at PNPM_HOME, which holds programs, and each version of the store has its folder in it. No mount where something needs the store in the image: pnpm install --offline behind pnpm fetch, enableGlobalVirtualStore, and packages that pnpm 11 and later install globally, which are links into the store. A user other than root gets --store-dir beside the mount: pnpm would go elsewhere, since it cannot write in the folders above it. pnpm store prune goes when the mount comes: copies are no links, so it would empty the store.',
  docs: ['https://pnpm.io/docker', 'https://pnpm.io/settings#storedir'],
  hints: ['pnpm'],
  rootOnly: false,
  survivesClean: false,
  proven: true,
  recognise,
  readsLock,
  readsOnly: (call) =>
    call.subcommand?.value === 'fetch' ||
    (call.operands.length === 0 &&
      call.options.some((option) => option.name === '--frozen-lockfile' && isBare(option))),
  inputs: (call, environment, files) => nodeInputs(call, environment, files, manager),
  caches(call, environment) {
    const without = offline(call, environment);
    if (without !== undefined)
      return {
        code: 'no-network-install',
        reason: 'pnpm offline takes everything from a store that is there already',
        because: without,
      };
    const refusal = linksIntoStore(call, environment);
    if (refusal) return refusal;
    const path = moved(call, environment) ?? usual(environment);
    return typeof path === 'string' ? [{ path, holds: 'downloads', sharing: undefined }] : path;
  },
  unlock,
});
