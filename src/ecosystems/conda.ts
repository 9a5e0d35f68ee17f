import {
  cleanPath,
  defineEcosystem,
  findOption,
  movedTo,
  optionValue,
  readArguments,
  UNKNOWN,
  readsSources,
} from '../ecosystem-api.js';
import type { Argv, CacheRefusal, Call, CallKind, Environment } from '../ecosystem-api.js';

const INSTALL = new Set(['install', 'create', 'update', 'upgrade', 'env create', 'env update']);
/** Settings that move the packages, or have links made to them. */
const SETTINGS = ['pkgs_dirs', 'allow_softlinks', 'always_softlink'];
const SOFT = ['--allow-softlinks', '--always-softlink', '--always-softlinks'];

const GRAMMAR = {
  valued: new Set(
    '-n --name -p --prefix -c --channel -f --file -r --root-prefix --rc-file --platform --subdir --solver --experimental-solver --override-frozen-env --revision --category --lockfile --retry-clean-cache --repodata-ttl --ssl-verify --cacert-path --safety-checks --channel-priority --repodata-fn --repodata-threads --download-threads --extract-threads'.split(
      ' ',
    ),
  ),
  joined: new Set(['-n', '-p', '-c', '-f', '-r']),
};

function recognise(argv: Argv): Call | undefined {
  if (!/^(?:conda|mamba|micromamba)$/.test(argv.name)) return undefined;
  const { options, operands } = readArguments(argv.words.slice(1), GRAMMAR);
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  const name = subcommand?.value ?? '';
  if (INSTALL.has(name) || INSTALL.has(`${name} ${rest[0]?.value ?? ''}`)) return call('install');
  if (name === 'clean') return call('clean');
  if (name !== 'config') return call('other');
  // `config append pkgs_dirs /x` of micromamba, `config --add pkgs_dirs /x` of conda
  const named = argv.words.map(({ value }) => value ?? '').find((word) => SETTINGS.includes(word));
  if (named === undefined) return call('other');
  return { ...call('configure'), settings: [{ key: named, value: undefined }] };
}

const refusal = (code: CacheRefusal['code'], reason: string, because: string): CacheRefusal => ({
  code,
  reason,
  because,
});

/**
 * conda takes a folder with an info/index.json in it for a package that is whole, even where its extraction was broken off
 * (conda/core/package_cache_data.py, `_make_single_record`), and mamba 1 has it install; libmamba wants the repodata_record.json
 * that is written last (libmamba/src/core/package_cache.cpp, `has_valid_extracted_dir`), and unpacks the package again.
 */
function otherThanMicromamba(call: Call): CacheRefusal | undefined {
  const { name, words } = call.argv;
  if (name === 'micromamba') return undefined;
  const half = 'takes a package that a build which was broken off has half unpacked for a whole one';
  return refusal(
    'cache-key-incomplete',
    name === 'conda'
      ? `conda ${half}: its packages are safe only in the image`
      : `mamba up to version 1 installs by the code of conda, which ${half}`,
    words[0]?.raw ?? name,
  );
}

function unfit(call: Call, environment: Environment): CacheRefusal | undefined {
  const offline = findOption(call, '--offline');
  if (offline)
    return refusal('no-network-install', 'it takes everything from packages that are there', '--offline');
  const only = findOption(call, '--download-only');
  if (only) return refusal('cache-needed-later', 'it downloads packages for a later step', '--download-only');
  const soft =
    findOption(call, ...SOFT)?.name ?? variableOf(environment, 'ALLOW_SOFTLINKS', 'ALWAYS_SOFTLINK');
  if (soft !== undefined)
    return refusal('cache-needed-later', `${soft} makes what is installed links into the packages`, soft);
  const file = findOption(call, '--rc-file')?.name ?? variableOf(environment, 'RC');
  if (file !== undefined)
    return refusal('cache-moved', `the settings that ${file} names may move the packages`, file);
  const set = SETTINGS.find((key) => environment.setting(`conda.${key}`) !== undefined);
  if (set !== undefined)
    return refusal('cache-moved', `config ${set} moves the packages, or has links made to them`, set);
  return undefined;
}

