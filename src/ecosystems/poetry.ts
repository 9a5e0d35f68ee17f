import {
  absolutePath,
  defineEcosystem,
  findOption,
  inHome,
  movedTo,
  optionValue,
  readArguments,
  UNKNOWN,
  readsSources,
} from '../ecosystem-api.js';
import type {
  Argv,
  CacheDirectory,
  CacheRefusal,
  Call,
  CallKind,
  CommandEdit,
  Environment,
} from '../ecosystem-api.js';
import { builtWithFlags } from '../python-packages/build-flags.js';
import { changingArchive } from '../python-packages/poetry-project.js';
import { poetrySetting, settingKey } from '../python-packages/poetry-settings.js';
import { programWords } from '../python-packages/program.js';

/** Those that install by the lock file, where there is one. */
const LOCKED = new Set(['install', 'sync']);
/** Those that always ask the index which versions there are. */
const RESOLVES = new Set(['update', 'add', 'remove', 'lock', 'self']);
const SELF = new Set(['add', 'install', 'lock', 'remove', 'sync', 'update']);

const GRAMMAR = {
  valued: new Set(
    '-C --directory -P --project -E --extras --with --without --only -G --group --source --python --platform --markers -o --output -f --format'.split(
      ' ',
    ),
  ),
  joined: new Set(['-C', '-P', '-E', '-G']),
};

function recognise(argv: Argv, environment: Environment): Call | undefined {
  const words = programWords(argv, /^poetry$/, 'poetry');
  if (words === undefined) return undefined;
  const { options, operands } = readArguments(words.slice(1), GRAMMAR);
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  const name = subcommand?.value ?? '';
  const verb = rest[0]?.value ?? '';
  if (name === 'self' ? SELF.has(verb) : LOCKED.has(name) || RESOLVES.has(name)) return call('install');
  if (name === 'cache' && verb === 'clear') return call('clean');
  if (name === 'config' && rest.length > 0) return { ...call('configure'), ...settingsOf(rest, options) };

  return call('other');

  function settingsOf([key, value]: Call['operands'], given: Call['options']): Pick<Call, 'settings'> {
    const has = (...names: readonly string[]): boolean => given.some((each) => names.includes(each.name));
    if (has('--list')) return {};
    // Which setting, only the build knows: it may be any of those that count.
    const keys = key?.value === undefined ? COUNTING : COUNTING.filter((each) => each === key.value);
    if (value === undefined && !has('--unset')) return {};
    return {
      settings: keys.map((each) => ({
        key: settingKey(each, has('--local'), environment),
        value: key?.value === undefined || has('--unset') ? undefined : value,
      })),
    };
  }
}

/** Settings that bear on the caches. */
const COUNTING = ['cache-dir', 'virtualenvs.create', 'virtualenvs.in-project'];

/** Where it looks for the project; undefined when that is not known. */
function folderOf(call: Call, environment: Environment): string | undefined {
  const option = findOption(call, '-P', '--project') ?? findOption(call, '-C', '--directory');
  if (option === undefined) return environment.workingDirectory;
  const path = optionValue(option, environment);
  return path === undefined ? undefined : absolutePath(path, environment);
}

