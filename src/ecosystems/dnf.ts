import { defineEcosystem, readArguments } from '../ecosystem-api.js';
import type {
  Argv,
  CacheDirectory,
  CacheRefusal,
  Call,
  CallKind,
  CommandEdit,
  Environment,
} from '../ecosystem-api.js';
import { packageFileInputs } from '../system-packages/package-files.js';

const PROGRAMS = new Set(['dnf', 'dnf-3', 'dnf4', 'dnf5', 'yum', 'microdnf', 'tdnf']);
const GRAMMAR = {
  valued: new Set(
    (
      '-c --config --setopt --repo --repoid --enablerepo --disablerepo --repofrompath --installroot --releasever --forcearch --arch ' +
      '-x --exclude --excludepkgs --disableplugin --enableplugin --downloaddir --destdir --comment --advisory --cve --bz ' +
      '-d --debuglevel -e --errorlevel -R --randomwait --rpmverbosity --color --sec-severity --secseverity'
    ).split(' '),
  ),
};
const INSTALL = new Set(
  (
    'install in localinstall install-n install-na install-nevra reinstall rei upgrade up update upgrade-to update-to ' +
    'upgrade-minimal update-minimal downgrade distro-sync distrosync dsync swap groupinstall groupupdate ' +
    'builddep build-dep debuginfo-install'
  ).split(' '),
);
/** They go by the lists too: what they find must be what an install finds. */
const LISTS = new Set(
  (
    'makecache module group grp groups repoquery rq list ls info search se provides whatprovides check-update check-upgrade ' +
    'grouplist groupinfo download'
  ).split(' '),
);

const OLD = '/var/cache/dnf';
const NEW = '/var/cache/libdnf5';
/** What dnf 4 notes its own number in: a build that was cancelled leaves them, and the next would wait for whoever has it now. */
const LOCKS = `${OLD}/*_lock.pid`;

function recognise(argv: Argv): Call | undefined {
  if (!PROGRAMS.has(argv.name)) return undefined;
  const { options, operands } = readArguments(argv.words.slice(1), GRAMMAR);
  const [subcommand, ...rest] = operands;
  const name = subcommand?.value ?? '';
  const wants = INSTALL.has(name) || LISTS.has(name);
  const kind: CallKind = wants ? 'install' : name === 'clean' ? 'clean' : 'other';
  return { kind, argv, subcommand, options, operands: rest };
}

/** Where the program keeps packages; undefined when the release of the image does not tell. */
function placeOf(name: string, { distribution, release }: Environment): string | undefined {
  if (name === 'dnf5') return NEW;
  if (name === 'dnf-3' || name === 'dnf4') return OLD;
  const number = Number(release);
  if (distribution === 'fedora' && number >= 22) return number >= 41 ? NEW : OLD;
  // No release has dnf 5 yet, nor one before these dnf at all.
  if (distribution === 'rhel') return number >= 8 || name === 'dnf' ? OLD : undefined;
  if (distribution === 'amazon') return number >= 2022 || name === 'dnf' ? OLD : undefined;
  return undefined;
}

const valueOf = (call: Call, setting: string): string | undefined =>
  call.options.findLast(({ name, value }) => name === '--setopt' && value?.startsWith(`${setting}=`) === true)
    ?.value;

function caches(call: Call, environment: Environment): readonly CacheDirectory[] | CacheRefusal {
  const { name } = call.argv;
  if (name === 'microdnf' || name === 'tdnf')
    return {
      code: 'cache-disabled',
      reason: `${name} throws packages away once they are installed, and only some versions of it can be told not to`,
      because: name,
    };
  const moved = call.options.find(
    ({ name: option, value }) =>
      option === '--installroot' ||
      option === '-c' ||
      option === '--config' ||
      (option === '--setopt' && /^(?:system_)?cachedir=/.test(value ?? '')),
  );
  if (moved)
    return {
      code: 'cache-moved',
      reason: 'its own options move where packages are kept',
      because: moved.words.map(({ raw }) => raw).join(' '),
    };
  const kept = call.options.find(({ name: option }) =>
    ['-C', '--cacheonly', '--downloadonly', '--offline'].includes(option),
  );
  if (kept)
    return {
      code: 'cache-needed-later',
      reason: 'it goes by what lies in the cache of the image, or leaves packages there for later',
      because: kept.name,
    };
  const path = placeOf(name, environment);
  if (path !== undefined) return [{ path, holds: 'downloads', sharing: 'locked' }];
  return {
    code: 'cache-moved',
    reason: `which ${name} the image has, and so where it keeps packages, is not known`,
    because: name,
  };
}

function unlock(
  call: Call,
  _environment: Environment,
  [cache]: readonly CacheDirectory[],
): CommandEdit | undefined {
  const [program] = call.argv.words;
  const refreshed = call.options.some(({ name }) => name === '--refresh');
  const keeps = valueOf(call, 'keepcache');
  if (program === undefined || (keeps === 'keepcache=1' && refreshed)) return undefined;
  const told = keeps === undefined ? ' --setopt=keepcache=1' : '';
  return {
    ...(cache?.path === OLD ? { first: `rm -f ${LOCKS}` } : {}),
    remove: [],
    insert: [{ after: program, text: `${told}${refreshed ? '' : ' --refresh'}` }],
    why: 'the options keep the packages, which would be deleted once they are installed, and ask in each build whether the lists are still right',
  };
}

/**
 * Held to be so by dnf 4.14, run with a repository of its own: of a second install only repomd.xml is fetched; a package in the
 * cache that is not the one of the lists is fetched again; a lock of a build that was killed makes dnf wait without end as soon
 * as another process has that number. Of dnf 5 the documentation was read: its locks end with the process.
 */
export default defineEcosystem({
  id: 'dnf',
  title: 'dnf',
  summary: 'Keeps the packages and lists that dnf and yum download between builds, locked',
  explanation: `dnf throws packages away once they are installed: --setopt=keepcache=1 tells the one command to keep them, and changes nothing in the image. It takes lists for right for two days; an image has none of an earlier build, so --refresh has it ask whether they still are: where they are, one small file is fetched. dnf 4 notes its process in ${OLD}, and what a cancelled build left is removed first. Left alone are microdnf and tdnf, not all of which can be told to keep packages, the yum of releases before 8, and images whose release is not known: dnf 5 has another folder than dnf 4.`,
  docs: [
    'https://dnf.readthedocs.io/en/latest/conf_ref.html',
    'https://dnf5.readthedocs.io/en/latest/misc/caching.7.html',
  ],
  hints: ['dnf', 'yum', 'microdnf', 'tdnf'],
  rootOnly: true,
  survivesClean: false,
  proven: false,
  recognise,
  inputs: packageFileInputs,
  caches,
  unlock,
  tidies: [LOCKS],
});