const variableOf = ({ variable }: Environment, ...names: readonly string[]): string | undefined =>
  ['MAMBA_', 'CONDA_']
    .flatMap((prefix) => names.map((name) => `${prefix}${name}`))
    .find((name) => variable(name) !== undefined);

/** A file of settings that a COPY may have brought, and that may say where packages lie. */
function copiedSettings(root: string, { home, files, mayBeCopied }: Environment): CacheRefusal | undefined {
  const folders = [root, ...(home === undefined ? [] : [home, `${home}/.conda`, `${home}/.mamba`])];
  const path = folders
    .flatMap((at) => ['.condarc', 'condarc', '.mambarc'].map((name) => cleanPath(`${at}/${name}`)))
    .find((each) => {
      const text = files?.read(each);
      return text === undefined ? mayBeCopied(each) : SETTINGS.some((key) => text.includes(key));
    });
  return path === undefined ? undefined : refusal('cache-moved', `${path} may move the packages`, path);
}

const OFFICIAL = '/opt/conda';

function folder(call: Call, environment: Environment): string | CacheRefusal {
  const option = findOption(call, '-r', '--root-prefix');
  const written = option
    ? (optionValue(option, environment) ?? UNKNOWN)
    : environment.variable('MAMBA_ROOT_PREFIX');
  const root = movedTo(written, option?.name ?? 'MAMBA_ROOT_PREFIX', environment);
  if (root === undefined)
    return refusal(
      'cache-moved',
      'without MAMBA_ROOT_PREFIX, where packages lie depends on the version of micromamba',
      'MAMBA_ROOT_PREFIX',
    );
  if (typeof root !== 'string') return root;
  const { account } = environment;
  // The official image has it; any other BuildKit might make, as root, and the install writes in it.
  if (account?.uid !== 0 && account?.name !== 'root' && root !== OFFICIAL)
    return refusal(
      'cache-parent-missing',
      `${root} may not exist, and would belong to root while the RUN runs`,
      root,
    );
  const settings = copiedSettings(root, environment);
  if (settings) return settings;
  const named = variableOf(environment, 'PKGS_DIRS');
  const own = named === undefined ? undefined : environment.variable(named);
  // It may be a list.
  const plain = typeof own === 'string' && /[,:]/.test(own) ? UNKNOWN : own;
  return movedTo(plain, named ?? '', environment) ?? cleanPath(`${root}/pkgs`);
}

export default defineEcosystem({
  id: 'conda',
  title: 'conda, mamba and micromamba',
  summary:
    'Keeps the packages of micromamba, in $MAMBA_ROOT_PREFIX/pkgs, between builds; leaves conda and mamba alone',
  explanation:
    'micromamba unpacks packages in $MAMBA_ROOT_PREFIX/pkgs and makes hard links from there, or copies where the folder is on another file system, as a mount is: what is installed does not need it. A package that was half unpacked when a build was broken off has no repodata_record.json, and is unpacked again. micromamba clean goes when the mount comes. The mount is locked. Where links may be symbolic ones (always_softlink, allow_softlinks), where a setting moves the packages, and where find deletes files in a folder above, which would then be missing in every later build, nothing is mounted. conda, and mamba up to version 1, which links by its code, take a half unpacked package for a whole one, so that a build that was broken off would break later ones, or leave files out in silence: they are left alone.',
  docs: [
    'https://mamba.readthedocs.io/en/latest/advanced_usage/more_concepts.html#linking',
    'https://micromamba-docker.readthedocs.io/en/latest/quick_start.html',
  ],
  hints: ['conda', 'mamba', 'micromamba'],
  rootOnly: false,
  survivesClean: false,
  unpacked: true,
  // No registry of its packages was in reach of the suite.
  proven: false,
  recognise,
  inputs: readsSources('what an environment file names is not worked out'),
  caches(call, environment) {
    const why = otherThanMicromamba(call) ?? (call.kind === 'clean' ? undefined : unfit(call, environment));
    if (why) return why;
    const path = folder(call, environment);
    return typeof path === 'string' ? [{ path, holds: 'downloads', sharing: 'locked' }] : path;
  },
});
