import { absolutePath, cleanPath, findOption, optionValue } from '../ecosystem-api.js';
import type { Call, Environment } from '../ecosystem-api.js';
import { parentOf, upward, within } from './manifest.js';

/** A file in the image that a package manager reads its settings from. */
export interface SettingsFile {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
}

/** Files of one name, the nearest first; and one that may be there as well, but whose text is not known. */
export interface SettingsFiles {
  readonly files: readonly SettingsFile[];
  readonly unknown: string | undefined;
}

/** The folder that a call works in: the working directory, or what an option says. Undefined when it is not knowable. */
export function folderOf(
  call: Call,
  environment: Environment,
  options: readonly string[],
): string | undefined {
  const option = findOption(call, ...options);
  if (option === undefined) return environment.workingDirectory;
  const value = optionValue(option, environment);
  return value === undefined ? undefined : absolutePath(value, environment);
}

/** The files of that name in the folder, in those above it, and in HOME. */
export function settingsFiles(
  environment: Environment,
  folder: string | undefined,
  name: string,
): SettingsFiles {
  if (folder === undefined) return { files: [], unknown: name };
  const files: SettingsFile[] = [];
  let unknown: string | undefined;
  const { home } = environment;
  const folders = upward(folder);
  for (const each of home === undefined || folders.includes(home) ? folders : [...folders, home]) {
    const path = within(each, name);
    const text = environment.files?.read(path);
    if (text !== undefined) files.push({ path, text });
    else if (environment.mayBeCopied(path)) unknown ??= path;
  }
  return { files, unknown };
}

/** The value of a key in `.npmrc`; undefined when it is not there. */
export function npmrcValue({ text }: SettingsFile, key: string): string | undefined {
  let value: string | undefined;
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals < 0 || line.slice(0, equals).trim() !== key) continue;
    value = unquote(line.slice(equals + 1).trim());
  }
  return value;
}

/** The value of a key in yarn 1's `.yarnrc`: a key and a value a line, either in quotes. */
export function yarnrcValue({ text }: SettingsFile, key: string): string | undefined {
  let value: string | undefined;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    const space = trimmed.search(/\s/);
    if (space < 0 || unquote(trimmed.slice(0, space)) !== key) continue;
    value = unquote(trimmed.slice(space).trim());
  }
  return value;
}

/** A path in a settings file is relative to the file. */
export const pathIn = ({ path }: SettingsFile, value: string): string =>
  value.startsWith('/') ? cleanPath(value) : cleanPath(within(parentOf(path), value));

const unquote = (text: string): string => (/^(["']).*\1$/.test(text) ? text.slice(1, -1) : text);
