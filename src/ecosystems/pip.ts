import {
  defineEcosystem,
  findOption,
  inHome,
  movedTo,
  optionValue,
  readArguments,
  UNKNOWN,
} from '../ecosystem-api.js';
import type { Argv, Call, CallKind, CommandEdit, Environment } from '../ecosystem-api.js';
import { builtWithFlags } from '../python-packages/build-flags.js';
import { namedLocal } from '../python-packages/local-requirements.js';
import { FILE_SETTINGS } from '../python-packages/pip-config.js';
import { pipInputs } from '../python-packages/pip-inputs.js';
import { programWords } from '../python-packages/program.js';

const INSTALL = new Set(['install', 'download', 'wheel']);
const CACHE_SETTINGS = new Set(['no-cache-dir', 'cache-dir']);

/** Options in front of the subcommand and behind it that take a value. */
const VALUED = new Set(
  '--python --log --proxy --retries --timeout --default-timeout --exists-action --trusted-host --cert --client-cert --cache-dir --keyring-provider --use-feature --use-deprecated -r --requirement -c --constraint --build-constraint -e --editable -t --target --platform --python-version --implementation --abi --root --prefix --src --source --source-dir --source-directory --upgrade-strategy --no-binary --only-binary -i --index-url --extra-index-url -f --find-links --progress-bar --global-option --build-option --config-settings -C --report --group -d --dest --destination-dir --destination-directory --download --log-file --local-log -w --wheel-dir'.split(
    ' ',
  ),
);

const GRAMMAR = {
  valued: VALUED,
  joined: new Set('-r -c -e -t -f -i -d -w'.split(' ')),
  flags: 'UIqvh',
};

/** pip keeps the wheels it builds under a key that knows nothing of these. */
const REQUIREMENTS = new Set(['-r', '--requirement', '-c', '--constraint']);
const BUILD_OPTIONS = ['--global-option', '--build-option', '--config-settings', '-C'];

function recognise(argv: Argv): Call | undefined {
  const words = programWords(argv, /^pip\d*(\.\d+)?$/, 'pip');
  if (words === undefined) return undefined;
  const { options, operands } = readArguments(words.slice(1), GRAMMAR);
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  const name = subcommand?.value ?? '';
  if (INSTALL.has(name)) {
    const poetry = rest.find((word) => word.value?.startsWith('poetry=='));
    const settings = poetry && [{ of: 'poetry', key: 'version', value: poetry }];
    return { ...call('install'), ...(settings ? { settings } : {}) };
  }
  const verb = rest[0]?.value;
  if (name === 'cache' && (verb === 'purge' || verb === 'remove')) return call('clean');
  if (name === 'config' && verb === 'set') {
    const written = rest[1]?.value ?? '';
    const key = written.slice(written.lastIndexOf('.') + 1).replaceAll('_', '-');
    const settings = [{ key, value: rest[2] }];
    if (CACHE_SETTINGS.has(key)) return { ...call('configure'), settings };
    if (FILE_SETTINGS.includes(key)) return { ...call('other'), settings };
  }
  return call('other');
}

/** Nothing is built from source, so that no wheel is kept that another image could take. */
function onlyWheels(call: Call, environment: Environment): boolean {
  const given = call.options.filter(({ name }) => name === '--only-binary' || name === '--no-binary');
  const last = given.at(-1);
  if (last === undefined) return environment.variable('PIP_ONLY_BINARY') === ':all:';
  return given.length === 1 && last.name === '--only-binary' && last.value === ':all:';
}

const disabling = (call: Call) =>
  call.options.filter((option) => option.name === '--no-cache-dir' || option.name === '--no-cache');

/** Any value switches it off, `0` and `off` too; only an empty one does not. */
function disabledByVariable(environment: Environment): string | undefined {
  const variable = environment.variable('PIP_NO_CACHE_DIR');
  if (variable !== undefined && variable !== '') return 'PIP_NO_CACHE_DIR';
  const setting = environment.setting('pip.no-cache-dir');
  return setting === undefined ? undefined : 'pip config set no-cache-dir';
}

