import {
  defineEcosystem,
  findOption,
  inHome,
  movedTo,
  optionValue,
  readArguments,
  UNKNOWN,
  callText,
  readsSources,
} from '../ecosystem-api.js';
import type { Argv, CacheRefusal, Call, CallKind, CommandEdit, Environment } from '../ecosystem-api.js';
import { localRequirement, localRequirementIn } from '../python-packages/local-requirements.js';
import { isRemote } from '../python-packages/requirements.js';
import { foldersUp } from '../python-packages/toml-lines.js';

/** Subcommands that download. `uv run` and `uvx` run anything, others write the project's own files: they are left alone. */
const INSTALL = new Set(['sync', 'pip install', 'pip sync', 'tool install']);
const VALUED = new Set(
  '--cache-dir --color --config-file --directory --project --allow-insecure-host -p --python --index --default-index -i --index-url --extra-index-url -f --find-links -r --requirement --requirements -c --constraint --constraints --override --overrides -b --build-constraint --build-constraints -e --editable --extra --group --no-group --only-group --no-extra --package --no-install-package --link-mode -C --config-setting --config-settings --config-settings-package --no-build-isolation-package --no-build-package --no-binary-package --no-binary --only-binary --refresh-package --reinstall-package --upgrade-package -P --resolution --prerelease --fork-strategy --exclude-newer --keyring-provider --index-strategy --target --prefix --python-version --python-platform --torch-backend -w --with --with-editable --with-requirements --from -o --output-file --out-dir --env-file -m --module --tag --branch --rev'.split(
    ' ',
  ),
);

function recognise(argv: Argv): Call | undefined {
  if (argv.name !== 'uv') return undefined;
  const { options, operands } = readArguments(argv.words.slice(1), {
    valued: VALUED,
    joined: new Set(['-p', '-r']),
  });
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  const name = subcommand?.value ?? '';
  const verb = rest[0]?.value ?? '';
  if (INSTALL.has(name) || INSTALL.has(`${name} ${verb}`)) return call('install');
  if (name === 'cache' && (verb === 'clean' || verb === 'prune')) return call('clean');
  return call('other');
}

/** Options that keep uv from its cache. */
const disabling = (call: Call) =>
  call.options.filter(({ name }) => ['--no-cache', '--no-cache-dir', '-n'].includes(name));

function moved(call: Call, environment: Environment): string | CacheRefusal | undefined {
  const flag = findOption(call, '--cache-dir');
  if (flag) return movedTo(optionValue(flag, environment) ?? UNKNOWN, '--cache-dir', environment);
  const own = movedTo(environment.variable('UV_CACHE_DIR'), 'UV_CACHE_DIR', environment);
  if (own !== undefined) return own;
  const xdg = movedTo(environment.variable('XDG_CACHE_HOME'), 'XDG_CACHE_HOME', environment);
  return typeof xdg === 'string' ? `${xdg}/uv` : xdg;
}

const refusal = (code: CacheRefusal['code'], reason: string, because: string): CacheRefusal => ({
  code,
  reason,
  because,
});

const SETTINGS = ['uv.toml', 'pyproject.toml'];

/** A setting in a file, where one may be: it can switch the cache off, move it, or make links into it. */
function settingsRefusal(call: Call, environment: Environment): CacheRefusal | undefined {
  const flag = findOption(call, '--directory', '--project', '--config-file');
  if (flag) return refusal('cache-moved', `settings beside ${flag.name} may move the cache`, flag.name);
  const { files, workingDirectory } = environment;
  if (workingDirectory === undefined)
    return refusal('cache-moved', 'settings of the folder it runs in may move the cache', 'WORKDIR');
  for (const folder of foldersUp(workingDirectory)) {
    for (const name of SETTINGS) {
      const path = folder === '/' ? `/${name}` : `${folder}/${name}`;
      const text = files?.read(path);
      if (text === undefined && !environment.mayBeCopied(path)) continue;
      if (text === undefined || /\b(?:cache-dir|no-cache|link-mode)\b/.test(text))
        return refusal('cache-moved', `${path} may move the cache, or have links made into it`, path);
    }
  }
  return undefined;
}

/**
 * uv takes a folder for the one that it built a wheel of as long as its pyproject.toml, setup.py and setup.cfg are of the same time
 * (https://docs.astral.sh/uv/concepts/cache/#dynamic-metadata): an edited source would not be built.
 */
function localRefusal(call: Call, environment: Environment): CacheRefusal | undefined {
  const local = localOf(call, environment);
  const reason = 'uv would take a wheel of a local folder from its cache although the sources changed';
  return local === undefined ? undefined : refusal('cache-key-incomplete', reason, local);
}

const WITHOUT_PROJECT = ['--no-install-project', '--no-install-workspace', '--no-install-local'];

