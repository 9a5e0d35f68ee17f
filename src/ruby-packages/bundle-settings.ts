import { absolutePath, UNKNOWN } from '../ecosystem-api.js';
import type { Environment, ImageFiles } from '../ecosystem-api.js';

/** What a setting was given, and where: a place that comes first beats the ones behind it. */
export interface BundleSetting {
  readonly value: string | typeof UNKNOWN;
  readonly because: string;
  /** 0 for the command line. */
  readonly level: number;
}

/** `path.system` is `BUNDLE_PATH__SYSTEM`, `mirror.https://rubygems.org` begins `BUNDLE_MIRROR__`. */
const variableOf = (key: string): string =>
  `BUNDLE_${key.replaceAll('.', '__').replaceAll('-', '___').toUpperCase()}`;

/** All places that say something of the setting, without the command line's own options. */
export function bundleSettings(
  key: string,
  environment: Environment,
  files: ImageFiles,
  root: string,
): BundleSetting[] {
  const name = variableOf(key);
  const found: BundleSetting[] = [];
  const say = (level: number, value: string | typeof UNKNOWN | undefined, because: string): void => {
    if (value !== undefined && value !== '') found.push({ level, value, because });
  };
  const file = (level: number, path: string | undefined): void => {
    if (path === undefined) return;
    const text = files.read(path);
    if (text !== undefined) say(level, configValue(text, name), path);
    else if (environment.mayBeCopied(path)) say(level, UNKNOWN, path);
  };
  file(1, appConfig(environment, root));
  say(1, environment.setting(`bundler.${key}`), `bundle config set ${key}`);
  say(2, environment.variable(name), name);
  file(3, environment.home === undefined ? undefined : `${environment.home}/.bundle/config`);
  say(3, environment.setting(`bundler.global.${key}`), `bundle config set --global ${key}`);
  return found;
}

function appConfig(environment: Environment, root: string): string | undefined {
  const folder = environment.variable('BUNDLE_APP_CONFIG');
  if (folder === UNKNOWN) return undefined;
  if (folder === undefined || folder === '') return `${root}/.bundle/config`;
  return folder.startsWith('/')
    ? `${absolutePath(folder, environment) ?? folder}/config`
    : `${root}/${folder}/config`;
}

/** `BUNDLE_PATH: "vendor/bundle"`: one key a line. */
function configValue(text: string, name: string): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    const found = /^(BUNDLE_[^\s:]+|BUNDLE_\S*):\s*(.*)$/.exec(line);
    if (found?.[1] === name) return (found[2] ?? '').replace(/^(["'])(.*)\1$/, '$2').trim();
  }
  return undefined;
}

/** What Bundler takes a boolean setting for. */
export const isTrue = (value: string | typeof UNKNOWN): boolean =>
  value === UNKNOWN || !/^(?:false|f|no|n|0|)$/i.test(value);
