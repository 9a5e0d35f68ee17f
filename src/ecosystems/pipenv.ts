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
import { localRequirement, localRequirementIn } from '../python-packages/local-requirements.js';
import { builtFromProject } from '../python-packages/pipfile.js';
import { programWords } from '../python-packages/program.js';

const INSTALL = new Set(['install', 'sync', 'update', 'upgrade', 'lock']);

const GRAMMAR = {
  valued: new Set(
    '-i --index -e --editable -r --requirements --categories --extras --extra-pip-args --config-settings --python --pypi-mirror -c --code -p --packages --resolver --backend'.split(
      ' ',
    ),
  ),
  joined: new Set(['-i', '-e', '-r']),
  flags: 'dvq',
};

function recognise(argv: Argv): Call | undefined {
  const words = programWords(argv, /^pipenv\d*(\.\d+)?$/, 'pipenv');
  if (words === undefined) return undefined;
  const { options, operands } = readArguments(words.slice(1), GRAMMAR);
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  if (INSTALL.has(subcommand?.value ?? '')) return call('install');
  // With a subcommand it looks the versions up anew, and leaves what was downloaded.
  if (subcommand === undefined && options.some(({ name }) => name === '--clear')) return call('clean');
  return call('other');
}

function folder(environment: Environment): string | CacheRefusal {
  const own = movedTo(environment.variable('PIPENV_CACHE_DIR'), 'PIPENV_CACHE_DIR', environment);
  if (own !== undefined) return own;
  const xdg = movedTo(environment.variable('XDG_CACHE_HOME'), 'XDG_CACHE_HOME', environment);
  if (xdg !== undefined) return typeof xdg === 'string' ? `${xdg}/pipenv` : xdg;
  return inHome('.cache/pipenv', environment);
}

/** pip, which pipenv runs, is handed the directory; what keeps it from using it is not pipenv's to undo. */
function disabled(call: Call, environment: Environment): CacheRefusal | undefined {
  const variable = environment.variable('PIP_NO_CACHE_DIR');
  const setting = environment.setting('pip.no-cache-dir');
  const extra = extraArguments(call, environment);
  const because =
    variable !== undefined && variable !== ''
      ? 'PIP_NO_CACHE_DIR'
      : setting !== undefined
        ? 'pip config set no-cache-dir'
        : extra !== undefined && /^unknown$|cache/.test(extra)
          ? '--extra-pip-args'
          : undefined;
  if (because === undefined) return undefined;
  const reason = `${because} keeps pip from the cache that pipenv gives it`;
  return { code: 'cache-disabled', reason, because };
}

function extraArguments(call: Call, environment: Environment): string | undefined {
  const option = findOption(call, '--extra-pip-args');
  if (option) return optionValue(option, environment) ?? 'unknown';
  const variable = environment.variable('PIPENV_EXTRA_PIP_ARGS');
  return variable === UNKNOWN ? 'unknown' : variable;
}

/** pip keeps the wheel of a folder or archive that has a version in its name, and would take it although the sources changed. */
function localRefusal(call: Call, environment: Environment): CacheRefusal | undefined {
  const files = call.options
    .filter(({ name }) => name === '-r' || name === '--requirements')
    .map((option) => optionValue(option, environment));
  const local =
    localRequirement(call.operands.map((word) => environment.expand(word))) ??
    localRequirementIn(files, environment) ??
    builtFromProject(environment);
  if (local === undefined) return undefined;
  // A file that was read names one; one that was not may.
  const names = environment.files?.read(local) === undefined && environment.mayBeCopied(local);
  const reason = `pip may take an old wheel of what it builds from local sources${names ? ', and whether there are any is not known' : ''}`;
  return { code: 'cache-key-incomplete', reason, because: local };
}

function flagOf(call: Call, environment: Environment): string | undefined {
  const extra = extraArguments(call, environment);
  if (extra !== undefined && /-option|config-setting|(?:^|\s)-C/.test(extra)) return '--extra-pip-args';
  return findOption(call, '--config-settings')?.name;
}

export default defineEcosystem({
  id: 'pipenv',
  title: 'Pipenv',
  summary: 'Keeps ~/.cache/pipenv, which Pipenv hands to pip as its cache, between builds',
  explanation:
    'Pipenv runs pip with PIP_CACHE_DIR set to its own cache, ~/.cache/pipenv or PIPENV_CACHE_DIR, so that is where the packages and the wheels built of them are; ~/.cache/pip is not used. Nothing of it is needed in the image: the environments lie in ~/.local/share/virtualenvs, which is never mounted. pipenv --clear and rm -rf ~/.cache/pipenv go when the mount comes. The mount has an id that names the base image, since the key of a built wheel does not tell distributions apart, and is locked, since older versions write their lists of dependencies in place. A project whose Pipfile or lock file names a local folder or archive that is not editable is left alone, for pip may take an old wheel of it; and so is one where PIP_NO_CACHE_DIR is set, which pip obeys.',
  docs: [
    'https://pipenv.pypa.io/en/latest/configuration.html',
    'https://pip.pypa.io/en/stable/topics/caching/#locally-built-wheels',
  ],
  hints: ['pipenv'],
  rootOnly: false,
  survivesClean: false,
  proven: true,
  recognise,
  inputs: readsSources('what Pipenv reads of a project is not worked out'),
  caches(call, environment) {
    const refusal =
      call.kind === 'clean'
        ? undefined
        : (disabled(call, environment) ??
          builtWithFlags('pip', environment, flagOf(call, environment)) ??
          localRefusal(call, environment));
    if (refusal) return refusal;
    const path = folder(environment);
    return typeof path === 'string'
      ? [{ path, holds: 'downloads', sharing: 'locked', perImage: true }]
      : path;
  },
});
