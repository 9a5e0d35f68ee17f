import { DOCKER_CLEAN } from '../base-image-api.js';
import { defineEcosystem, readArguments } from '../ecosystem-api.js';
import type {
  Argv,
  CacheDirectory,
  Call,
  CallKind,
  CallOption,
  CommandEdit,
  Environment,
} from '../ecosystem-api.js';
import { aptInputs } from '../system-packages/apt-inputs.js';

const INSTALL = new Set(
  'install reinstall upgrade dist-upgrade full-upgrade safe-upgrade build-dep source download satisfy'.split(
    ' ',
  ),
);
/** Subcommands that look something up in the lists, or install by what dselect chose. */
const READ = new Set('dselect-upgrade list search show policy showpkg depends rdepends madison'.split(' '));
/** Programs beside apt that look something up in the lists, or install from them. */
const READERS = new Set(
  'apt-cache apt-file apt-rdepends apt-show-versions gdebi nala mk-build-deps rosdep tasksel'.split(' '),
);
const APT = new Set(['apt', 'apt-get', 'aptitude']);
const CLEAN = new Set(['clean', 'autoclean', 'auto-clean', 'distclean']);
const GRAMMAR = {
  valued: new Set(
    '-o --option -c --config-file -t --target-release --default-release -a --host-architecture -P --build-profiles'.split(
      ' ',
    ),
  ),
  joined: new Set(['-o', '-t']),
};

const PACKAGES = '/var/cache/apt';
const LISTS = '/var/lib/apt/lists';
/** Beside the folder that docker-clean empties. */
const KEPT = '/var/cache/apt/debs';

function recognise(argv: Argv): Call | undefined {
  const { options, operands } = readArguments(argv.words.slice(1), GRAMMAR);
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  if (READERS.has(argv.name) || importsApt(argv)) return call('read');
  if (!APT.has(argv.name)) return undefined;
  const name = subcommand?.value ?? '';
  // With lists of its own it renews a part of them only.
  if (name === 'update') return call(movesFolders(options) ? 'other' : 'refresh');
  if (INSTALL.has(name))
    return call(options.some(({ name: option }) => DRY.has(option)) ? 'read' : 'install');
  if (READ.has(name)) return call('read');
  return call(CLEAN.has(name) ? 'clean' : 'other');
}

/** Runs that change nothing. */
const DRY = new Set('-s --simulate --dry-run --print-uris --just-print --no-act'.split(' '));

/** python3-apt reads the lists. */
const importsApt = ({ name, words }: Argv): boolean =>
  name.startsWith('python') &&
  words.some(({ raw }, i) => words[i - 1]?.value === '-c' && raw.includes('import apt'));

const settingsOf = (options: readonly CallOption[]): string[] =>
  options.filter(({ name }) => name === '-o' || name === '--option').map(({ value }) => value ?? '');
const settings = (call: Call): string[] => settingsOf(call.options);
const isFolder = (setting: string): boolean =>
  /^(?:Dir|RootDir)\b/i.test(setting) && !setting.startsWith(`Dir::Cache::archives=${KEPT}`);
const movesFolders = (options: readonly CallOption[]): boolean => settingsOf(options).some(isFolder);

function unlock(
  call: Call,
  environment: Environment,
  caches: readonly { path: string }[],
): CommandEdit | undefined {
  if (settings(call).some((value) => value.startsWith('Dir::Cache::archives='))) return undefined;
  const program = call.argv.words[0];
  if (program === undefined || !caches.some(({ path }) => path === PACKAGES)) return undefined;
  const texts: string[] = [];
  if (environment.hasFile(DOCKER_CLEAN) !== false) texts.push(`-o Dir::Cache::archives=${KEPT}`);
  if (call.argv.name === 'apt') texts.push('-o APT::Keep-Downloaded-Packages=true');
  if (texts.length === 0) return undefined;
  return {
    remove: [],
    insert: [{ after: program, text: ` ${texts.join(' ')}` }],
    why: 'the option keeps the packages that docker-clean would delete, without changing the image',
  };
}

export default defineEcosystem({
  id: 'apt',
  title: 'apt',
  summary:
    'Keeps the packages and lists that apt downloads between builds, locked so that builds wait for each other',
  explanation:
    "Debian's and Ubuntu's images delete every package after its install (/etc/apt/apt.conf.d/docker-clean), so a mount at /var/cache/apt alone stays empty. Removing that file would change every image built on this one; telling the one command to keep its packages in another folder of the mount does not. The lists are mounted only where the same RUN updates them, and only if no later step installs from what this one left in the image. The guide mounts /var/lib/apt whole; that folder also holds which packages were installed automatically, and another build's marks make apt-get autoremove take the wrong packages, so the mount is /var/lib/apt/lists. apt does not wait for its locks, so the mounts are locked.",
  docs: [
    'https://docs.docker.com/build/cache/optimize/',
    'https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages',
    'https://manpages.debian.org/bookworm/apt/apt.conf.5.en.html',
  ],
  hints: ['apt', 'aptitude'],
  rootOnly: true,
  survivesClean: true,
  proven: true,
  recognise,
  inputs: aptInputs,
  readsOnly: () => true,
  caches(call, _environment, options) {
    const moved = settings(call).find(isFolder);
    if (moved !== undefined)
      return { code: 'cache-moved', reason: 'its own options move where apt keeps things', because: moved };
    const kept = call.options.find(({ name }) =>
      /^-[a-zA-Z]*d[a-zA-Z]*$|^--download-only$|^--no-download$/.test(name),
    );
    if (kept) {
      const reason = 'the packages themselves are wanted, in the folder where apt leaves them';
      return { code: 'cache-needed-later', reason, because: kept.name };
    }
    const lists: CacheDirectory = { path: LISTS, holds: 'index', sharing: 'locked' };
    return options['packages'] === 'lists-only'
      ? [lists]
      : [{ path: PACKAGES, holds: 'downloads', sharing: 'locked' }, lists];
  },
  unlock,
  options: {
    packages: {
      type: 'string',
      values: ['option', 'docker-clean', 'lists-only'],
      summary:
        'How downloaded packages are kept: by an option of the command, by removing docker-clean, or not at all',
    },
  },
});
