import { findOption, UNKNOWN } from '../ecosystem-api.js';
import type { CacheRefusal, Call, Environment } from '../ecosystem-api.js';
import { majorOf } from './programs.js';
import { folderOf, npmrcValue, settingsFiles } from './settings-files.js';
import { packageManager, yamlText } from './yarn-generation.js';

/** Options that name pnpm's folder in place of the working directory. */
export const FOLDER = ['--dir', '-C', '--prefix'];

export const isGlobal = (call: Call): boolean => findOption(call, '-g', '--global') !== undefined;

/** `store_dir` of `store-dir` and `storeDir`: as it stands in an environment variable. */
export const settingVariable = (key: string): string =>
  key.replaceAll('-', '_').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const camel = (key: string): string => key.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

export interface PnpmSetting {
  readonly value: string | typeof UNKNOWN;
  /** The variable, file or command that gives it. */
  readonly because: string;
}

/**
 * A setting (`store-dir`) that is given outside the command. `npm_config_*` is for pnpm 10 and earlier, `pnpm_config_*` for
 * later ones, and only earlier ones read all of `.npmrc`: where the version does not tell, the value is not known.
 */
export function pnpmSetting(call: Call, environment: Environment, key: string): PnpmSetting | undefined {
  const major = pnpmMajor(call, environment);
  const early = major === undefined || major <= 10;
  const late = major === undefined || major > 10;
  const sure = (value: PnpmSetting['value']) => (major === undefined ? UNKNOWN : value);
  for (const name of environment.variables) {
    const value = environment.variable(name);
    const [, prefix, rest] = /^(npm|pnpm)_config_(.*)$/.exec(name.toLowerCase()) ?? [];
    if (value === undefined || value === '' || rest !== settingVariable(key)) continue;
    if (prefix === 'npm' ? early : late) return { value: sure(value), because: name };
  }
  const folder = folderOf(call, environment, FOLDER);
  for (const file of settingsFiles(environment, folder, 'pnpm-workspace.yaml').files) {
    const value = yamlText(file, camel(key));
    if (value !== undefined) return { value, because: file.path };
  }
  for (const file of early ? settingsFiles(environment, folder, '.npmrc').files : []) {
    const value = npmrcValue(file, key);
    if (value !== undefined)
      return { value: sure(value.includes('$') ? UNKNOWN : value), because: file.path };
  }
  const set = environment.setting(`pnpm.${settingVariable(key)}`);
  return set === undefined ? undefined : { value: set, because: `pnpm config set ${key}` };
}

/**
 * pnpm's major version, where the Dockerfile or package.json is sure to say it; pnpm 10 and corepack give way to the one that
 * package.json names.
 */
function pnpmMajor(call: Call, environment: Environment): number | undefined {
  const installed = majorOf(environment.setting('pnpm.version'));
  const folder = folderOf(call, environment, FOLDER);
  const manifests = settingsFiles(environment, folder, 'package.json');
  const named = manifests.files.map(packageManager).find((text) => text?.startsWith('pnpm@') === true);
  if (named !== undefined) {
    const wanted = majorOf(named);
    return installed === undefined || installed === wanted ? wanted : undefined;
  }
  const byManifest = environment.setting('corepack.enabled') !== undefined || (installed ?? 10) >= 10;
  return byManifest && manifests.unknown !== undefined ? undefined : installed;
}

/** Whether what is installed, or was before, is links into the store, so that it has to stay in the image and in sight. */
export function linksIntoStore(call: Call, environment: Environment): CacheRefusal | undefined {
  const major = pnpmMajor(call, environment);
  const global = isGlobal(call) || environment.setting('pnpm.global') !== undefined;
  if (global && (major === undefined || major > 10))
    return {
      code: 'cache-needed-later',
      reason: 'from pnpm 11 on global packages are links into the store, which has to stay in the image',
      because: isGlobal(call) ? '--global' : 'pnpm add --global',
    };
  const method = findOption(call, '--package-import-method');
  const how = method ? method.value : pnpmSetting(call, environment, 'package-import-method')?.value;
  if (
    (method !== undefined || how !== undefined) &&
    how !== 'auto' &&
    how !== 'copy' &&
    how !== 'clone-or-copy'
  )
    return {
      code: 'cache-needed-later',
      reason:
        'package-import-method asks for files that share their contents with the store, and a mount is another file system',
      because: 'package-import-method',
    };
  // Before 10 there is no such thing.
  return major !== undefined && major < 10 ? undefined : virtualStoreRefusal(call, environment);
}

const VIRTUAL_STORE = 'enable-global-virtual-store';

function virtualStoreRefusal(call: Call, environment: Environment): CacheRefusal | undefined {
  const option = call.options.find(({ name }) =>
    [`--${VIRTUAL_STORE}`, `--config.${VIRTUAL_STORE}`, `--config.${camel(VIRTUAL_STORE)}`].includes(name),
  );
  const setting = option
    ? { value: option.value ?? 'true', because: option.name }
    : pnpmSetting(call, environment, VIRTUAL_STORE);
  if (setting !== undefined && setting.value !== 'false')
    return {
      code: 'cache-needed-later',
      reason:
        'with enableGlobalVirtualStore node_modules is links into the store, which has to stay in the image',
      because: setting.because,
    };
  if (setting !== undefined || isGlobal(call)) return undefined;
  const folder = folderOf(call, environment, FOLDER);
  const unknown = ['pnpm-workspace.yaml', '.npmrc']
    .map((name) => settingsFiles(environment, folder, name).unknown)
    .find((path) => path !== undefined);
  return unknown === undefined
    ? undefined
    : {
        code: 'context-unknown',
        reason: `what ${unknown} says, if it is copied, is not known: it may make node_modules links into the store (enableGlobalVirtualStore)`,
        because: call.argv.words.map(({ raw }) => raw).join(' '),
      };
}