/** What of the image the call installs, in words; undefined when nothing. */
function localOf(call: Call, environment: Environment): string | undefined {
  const values = (...names: readonly string[]): (string | undefined)[] =>
    call.options.filter(({ name }) => names.includes(name)).map((option) => optionValue(option, environment));
  const editable = findOption(call, '-e', '--editable', '--group', '--with-editable');
  if (editable) return editable.words.map(({ raw }) => raw).join(' ');
  const links = values(
    '-f',
    '--find-links',
    '-i',
    '--index-url',
    '--extra-index-url',
    '--index',
    '--default-index',
  );
  const near = links.find((link) => link === undefined || !isRemote(link.replace(/^[\w-]+=/, '')));
  if (links.length > 0 && links.includes(near)) return near ?? 'a place that only the build knows';
  if (call.subcommand?.value === 'sync') return localInProject(call, environment);
  const named = call.operands.slice(1).map((word) => environment.expand(word));
  const files = values('-r', '--requirement', '--requirements', '--with-requirements');
  const constraints = values('-c', '--constraint', '--constraints', '--override', '--overrides');
  const isSync = call.operands[0]?.value === 'sync';
  return (
    localRequirement([...(isSync ? [] : named), ...values('--with')]) ??
    localRequirementIn([...(isSync ? named : []), ...files, ...constraints], environment)
  );
}

function localInProject(call: Call, environment: Environment): string | undefined {
  if (!findOption(call, ...WITHOUT_PROJECT)) return callText(call);
  const { files, workingDirectory } = environment;
  const path = `${workingDirectory ?? ''}/uv.lock`;
  const lock = files?.read(path);
  if (lock === undefined) return path;
  // The lock file is uv's own; the project itself is `.`.
  return lock.split('\n').find((line) => /^source = \{ (?!registry|url|git)\w+ = "(?!\.")/.test(line));
}

/** Links into the cache would lead nowhere in the image. */
function linkRefusal(call: Call, environment: Environment): CacheRefusal | undefined {
  const flag = findOption(call, '--link-mode');
  const mode = flag === undefined ? environment.variable('UV_LINK_MODE') : optionValue(flag, environment);
  const named = flag === undefined ? 'UV_LINK_MODE' : '--link-mode';
  if (flag === undefined && (mode === undefined || mode === '')) return undefined;
  return mode === 'copy' || mode === 'hardlink' || mode === 'clone'
    ? undefined
    : refusal('cache-needed-later', `with ${named} the packages may be links into the cache`, named);
}

function unlock(call: Call): CommandEdit | undefined {
  const flags = disabling(call);
  if (flags.length === 0) return undefined;
  return {
    remove: flags.flatMap(({ words }) => words),
    insert: [],
    why: `${flags[0]?.name ?? ''} kept uv from using it`,
  };
}

export default defineEcosystem({
  id: 'uv',
  title: 'uv',
  summary: 'Keeps ~/.cache/uv, the packages uv downloaded, unpacked and built, between builds',
  explanation:
    'uv copies out of ~/.cache/uv when the cache lies on another file system, as a mount does, so the directory is pure gain; it says once that it could not make hard links, which UV_LINK_MODE=copy silences. Where packages may be symbolic links into the cache (UV_LINK_MODE=symlink) nothing is mounted. --no-cache goes, since the cache now lies outside the image; UV_NO_CACHE stays, and with it the file is left alone. The mount has an id that names the base image, since uv keeps the wheels it builds under a key that does not tell distributions apart. What is built from a local folder is left alone: uv looks at the time of its pyproject.toml, not at the sources.',
  docs: [
    'https://docs.astral.sh/uv/concepts/cache/',
    'https://docs.astral.sh/uv/guides/integration/docker/#caching',
  ],
  hints: ['uv'],
  rootOnly: false,
  survivesClean: false,
  unpacked: true,
  proven: true,
  recognise,
  inputs: readsSources(
    'what uv reads of a project is not worked out: it builds the project itself, and its members',
  ),
  caches(call, environment) {
    if (call.kind === 'clean') {
      const path = moved(call, environment) ?? inHome('.cache/uv', environment);
      return typeof path === 'string' ? [{ path, holds: 'downloads', sharing: undefined }] : path;
    }
    const offline = findOption(call, '--offline');
    if (offline)
      return refusal(
        'no-network-install',
        'uv --offline takes everything from a cache that is there already',
        '--offline',
      );
    const variable = environment.variable('UV_NO_CACHE');
    if (variable !== undefined && variable !== '')
      return refusal('cache-disabled', 'UV_NO_CACHE keeps uv from its cache', 'UV_NO_CACHE');
    const link =
      linkRefusal(call, environment) ?? settingsRefusal(call, environment) ?? localRefusal(call, environment);
    if (link) return link;
    const path = moved(call, environment) ?? inHome('.cache/uv', environment);
    return typeof path === 'string'
      ? [{ path, holds: 'downloads', sharing: undefined, perImage: true }]
      : path;
  },
  unlock: (call) => unlock(call),
});
