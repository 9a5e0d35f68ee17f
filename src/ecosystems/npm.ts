import {
  defineEcosystem,
  findOption,
  inHome,
  movedTo,
  optionValue,
  readArguments,
  UNKNOWN,
} from '../ecosystem-api.js';
import type { Argv, Call, CallKind, Environment } from '../ecosystem-api.js';

const INSTALL = new Set(
  (
    'install i in ins inst insta instal isnt isnta isntal isntall add ' +
    'ci clean-install ic install-clean isntall-clean ' +
    'install-test it cit install-ci-test clean-install-test sit ' +
    'update up upgrade udpate'
  ).split(' '),
);

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
  if (INSTALL.has(name)) return call('install');
  if (name === 'cache' && ['clean', 'clear', 'rm'].includes(rest[0]?.value ?? '')) return call('clean');
  const config = name === 'config' && rest[0]?.value === 'set' ? rest.slice(1) : name === 'set' ? rest : [];
  for (const [index, word] of config.entries()) {
    const key = word.value ?? word.raw;
    if (key === 'cache') return { ...call('configure'), setting: { key: 'cache', value: config[index + 1] } };
    if (key.startsWith('cache='))
      return { ...call('configure'), setting: { key: 'cache', value: undefined } };
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
