import {
  defineEcosystem,
  findOption,
  inHome,
  movedTo,
  optionValue,
  readArguments,
  UNKNOWN,
  callText,
} from '../ecosystem-api.js';
import type { Argv, Call, CallKind, Environment } from '../ecosystem-api.js';
import { installedManagers, isBare, nodeInputs, readsLock } from '../node-packages/index.js';
import type { InstallRole, NodeManager } from '../node-packages/index.js';

const INSTALL = new Set(
  (
    'install i in ins inst insta instal isnt isnta isntal isntall add ' +
    'ci clean-install ic install-clean isntall-clean ' +
    'install-test it cit install-ci-test clean-install-test sit ' +
    'update up upgrade udpate'
  ).split(' '),
);

const FROZEN = new Set('ci clean-install ic install-clean isntall-clean'.split(' '));

const VALUED = new Set(
  '--prefix -C --cache --userconfig --globalconfig -w --workspace --registry --loglevel --location --omit --include --install-strategy --tag --before --cpu --os --libc --script-shell --maxsockets --fetch-retries --fetch-timeout --fetch-retry-mintimeout --fetch-retry-maxtimeout --otp --depth --only --proxy --https-proxy --noproxy --logs-dir'.split(
    ' ',
  ),
);

function recognise(argv: Argv): Call | undefined {
  if (argv.name !== 'npm') return undefined;
  const { options, operands } = readArguments(argv.words.slice(1), { valued: VALUED });
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  const name = subcommand?.value;
  if (name === undefined) return call('other');
  if (INSTALL.has(name)) {
    const global = options.some(({ name: option }) => option === '-g' || option === '--global');
    return { ...call('install'), ...(global ? { settings: installedManagers(rest) } : {}) };
  }
  if (name === 'cache' && ['clean', 'clear', 'rm'].includes(rest[0]?.value ?? '')) return call('clean');
  const config = name === 'config' && rest[0]?.value === 'set' ? rest.slice(1) : name === 'set' ? rest : [];
  for (const [index, word] of config.entries()) {
    const key = word.value ?? word.raw;
    if (key === 'cache')
      return { ...call('configure'), settings: [{ key: 'cache', value: config[index + 1] }] };
    if (key.startsWith('cache='))
      return { ...call('configure'), settings: [{ key: 'cache', value: undefined }] };
  }
  return call('other');
}

/** npm reads `npm_config_cache` in any case; the environment beats `.npmrc`, the flag beats both. */
function moved(call: Call, environment: Environment) {
  const flag = findOption(call, '--cache');
  if (flag) return movedTo(optionValue(flag, environment) ?? UNKNOWN, '--cache', environment);
  for (const name of environment.variables) {
    if (name.toLowerCase() !== 'npm_config_cache') continue;
    const path = movedTo(environment.variable(name), name, environment);
    if (path !== undefined) return path;
  }
  return movedTo(environment.setting('npm.cache'), 'npm config set cache', environment);
}

const UPDATE = new Set('update up upgrade udpate'.split(' '));
const WITH_TESTS = new Set('install-test it cit install-ci-test clean-install-test sit'.split(' '));

/** A boolean setting: the flag beats the variable; undefined when neither is there, or its value is not known. */
function isOn(call: Call, environment: Environment, setting: string): boolean | undefined {
  const option = call.options.findLast(({ name }) => name === `--${setting}` || name === `--no-${setting}`);
  if (option) {
    const given = isBare(option) ? true : truth(optionValue(option, environment));
    return given === undefined ? undefined : given === (option.name === `--${setting}`);
  }
  const variable = `npm_config_${setting.replaceAll('-', '_')}`;
  const name = [...environment.variables].find((each) => each.toLowerCase() === variable);
  return name === undefined ? undefined : truth(environment.variable(name));
}

/** Numbers count as well; undefined when it is not known. */
function truth(text: string | typeof UNKNOWN | undefined): boolean | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  if (typeof text !== 'string') return undefined;
  return text === '' ? false : Number.isNaN(Number(text)) ? undefined : Number(text) !== 0;
}

function role(call: Call, environment: Environment): InstallRole {
  const name = call.subcommand?.value ?? '';
  const location = findOption(call, '--location')?.value;
  if (findOption(call, '-g') || location === 'global' || isOn(call, environment, 'global') === true)
    return 'global';
  if (FROZEN.has(name)) return 'frozen';
  const saves = isOn(call, environment, 'save') !== false;
  // npm update writes package.json in versions up to 6.
  return saves && (UPDATE.has(name) || call.operands.length > 0) ? 'adds' : 'install';
}

/** npm alone runs them, from 8.6 on, when it has changed node_modules. */
const DEPENDENCIES = ['predependencies', 'dependencies', 'postdependencies'];

const manager: NodeManager = {
  id: 'npm',
  lockFiles: ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock'],
  settingsFiles: ['.npmrc'],
  environmentFiles: [],
  workspaceFile: 'package.json',
  folderOptions: ['--prefix', '-C'],
  makes: { root: ['node_modules'], member: ['node_modules'] },
  role,
  lifecycle(call, environment) {
    if (isOn(call, environment, 'ignore-scripts') === true) return { root: [], member: [] };
    const names = ['preinstall', 'install', 'postinstall'];
    return {
      root: [...names, 'prepublish', 'preprepare', 'prepare', 'postprepare', ...DEPENDENCIES],
      member: [...names, 'prepare'],
    };
  },
  obeysIgnoreScripts: true,
  folders: { file: 'files', link: 'files', portal: 'nothing' },
};

export default defineEcosystem({
  id: 'npm',
  title: 'npm',
  summary: 'Keeps ~/.npm, where npm puts every package it downloads, between builds',
  explanation:
    'npm stores what it downloads by content hash in ~/.npm/_cacache and copies from there, so the directory is pure gain: an install works with whatever it holds. The mount stands at ~/.npm (or where npm_config_cache, --cache or npm config set cache moved it), never at _cacache, which npm cache clean could then not remove. npm cache clean and rm -rf ~/.npm go when the mount comes: they would empty the cache, and removing a mount point fails.',
  docs: [
    'https://docs.npmjs.com/cli/v11/commands/npm-cache',
    'https://docs.docker.com/build/cache/optimize/',
  ],
  hints: ['npm'],
  rootOnly: false,
  survivesClean: false,
  proven: true,
  recognise,
  readsLock: (call) => FROZEN.has(call.subcommand?.value ?? '') || readsLock(call),
  // npm ci installs from the lock file as it is, but renews a yarn.lock that lies beside it.
  readsOnly: ({ subcommand }, paths) =>
    FROZEN.has(subcommand?.value ?? '') && !paths.some((path) => path.endsWith('/yarn.lock')),
  inputs(call, environment, files) {
    if (!WITH_TESTS.has(call.subcommand?.value ?? '')) return nodeInputs(call, environment, files, manager);
    return {
      code: 'reads-sources',
      reason: `npm ${call.subcommand?.value ?? ''} runs the tests as well`,
      because: { text: callText(call) },
    };
  },
  caches(call, environment) {
    const offline = findOption(call, '--offline');
    if (offline) {
      return {
        code: 'no-network-install',
        reason: 'npm --offline takes everything from a cache that is there already',
        because: '--offline',
      };
    }
    const path = moved(call, environment) ?? inHome('.npm', environment);
    return typeof path === 'string' ? [{ path, holds: 'downloads', sharing: undefined }] : path;
  },
});
