import {
  defineEcosystem,
  findOption,
  inHome,
  movedTo,
  optionValue,
  readArguments,
  UNKNOWN,
} from '../ecosystem-api.js';
import type { Argv, CacheRefusal, Call, CallKind, CommandEdit, Environment } from '../ecosystem-api.js';

/** Subcommands that download, with those of `uv pip` and `uv tool`. `uv run` and `uvx` run anything: they are left alone. */
const INSTALL = new Set(['sync', 'add', 'lock', 'build']);
const GROUPS: Readonly<Record<string, ReadonlySet<string>>> = {
  pip: new Set(['install', 'sync', 'compile']),
  tool: new Set(['install', 'upgrade']),
};
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
  if (INSTALL.has(name) || GROUPS[name]?.has(verb) === true) return call('install');
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

function foldersUp(path: string): string[] {
  const folders = [path];
  for (let at = path; at !== '/' && at !== '';) {
    at = at.slice(0, at.lastIndexOf('/')) || '/';
    folders.push(at);
  }
  return folders;
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
    'uv copies out of ~/.cache/uv when the cache lies on another file system, as a mount does, so the directory is pure gain; it says once that it could not make hard links, which UV_LINK_MODE=copy silences. Where packages may be symbolic links into the cache (UV_LINK_MODE=symlink) nothing is mounted. --no-cache goes, since the cache now lies outside the image; UV_NO_CACHE stays, and with it the file is left alone. The mount has an id that names the base image, since uv keeps the wheels it builds under a key that does not tell distributions apart.',
  docs: [
    'https://docs.astral.sh/uv/concepts/cache/',
    'https://docs.astral.sh/uv/guides/integration/docker/#caching',
  ],
  hints: ['uv'],
  rootOnly: false,
  survivesClean: false,
  proven: true,
  recognise,
  inputs: (call) => ({
    code: 'reads-sources',
    reason: 'what uv reads of a project is not worked out: it builds the project itself, and its members',
    because: { text: call.argv.words.map(({ raw }) => raw).join(' ') },
  }),
  caches(call, environment) {
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
    const link = linkRefusal(call, environment) ?? settingsRefusal(call, environment);
    if (link) return link;
    const path = moved(call, environment) ?? inHome('.cache/uv', environment);
    return typeof path === 'string'
      ? [{ path, holds: 'downloads', sharing: undefined, perImage: true }]
      : path;
  },
  unlock: (call) => unlock(call),
});
