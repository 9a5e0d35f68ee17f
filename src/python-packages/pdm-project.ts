import { absolutePath, UNKNOWN } from '../ecosystem-api.js';
import type { CacheRefusal, Environment } from '../ecosystem-api.js';
import { foldersUp, tomlLines, tomlValue } from './toml-lines.js';

const inFolder = (folder: string, name: string): string =>
  folder === '/' ? `/${name}` : `${folder}/${name}`;

/** The files of a project that say what PDM does with its caches; undefined where that is not known. */
interface PdmProject {
  readonly manifest: string | undefined;
  readonly lock: string | undefined;
  readonly settings: string | undefined;
}

/** @param folder where it looks for the project; a string that is why it cannot be read, otherwise */
function projectAt(folder: string | undefined, { files, mayBeCopied }: Environment): PdmProject | string {
  if (folder === undefined) return 'WORKDIR';
  const root =
    foldersUp(folder).find((at) => {
      const path = inFolder(at, 'pyproject.toml');
      return files?.kind(path) !== undefined || mayBeCopied(path);
    }) ?? folder;
  const texts = ['pyproject.toml', 'pdm.lock', 'pdm.toml', '.pdm.toml'].map((name) => {
    const path = inFolder(root, name);
    return { path, text: files?.read(path) };
  });
  const unread = texts.find(({ path, text }) => text === undefined && mayBeCopied(path));
  if (unread) return unread.path;
  const [manifest, lock, settings, old] = texts.map(({ text }) => text);
  return { manifest, lock, settings: [settings, old].filter((text) => text !== undefined).join('\n') };
}

/**
 * Why PDM's cache is not pure gain: packages or plugins that lie in it (`install.cache`, `pdm install --plugins`), or what it
 * would give although it is another now. The wheel of an archive is kept under its URL, and taken before any hash is looked at
 * (pdm/models/candidates.py); dependencies are kept by name and version, wherever they came from (pdm/models/caches.py).
 *
 * @param resolves it asks the index for versions whether or not there is a lock file
 */
export function pdmRefusal(
  folder: string | undefined,
  resolves: boolean,
  environment: Environment,
): CacheRefusal | undefined {
  const project = projectAt(folder, environment);
  if (typeof project === 'string')
    return refuse('what the project says of its packages is not known', project);
  const { manifest, lock, settings } = project;
  return (
    linked(settings, environment) ??
    plugins(manifest) ??
    archive(manifest, lock) ??
    (lock === undefined || resolves ? sameName(manifest, environment) : undefined)
  );
}

const refuse = (reason: string, because: string): CacheRefusal => ({
  code: 'cache-key-incomplete',
  reason,
  because,
});

function linked(settings: string | undefined, environment: Environment): CacheRefusal | undefined {
  for (const key of ['install.cache', 'feature.install_cache']) {
    const values = [
      environment.setting(`pdm.${key}`),
      settings === undefined ? undefined : tomlValue(settings, key),
    ];
    const on = values.some((value) => value === UNKNOWN || (typeof value === 'string' && !OFF.test(value)));
    if (on)
      return {
        code: 'cache-needed-later',
        reason: `${key} makes the packages links into the cache`,
        because: key,
      };
  }
  return undefined;
}

const OFF = /^(?:false|no|0|)$/i;

function plugins(manifest: string | undefined): CacheRefusal | undefined {
  const line = [...tomlLines(manifest ?? '')].find(
    (each) => each.table === 'tool.pdm' && /^plugins\s*=/.test(each.line),
  )?.line;
  return line === undefined
    ? undefined
    : { code: 'cache-needed-later', reason: 'the plugins of the project lie in the cache', because: line };
}

const ARCHIVE = /^(?:url|path)\s*=\s*["'][^"']*\.(?:tar\.\w+|tgz|zip)(?:[#?][^"']*)?["']/;

function archive(manifest: string | undefined, lock: string | undefined): CacheRefusal | undefined {
  const locked = [...tomlLines(lock ?? '')].find(
    ({ table, line }) => table === 'package' && ARCHIVE.test(line),
  );
  const named = [...tomlLines(manifest ?? '')].find(
    ({ table, line }) =>
      table !== 'project.urls' && /@\s*(?:https?|file):\S*\.(?:tar\.\w+|tgz|zip)\b/.test(line),
  );
  const found = locked ?? (lock === undefined ? named : undefined);
  return (
    found && refuse('PDM keeps the wheel of an archive under its URL, and would take an old one', found.line)
  );
}

function sameName(manifest: string | undefined, { variable }: Environment): CacheRefusal | undefined {
  const reason =
    'it finds versions anew, and PDM keeps what it knows of packages by their names, whichever index they are of';
  if (variable('PDM_PYPI_URL') !== undefined) return refuse(reason, 'PDM_PYPI_URL');
  const source = [...tomlLines(manifest ?? '')].find(
    ({ table, isHeader }) => isHeader && table === 'tool.pdm.source',
  );
  return source && refuse(reason, source.line);
}

/** Where it looks for the project. */
export function pdmFolder(given: string | undefined, environment: Environment): string | undefined {
  const variable = given ?? environment.variable('PDM_PROJECT');
  if (variable === UNKNOWN) return undefined;
  return variable === undefined || variable === ''
    ? environment.workingDirectory
    : absolutePath(variable, environment);
}
