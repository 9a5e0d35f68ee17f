import {
  defineEcosystem,
  findOption,
  inHome,
  movedTo,
  optionValue,
  readArguments,
  UNKNOWN,
  readsSources,
} from '../ecosystem-api.js';
import type { Argv, CacheRefusal, Call, CallKind, Environment } from '../ecosystem-api.js';
import { builtWithFlags } from '../python-packages/build-flags.js';
import { pdmFolder, pdmRefusal } from '../python-packages/pdm-project.js';
import { programWords } from '../python-packages/program.js';

const LOCKED = new Set(['install', 'sync']);
const RESOLVES = new Set(['update', 'add', 'remove', 'lock', 'self', 'plugin', 'outdated']);
const SETTINGS = new Set(['cache_dir', 'install.cache', 'feature.install_cache', 'use_uv']);
const PROJECT = ['-p', '--project'];

const GRAMMAR = {
  valued: new Set(
    '-p --project -c --config -L --lockfile -G --group --with --without -e --editable -k --skip -C --config-setting --venv --override --prefix --target -S --strategy --python --platform --implementation --append-only --exclude-newer --pip-args'.split(
      ' ',
    ),
  ),
  joined: new Set(['-p', '-G', '-L', '-k']),
};

function recognise(argv: Argv): Call | undefined {
  const words = programWords(argv, /^pdm$/, 'pdm');
  if (words === undefined) return undefined;
  const { options, operands } = readArguments(words.slice(1), GRAMMAR);
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  const name = subcommand?.value ?? '';
  if (LOCKED.has(name) || RESOLVES.has(name) || name === 'use') return call('install');
  if (name === 'cache' && rest[0]?.value === 'clear') return call('clean');
  const [key, value] = rest;
  if (name !== 'config' || key === undefined) return call('other');
  const deletes = options.some((option) => option.name === '-d' || option.name === '--delete');
  if (value === undefined && !deletes) return call('other');
  const keys = key.value === undefined ? [...SETTINGS] : SETTINGS.has(key.value) ? [key.value] : [];
  const settings = keys.map((each) => ({
    key: each,
    value: key.value === undefined || deletes ? undefined : value,
  }));
  return { ...call('configure'), settings };
}

function folder(environment: Environment): string | CacheRefusal {
  const own =
    movedTo(environment.variable('PDM_CACHE_DIR'), 'PDM_CACHE_DIR', environment) ??
    movedTo(environment.setting('pdm.cache_dir'), 'pdm config cache_dir', environment);
  if (own !== undefined) return own;
  const xdg = movedTo(environment.variable('XDG_CACHE_HOME'), 'XDG_CACHE_HOME', environment);
  if (xdg !== undefined) return typeof xdg === 'string' ? `${xdg}/pdm` : xdg;
  return inHome('.cache/pdm', environment);
}

const refusal = (code: CacheRefusal['code'], reason: string, because: string): CacheRefusal => ({
  code,
  reason,
  because,
});

function refused(call: Call, environment: Environment): CacheRefusal | undefined {
  const name = call.subcommand?.value ?? '';
  if (name === 'use')
    return findOption(call, '-i', '--ignore-remembered')
      ? undefined
      : refusal(
          'cache-needed-later',
          'pdm use goes by what an earlier one left in the cache, in another project too',
          'pdm use',
        );
  for (const variable of ['PDM_NO_CACHE', 'PDM_USE_UV']) {
    const value = environment.variable(variable);
    if (value !== undefined && value !== '' && !(variable === 'PDM_USE_UV' && OFF.has(value)))
      return refusal('cache-disabled', `${variable} keeps PDM from its own cache`, variable);
  }
  if (environment.setting('pdm.use_uv') !== undefined)
    return refusal('cache-disabled', 'use_uv keeps PDM from its own cache', 'use_uv');
  const named = findOption(call, '-c', '--config')?.name ?? ownSettings(environment);
  if (named !== undefined)
    return refusal('cache-moved', `the settings that ${named} names may move the cache`, named);
  const plugins = findOption(call, '--plugins');
  if (plugins)
    return refusal('cache-needed-later', 'the plugins of the project lie in the cache', '--plugins');
  const local = call.operands.find((word) => /^\.|\/|@/.test(word.value ?? word.raw));
  if (local && name === 'add')
    return refusal('cache-key-incomplete', 'PDM may keep what a path or URL names under its name', local.raw);
  const flags = builtWithFlags('PDM', environment, findOption(call, '-C', '--config-setting')?.name);
  if (flags || name === 'self' || name === 'plugin') return flags;
  const option = findOption(call, ...PROJECT);
  const given = option && optionValue(option, environment);
  if (option && given === undefined)
    return refusal('cache-key-incomplete', 'which project it is only the build knows', option.name);
  return pdmRefusal(pdmFolder(given, environment), RESOLVES.has(name), environment);
}

/** Settings of the user's own that are not known. */
function ownSettings({ variable, home, mayBeCopied }: Environment): string | undefined {
  const names = ['PDM_CONFIG_FILE', 'XDG_CONFIG_HOME'];
  const path = `${home ?? ''}/.config/pdm/config.toml`;
  return names.find((name) => variable(name) !== undefined) ?? (mayBeCopied(path) ? path : undefined);
}

const OFF: ReadonlySet<string | typeof UNKNOWN> = new Set(['0', 'false', 'no']);

export default defineEcosystem({
  id: 'pdm',
  title: 'PDM',
  summary: 'Keeps ~/.cache/pdm, the packages PDM downloaded and the wheels it built, between builds',
  explanation:
    'PDM copies the packages out of ~/.cache/pdm, or PDM_CACHE_DIR, so the directory is pure gain: unless install.cache is on, which makes them links into it, or the project has plugins, which lie in it. Both are left alone, and so is pdm use, which goes by a file there. pdm cache clear and rm -rf ~/.cache/pdm go when the mount comes, and so does --no-cache. The mount has an id that names the base image, since the key of a built wheel does not tell distributions apart, and is locked, since PDM writes some files in place. An archive that the lock file takes from a URL or a path is left alone: PDM keeps its wheel under that name and looks at no hash before it takes it.',
  docs: [
    'https://pdm-project.org/latest/reference/configuration/',
    'https://pdm-project.org/latest/usage/config/#cache-the-installation-of-wheels',
  ],
  hints: ['pdm'],
  rootOnly: false,
  survivesClean: false,
  proven: true,
  recognise,
  inputs: readsSources(
    'what PDM reads of a project is not worked out: it installs the project itself, and may run its scripts',
  ),
  caches(call, environment) {
    const why = call.kind === 'clean' ? undefined : refused(call, environment);
    if (why) return why;
    if (call.subcommand?.value === 'use') return [];
    const path = folder(environment);
    return typeof path === 'string'
      ? [{ path, holds: 'downloads', sharing: 'locked', perImage: true }]
      : path;
  },
  unlock(call) {
    const flags = call.options.filter(({ name }) => name === '--no-cache');
    if (flags.length === 0) return undefined;
    return {
      remove: flags.flatMap(({ words }) => words),
      insert: [],
      why: '--no-cache kept PDM from using it',
    };
  },
});