function cacheFolder(folder: string | undefined, environment: Environment): string | CacheRefusal {
  const setting = poetrySetting('cache-dir', folder, environment);
  // It expands `~` and `{data-dir}` by itself, and takes an empty value for the working directory.
  const plain = typeof setting !== 'string' || /^[^~{]+$/.test(setting);
  const own = movedTo(plain ? setting : UNKNOWN, 'POETRY_CACHE_DIR or a setting of Poetry', environment);
  if (own !== undefined) return own;
  const xdg = movedTo(environment.variable('XDG_CACHE_HOME'), 'XDG_CACHE_HOME', environment);
  if (xdg !== undefined) return typeof xdg === 'string' ? `${xdg}/pypoetry` : xdg;
  return inHome('.cache/pypoetry', environment);
}

/** Whether what is installed surely lies elsewhere than in `<cache>/virtualenvs`. */
function installsElsewhere(folder: string | undefined, environment: Environment): boolean {
  const is = (key: string, ...values: readonly string[]): boolean => {
    const value = poetrySetting(key, folder, environment);
    return typeof value === 'string' && values.includes(value.toLowerCase());
  };
  return is('virtualenvs.create', 'false', '0') || is('virtualenvs.in-project', 'true', '1');
}

function directories(call: Call, environment: Environment): readonly CacheDirectory[] | CacheRefusal {
  const folder = folderOf(call, environment);
  const path = cacheFolder(folder, environment);
  if (typeof path !== 'string') return path;
  const downloads = { holds: 'downloads', sharing: 'locked' } as const;
  if (installsElsewhere(folder, environment)) return [{ path, ...downloads, perImage: true }];
  const { account } = environment;
  if (account?.uid !== 0 && account?.name !== 'root')
    return {
      code: 'cache-parent-missing',
      reason: `${path} would belong to root while the RUN runs, and Poetry makes the environment in it`,
      because: path,
    };
  return [
    { path: `${path}/artifacts`, ...downloads, perImage: true },
    { path: `${path}/cache`, ...downloads },
  ];
}

/**
 * Up to 1.2 it writes archives in place: half of one, which a build that was broken off leaves, would fail each later install
 * (`_download_archive` in poetry/installation/executor.py).
 */
function earlyVersion({ variable, setting }: Environment): CacheRefusal | undefined {
  const version = [setting('poetry.version'), variable('POETRY_VERSION')].find(
    (each) => typeof each === 'string' && /^(?:poetry==)?v?(?:0|1\.[0-2])(?:\.|$)/.test(each),
  );
  if (typeof version !== 'string') return undefined;
  const reason =
    'Poetry up to 1.2 fails on half an archive, as a build that was broken off leaves it in the cache';
  return { code: 'cache-key-incomplete', reason, because: version };
}

function unlock(call: Call): CommandEdit | undefined {
  const flags = call.options.filter(({ name }) => name === '--no-cache');
  if (flags.length === 0) return undefined;
  return {
    remove: flags.flatMap(({ words }) => words),
    insert: [],
    why: '--no-cache kept Poetry from using it',
  };
}

export default defineEcosystem({
  id: 'poetry',
  title: 'Poetry',
  summary:
    'Keeps what Poetry downloaded and built in ~/.cache/pypoetry between builds, but never the environment that may lie there too',
  explanation:
    'Unless it is told otherwise, Poetry makes the virtual environment inside its cache directory, in ~/.cache/pypoetry/virtualenvs: a mount there would leave the image without a single package. So only artifacts (the archives it downloaded and the wheels it built) and cache (what it knows of packages) are mounted. Where POETRY_VIRTUALENVS_CREATE=false, POETRY_VIRTUALENVS_IN_PROJECT=true, poetry.toml or poetry config says that the environment lies elsewhere, the directory is mounted as a whole, and rm -rf $POETRY_CACHE_DIR goes. The mount of what was built has an id that names the base image, since the key of a wheel does not tell distributions apart. It is locked: Poetry writes some of its files in place. What the lock file takes from a URL, which may come to hold something else, is left alone, since Poetry keeps it under the URL.',
  docs: [
    'https://python-poetry.org/docs/configuration/#cache-dir',
    'https://python-poetry.org/docs/configuration/#virtualenvspath',
    'https://python-poetry.org/docs/cli/#cache',
  ],
  hints: ['poetry'],
  rootOnly: false,
  // It empties `cache/repositories`, and keeps what was downloaded.
  survivesClean: true,
  proven: true,
  recognise,
  inputs: readsSources('what Poetry reads of a project is not worked out: it installs the project itself'),
  caches(call, environment) {
    const early = earlyVersion(environment);
    if (early) return early;
    if (call.kind === 'clean') return directories(call, environment);
    const resolves = RESOLVES.has(call.subcommand?.value ?? '');
    return (
      builtWithFlags('Poetry', environment, settingOfBuilds(environment)) ??
      changingArchive(folderOf(call, environment), resolves, call, environment) ??
      directories(call, environment)
    );
  },
  unlock,
});

const settingOfBuilds = ({ variables }: Environment): string | undefined =>
  [...variables].find((name) => name.startsWith('POETRY_INSTALLER_BUILD_CONFIG_SETTINGS'));
