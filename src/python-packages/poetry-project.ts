import type { CacheRefusal, Call, Environment } from '../ecosystem-api.js';
import { foldersUp, tomlLines } from './toml-lines.js';

const refusal = (reason: string, because: string): CacheRefusal => ({
  code: 'cache-key-incomplete',
  reason,
  because,
});

const UNKNOWN_LOCK =
  'its lock file is not known, and Poetry would take from its cache what a URL in it named before';
const CHANGES = 'Poetry keeps it under its URL alone, and would take the old archive when another lies there';
const SAME_NAME =
  'it finds versions anew, and Poetry keeps what it knows of packages by the name of their source, which another project may use for another place';

/**
 * What Poetry would take from its caches although it is another now. Archives that a URL names are kept under the URL, and fail
 * when the lock file comes to have another hash of them; what it knows of a package, dependencies and hashes, is kept by the
 * name of its source (poetry/installation/executor.py, poetry/repositories/cached_repository.py in 2.5).
 *
 * @param folder where it looks for the project; undefined when it is not known
 * @param resolves it asks the sources for versions whether or not there is a lock file
 */
export function changingArchive(
  folder: string | undefined,
  resolves: boolean,
  call: Call,
  environment: Environment,
): CacheRefusal | undefined {
  // Poetry's own plugins: no project has a say.
  const named = call.operands.find((word) => /^https?:|@\s*https?:/.test(word.value ?? word.raw));
  if (named) return refusal(CHANGES, named.raw);
  if (call.subcommand?.value === 'self') return undefined;
  const { files, mayBeCopied } = environment;
  if (files === undefined || folder === undefined) return refusal(UNKNOWN_LOCK, 'poetry.lock');
  const project = foldersUp(folder).find(
    (at) =>
      files.kind(inFolder(at, 'pyproject.toml')) === 'file' || mayBeCopied(inFolder(at, 'pyproject.toml')),
  );
  const manifest = inFolder(project ?? folder, 'pyproject.toml');
  const path = inFolder(project ?? folder, 'poetry.lock');
  const lock = files.read(path);
  if (lock === undefined && mayBeCopied(path)) return refusal(UNKNOWN_LOCK, path);
  const url = lock === undefined ? undefined : urlOfLock(lock);
  if (url !== undefined) return refusal(CHANGES, url);
  if (lock !== undefined && !resolves) return undefined;
  const text = files.read(manifest);
  if (text === undefined) return refusal(UNKNOWN_LOCK, manifest);
  for (const { table, line, isHeader } of tomlLines(text)) {
    if (isHeader && table === 'tool.poetry.source') return refusal(SAME_NAME, line);
    if (!isHeader && namesArchive(table, line)) return refusal(CHANGES, line);
  }
  return undefined;
}

const inFolder = (folder: string, name: string): string =>
  folder === '/' ? `/${name}` : `${folder}/${name}`;

/** Where a package's source is of `type = "url"`: what it names. */
function urlOfLock(lock: string): string | undefined {
  const lines = [...tomlLines(lock)].filter(({ table }) => table === 'package.source');
  const at = lines.findIndex(({ line }) => /^type\s*=\s*["']url["']/.test(line));
  return at < 0 ? undefined : (lines.slice(at).find(({ line }) => /^url\s*=/.test(line)) ?? lines[at])?.line;
}

const namesArchive = (table: string, line: string): boolean =>
  (/\bdependencies\b/.test(table) && /\burl\s*=/.test(line)) ||
  (table !== 'project.urls' && /@\s*https?:/.test(line));
