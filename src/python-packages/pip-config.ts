import { absolutePath, UNKNOWN } from '../ecosystem-api.js';
import type { Call, Environment, ImageFiles, InputEvidence } from '../ecosystem-api.js';
import { virtualEnvironment } from './pip-places.js';
import { refuse } from './required-files.js';
import type { RequiredFiles } from './required-files.js';

/** Settings of pip whose values name files or folders. */
export const FILE_SETTINGS: readonly string[] =
  'requirement constraint build-constraint editable find-links index-url extra-index-url group cert client-cert target prefix root src'.split(
    ' ',
  );

export interface PipSetting {
  /** As on the command line, without dashes in front. */
  readonly key: string;
  /** Several stand on lines of their own, or apart by blanks. */
  readonly value: string;
  readonly because: InputEvidence;
}

/** What the configuration files that a COPY brought, and earlier `pip config set`, say of files. */
export function pipSettings(
  call: Call,
  environment: Environment,
  files: ImageFiles,
  required: RequiredFiles,
): PipSetting[] {
  const found: PipSetting[] = [];
  for (const path of placesOf(call, environment)) {
    if (!required.fileIfThere(path, { file: path, text: path })) continue;
    const text = files.read(path);
    if (text === undefined) refuse('reads-sources', `${path} cannot be read`, { file: path, text: path });
    for (const { key, value } of readConfig(text))
      if (FILE_SETTINGS.includes(key))
        found.push({ key, value, because: { file: path, key, text: `${key} = ${value}` } });
  }
  for (const key of FILE_SETTINGS) {
    const value = environment.setting(`pip.${key}`);
    const because = { text: `pip config set ${key}` };
    if (value === UNKNOWN) refuse('reads-sources', `${key} was set to what only the build knows`, because);
    if (value !== undefined) found.push({ key, value, because });
  }
  return found;
}

function placesOf(call: Call, environment: Environment): string[] {
  const { home, variable } = environment;
  const folderIn = (name: string): string | undefined => {
    const value = variable(name);
    if (value === UNKNOWN) refuse('reads-sources', `${name} is known only to the build`, { text: name });
    return value === undefined || value === '' ? undefined : absolutePath(value, environment);
  };
  const named = folderIn('PIP_CONFIG_FILE');
  const own = folderIn('XDG_CONFIG_HOME') ?? (home === undefined ? undefined : `${home}/.config`);
  const venv = virtualEnvironment(call, environment);
  return [
    '/etc/pip.conf',
    '/etc/xdg/pip/pip.conf',
    '/usr/pip.conf',
    '/usr/local/pip.conf',
    ...(folderIn('XDG_CONFIG_DIRS')?.split(':') ?? []).map((folder) => `${folder}/pip/pip.conf`),
    ...(home === undefined ? [] : [`${home}/.pip/pip.conf`]),
    ...(own === undefined ? [] : [`${own}/pip/pip.conf`]),
    ...(venv === undefined ? [] : [`${venv}/pip.conf`]),
    ...(named === undefined ? [] : [named]),
  ];
}

/** Keys and values as Python's configparser reads them: a line that is indented goes on with the value before it. */
function* readConfig(text: string): Generator<{ key: string; value: string }> {
  let open: { key: string; lines: string[] } | undefined;
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    if (open !== undefined && /^\s/.test(line)) {
      open.lines.push(trimmed);
      continue;
    }
    if (open) yield { key: open.key, value: open.lines.join('\n') };
    open = undefined;
    const delimiter = trimmed.search(/[=:]/);
    if (trimmed.startsWith('[') || delimiter < 0) continue;
    const key = trimmed.slice(0, delimiter).trim().toLowerCase().replaceAll('_', '-');
    open = { key, lines: [trimmed.slice(delimiter + 1).trim()] };
  }
  if (open) yield { key: open.key, value: open.lines.join('\n') };
}
