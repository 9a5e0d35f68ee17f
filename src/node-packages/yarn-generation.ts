import { readYaml } from '../builds/yaml-value.js';
import type { Environment } from '../ecosystem-api.js';
import { majorOf } from './programs.js';
import { settingsFiles, yarnrcValue } from './settings-files.js';
import type { SettingsFile } from './settings-files.js';

/** Two package managers are called yarn: yarn 1, and all later versions (Berry). */
export type YarnGeneration = 'classic' | 'berry' | 'unknown';

/**
 * Which yarn a call in the folder runs: what npx or corepack was told, else `yarnPath`, else `packageManager`, else what the
 * Dockerfile installs. What is called yarn in an image and was not chosen by anybody is yarn 1: corepack's default is, too.
 */
export function yarnGeneration(
  environment: Environment,
  folder: string | undefined,
  spec: string | undefined,
): YarnGeneration {
  if (spec?.includes('@') === true) return ofVersion(spec);
  const later = settingsFiles(environment, folder, '.yarnrc.yml');
  const first = settingsFiles(environment, folder, '.yarnrc');
  const release = [
    ...later.files.map((file) => yamlText(file, 'yarnPath')),
    ...first.files.map((file) => yarnrcValue(file, 'yarn-path')),
  ].find((path) => path !== undefined);
  if (release !== undefined) return ofRelease(release);
  const manifests = settingsFiles(environment, folder, 'package.json');
  const manager = manifests.files.map(packageManager).find((text) => text !== undefined);
  const unknown = later.unknown ?? first.unknown;
  if (manager?.startsWith('yarn@') === true) return unknown === undefined ? ofVersion(manager) : 'unknown';
  const installed = environment.setting('yarn.version');
  const chosen = installed === undefined ? undefined : ofVersion(installed);
  // A later yarn in the image is one wherever it is called; whether it links into its cache is asked elsewhere.
  if (chosen === 'berry') return 'berry';
  if (unknown !== undefined) return 'unknown';
  const corepack = environment.setting('corepack.enabled');
  if (corepack !== undefined && corepack !== 'disable' && manifests.unknown !== undefined) return 'unknown';
  if (chosen !== undefined) return chosen;
  if (later.files.length > 0) return 'berry';
  // An image that is not known may have any yarn in it.
  return environment.distribution === undefined ? ofLock(environment, folder) : 'classic';
}

/** The major version of the yarn in use, chosen in the same order; undefined when it is not known. */
export function yarnMajor(
  environment: Environment,
  folder: string | undefined,
  spec: string | undefined,
): number | undefined {
  if (spec?.includes('@') === true) return majorOf(spec);
  const release = settingsFiles(environment, folder, '.yarnrc.yml')
    .files.map((file) => yamlText(file, 'yarnPath'))
    .find((path) => path !== undefined);
  if (release !== undefined)
    return majorOf(release.slice(release.lastIndexOf('/') + 1).replace(/^yarn-/, ''));
  const manager = settingsFiles(environment, folder, 'package.json')
    .files.map(packageManager)
    .find((text) => text !== undefined);
  return majorOf(manager ?? environment.setting('yarn.version'));
}

function ofVersion(spec: Parameters<typeof majorOf>[0]): YarnGeneration {
  const major = majorOf(spec);
  if (major !== undefined) return major === 1 ? 'classic' : 'berry';
  const name = typeof spec === 'string' ? spec.slice(spec.indexOf('@', 1) + 1) : undefined;
  if (name === 'berry' || name === 'stable' || name === 'canary') return 'berry';
  return name === 'yarn' || name === 'classic' ? 'classic' : 'unknown';
}

/** `.yarn/releases/yarn-4.1.0.cjs` */
function ofRelease(path: string): YarnGeneration {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.startsWith('yarn-berry') ? 'berry' : ofVersion(name.replace(/^yarn-/, ''));
}

function ofLock(environment: Environment, folder: string | undefined): YarnGeneration {
  const [lock] = settingsFiles(environment, folder, 'yarn.lock').files;
  if (lock === undefined) return 'unknown';
  return lock.text.includes('\n__metadata:') ? 'berry' : 'classic';
}

/** A top-level value of a YAML settings file; undefined when it is not there or the file cannot be read. */
export function yamlText({ text }: SettingsFile, key: string): string | undefined {
  try {
    return readYaml(text)[0]?.get(key)?.text;
  } catch {
    return undefined;
  }
}

export function packageManager({ text }: SettingsFile): string | undefined {
  try {
    const data: unknown = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
    if (typeof data !== 'object' || data === null || !('packageManager' in data)) return undefined;
    return typeof data.packageManager === 'string' ? data.packageManager : undefined;
  } catch {
    return undefined;
  }
}
