import { absolutePath, UNKNOWN } from '../ecosystem-api.js';
import type { Environment } from '../ecosystem-api.js';
import { foldersUp, tomlValue } from './toml-lines.js';

type Value = string | typeof UNKNOWN | undefined;

/**
 * What Poetry goes by: a variable, else poetry.toml beside the project, else the user's own settings.
 * https://python-poetry.org/docs/configuration/
 *
 * @param key as `poetry config` has it: `virtualenvs.in-project`
 * @param folder where it looks for the project
 */
export function poetrySetting(key: string, folder: string | undefined, environment: Environment): Value {
  const variable = environment.variable(`POETRY_${key.toUpperCase().replaceAll(/[.-]/g, '_')}`);
  if (variable !== undefined) return variable;
  if (folder === undefined) return UNKNOWN;
  return ofProject(key, folder, environment) ?? ofUser(key, environment);
}

/** The key under which a call of `poetry config` leaves its value for later calls: whose settings it wrote. */
export function settingKey(key: string, local: boolean, environment: Environment): string {
  const place = local ? environment.workingDirectory : userFolder(environment);
  return `${key} in ${typeof place === 'string' ? place : '?'}`;
}

function ofProject(key: string, folder: string, environment: Environment): Value {
  for (const at of foldersUp(folder)) {
    const inside = at === '/' ? '' : at;
    const path = `${inside}/poetry.toml`;
    const written = environment.setting(`poetry.${key} in ${at}`);
    const text = environment.files?.read(path);
    if (text === undefined && environment.mayBeCopied(path)) return UNKNOWN;
    const copied = text === undefined ? undefined : tomlValue(text, key);
    // Which of the two came last is not known.
    if (written !== undefined && text !== undefined && copied !== written) return UNKNOWN;
    if (written !== undefined || copied !== undefined) return written ?? copied;
    // Settings lie beside the pyproject.toml that it finds first.
    if (environment.files?.kind(`${inside}/pyproject.toml`) === 'file') return undefined;
  }
  return undefined;
}

function ofUser(key: string, environment: Environment): Value {
  const folder = userFolder(environment);
  if (typeof folder !== 'string') return folder;
  const written = environment.setting(`poetry.${key} in ${folder}`);
  return written ?? (environment.mayBeCopied(`${folder}/config.toml`) ? UNKNOWN : undefined);
}

/** Where the settings of the user that runs it lie. */
function userFolder(environment: Environment): string | typeof UNKNOWN {
  const { home, variable } = environment;
  const own = variable('POETRY_CONFIG_DIR') || undefined;
  if (own === UNKNOWN) return UNKNOWN;
  if (own !== undefined) return absolutePath(own, environment) ?? UNKNOWN;
  const xdg = variable('XDG_CONFIG_HOME') || undefined;
  if (xdg === UNKNOWN) return UNKNOWN;
  const parent = xdg ?? (home === undefined ? undefined : `${home}/.config`);
  return (parent && absolutePath(`${parent}/pypoetry`, environment)) ?? UNKNOWN;
}