function moved(call: Call, environment: Environment) {
  const flag = findOption(call, '--cache-dir');
  if (flag) return movedTo(optionValue(flag, environment) ?? UNKNOWN, '--cache-dir', environment);
  const own = movedTo(environment.variable('PIP_CACHE_DIR'), 'PIP_CACHE_DIR', environment);
  if (own !== undefined) return own;
  const setting = movedTo(environment.setting('pip.cache-dir'), 'pip config set cache-dir', environment);
  if (setting !== undefined) return setting;
  const xdg = movedTo(environment.variable('XDG_CACHE_HOME'), 'XDG_CACHE_HOME', environment);
  return typeof xdg === 'string' ? `${xdg}/pip` : xdg;
}

function unlock(
  call: Call,
  environment: Environment,
  caches: readonly { path: string }[],
): CommandEdit | undefined {
  const flags = disabling(call);
  const variable = findOption(call, '--cache-dir') ? undefined : disabledByVariable(environment);
  const target = caches[0]?.path;
  if ((flags.length === 0 && variable === undefined) || target === undefined || call.subcommand === undefined)
    return undefined;
  return {
    remove: flags.flatMap((option) => option.words),
    insert: variable === undefined ? [] : [{ after: call.subcommand, text: ` --cache-dir ${target}` }],
    why:
      variable === undefined
        ? `${flags[0]?.name ?? ''} kept pip from using it`
        : `--cache-dir overrides ${variable} in this RUN alone`,
  };
}

export default defineEcosystem({
  id: 'pip',
  title: 'pip',
  summary: 'Keeps ~/.cache/pip, the packages pip downloaded and the wheels it built, between builds',
  explanation:
    'pip copies out of ~/.cache/pip, so the directory is pure gain. --no-cache-dir goes, since the cache now lies outside the image; PIP_NO_CACHE_DIR (any value but the empty one switches the cache off) stays as it is for other steps and is overridden by --cache-dir in the RUN that has the mount. The mount has an id that names the base image: pip keeps the wheels it builds under a key that tells Python versions apart, but neither distributions nor their releases, so a wheel built in one image would be taken in another where its libraries are missing. With --only-binary :all: nothing is built, and the mount needs no id. Installs with compiler flags of their own are left alone for the same reason.',
  docs: ['https://pip.pypa.io/en/stable/topics/caching/', 'https://docs.docker.com/build/cache/optimize/'],
  hints: ['pip'],
  rootOnly: false,
  survivesClean: false,
  proven: true,
  recognise,
  caches(call, environment) {
    const local = findOption(call, '--no-index');
    if (local)
      return {
        code: 'no-network-install',
        reason: 'pip --no-index downloads nothing',
        because: '--no-index',
      };
    const flags = builtWithFlags('pip', environment, findOption(call, ...BUILD_OPTIONS)?.name);
    if (flags !== undefined) return flags;
    const files = call.options
      .filter(({ name }) => REQUIREMENTS.has(name))
      .map((option) => optionValue(option, environment));
    const named = namedLocal(
      call.operands.map((word) => environment.expand(word)),
      files,
      environment,
    );
    if (named !== undefined)
      return {
        code: 'cache-key-incomplete',
        reason: 'pip would take an old wheel of it from its cache although the sources changed',
        because: named,
      };
    const path = moved(call, environment) ?? inHome('.cache/pip', environment);
    if (typeof path !== 'string') return path;
    return [
      {
        path,
        holds: 'downloads',
        sharing: undefined,
        ...(onlyWheels(call, environment) ? {} : { perImage: true }),
      },
    ];
  },
  unlock,
  readsOnly: () => true,
  inputs(call, environment, files) {
    if (call.kind === 'install') return pipInputs(call, environment, files);
    return { reads: [], patterns: [], makes: [], ignore: [] };
  },
});
