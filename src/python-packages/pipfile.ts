import { absolutePath, UNKNOWN } from '../ecosystem-api.js';
import type { Environment } from '../ecosystem-api.js';
import { isRemote } from './requirements.js';
import { foldersUp, tomlLines } from './toml-lines.js';

/**
 * What of the project pipenv has pip build a wheel of, in words; undefined when nothing. An editable package has no wheel. A file
 * that is not known may name anything.
 */
export function builtFromProject(environment: Environment): string | undefined {
  const manifest = manifestOf(environment);
  if (manifest === UNKNOWN) return 'a Pipfile that only the build knows';
  if (manifest === undefined) return undefined;
  for (const path of [manifest, `${manifest}.lock`]) {
    const text = environment.files?.read(path);
    if (text === undefined && environment.mayBeCopied(path)) return path;
    const local = text === undefined ? undefined : path === manifest ? inManifest(text) : inLock(text);
    if (local !== undefined) return local;
  }
  return undefined;
}

/** It looks in the folders above as well. */
function manifestOf(environment: Environment): string | typeof UNKNOWN | undefined {
  const named = environment.variable('PIPENV_PIPFILE') || undefined;
  if (named !== undefined) return named === UNKNOWN ? named : (absolutePath(named, environment) ?? UNKNOWN);
  const { workingDirectory, files } = environment;
  if (workingDirectory === undefined) return UNKNOWN;
  return foldersUp(workingDirectory)
    .map((at) => (at === '/' ? '/Pipfile' : `${at}/Pipfile`))
    .find((path) => files?.kind(path) !== undefined || environment.mayBeCopied(path));
}

const LOCAL = /\b(?:path|file)\s*=\s*["']([^"']*)["']/;

function inManifest(toml: string): string | undefined {
  const lines = [...tomlLines(toml)];
  return lines.find(({ table, line }) => {
    const place = LOCAL.exec(line)?.[1];
    if (place === undefined || isRemote(place) || table.startsWith('source')) return false;
    // `[packages.shop]` has a line for each of them.
    const around = lines.filter((each) => each.table === table && table.includes('.'));
    return ![line, ...around.map((each) => each.line)].some((text) => /\beditable\s*=\s*true\b/.test(text));
  })?.line;
}

function inLock(json: string): string | undefined {
  let sections: unknown;
  try {
    sections = JSON.parse(json);
  } catch {
    return 'Pipfile.lock, which cannot be read';
  }
  for (const [name, section] of entriesOf(sections))
    for (const [key, entry] of name === '_meta' ? [] : entriesOf(section)) {
      const { path, file, editable } = Object.fromEntries(entriesOf(entry));
      const place = typeof path === 'string' ? path : file;
      if (typeof place === 'string' && !isRemote(place) && editable !== true) return `${key}: ${place}`;
    }
  return undefined;
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
