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

const CACHE = '/var/cache/apk';
/** A link or folder here makes apk keep packages there without being told. */
const LINK = '/etc/apk/cache';
/** All but the packages: the lists, and which packages no list knows of. */
const NOTES = [`${CACHE}/APKINDEX.*`, `${CACHE}/installed`];
const TIDIED = `rm -f ${NOTES.join(' ')}`;

const GRAMMAR = {
  valued: new Set(
    (
      '-p --root -X --repository --repositories-file --repository-config --arch --cache-dir --cache-max-age --keys-dir ' +
      '--progress-fd --timeout --wait -t --virtual --virt'
    ).split(' '),
  ),
  joined: new Set(['-p', '-X', '-t']),
  flags: 'fiqUvlus',
};
const INSTALL = new Set(['add', 'upgrade', 'fix']);
/** Subcommands that look something up in the lists. */
const READ = new Set('search list policy query dot fetch'.split(' '));
const KINDS: Readonly<Record<string, CallKind>> = { update: 'refresh' };

const has = ({ options }: Pick<Call, 'options'>, long: RegExp, letter: string): boolean =>
  options.some(
    ({ name }) => long.test(name) || (/^-[a-zA-Z]+$/.test(name) && letter !== '' && name.includes(letter)),
  );
const NO_CACHE = /^--no-cache$/;
const UPDATE = /^--update/;

function recognise(argv: Argv): Call | undefined {
  if (argv.name !== 'apk') return undefined;
  const { options, operands } = readArguments(argv.words.slice(1), GRAMMAR);
  const [subcommand, ...rest] = operands;
  const name = subcommand?.value ?? '';
  let kind: CallKind = KINDS[name] ?? (READ.has(name) ? 'read' : 'other');
  if (INSTALL.has(name)) kind = has({ options }, /^--simulate$/, 's') ? 'read' : 'install';
  // It installs what is there already: under a name for all of it, which is how it is removed later.
  if (kind === 'install' && has({ options }, /^--no-network$/, '')) kind = 'other';
  return { kind, argv, subcommand, options, operands: rest };
}

function caches(
  call: Call,
  { hasFile }: Pick<Environment, 'hasFile'>,
): readonly CacheDirectory[] | CacheRefusal {
  const named = call.options.find(({ name }) => name === '--cache-dir');
  if (named && named.value !== CACHE)
    return {
      code: 'cache-moved',
      reason: 'its own option moves where apk keeps packages',
      because: named.name,
    };
  const root = call.options.find(({ name }) => name === '--root' || name === '-p' || name === '--initdb');
  if (root)
    return {
      code: 'cache-moved',
      reason: 'it installs into another root, with a cache of its own',
      because: root.name,
    };
  const other = call.options.find(({ name }) => name.startsWith('--repo') || name === '-X');
  if (other)
    return {
      code: 'cache-key-incomplete',
      reason:
        'of two repositories that have the same version apk takes the package that lies in the cache, so what another build left there would decide',
      because: other.words.map(({ raw }) => raw).join(' '),
    };
  if (hasFile(LINK) === true)
    return { code: 'cache-moved', reason: `${LINK} says where apk keeps packages`, because: LINK };
  return [{ path: CACHE, holds: 'index', sharing: 'locked', orElse: [LINK] }];
}

function unlock(call: Call): CommandEdit | undefined {
  const [program] = call.argv.words;
  if (program === undefined) return undefined;
  const off = call.options.filter(({ name }) => NO_CACHE.test(name));
  const told = call.options.some(({ name }) => name === '--cache-dir');
  if (told && off.length === 0) return undefined;
  const fresh = has(call, UPDATE, 'U') ? '' : ' -U';
  return {
    first: TIDIED,
    remove: off.flatMap(({ words }) => words),
    insert: told ? [] : [{ after: program, text: ` --cache-dir=${CACHE}${fresh}` }],
    why: 'apk keeps packages only in a cache that it is told of; the lists are fetched anew in each build, as before, and none gets into the image',
  };
}

/**
 * Read in the sources of apk-tools 2.14 and 3.0, as no image with apk can be had where the suite runs.
 *
 * - Without `--cache-dir` and `/etc/apk/cache`, apk keeps lists in /var/cache/apk, and no packages: a mount there is of next to no use.
 * - `--cache-dir` is older than `--no-cache`; `--no-cache` wins. With it apk reads and writes `installed` there: which packages no
 *   repository has. A package of another image would be taken for one that can be had, so it is removed first (apk 3 does not read it).
 * - A list that is not modified since it was fetched, by the clock of this machine, is taken to be up to date. Behind a mirror that
 *   was late it would be stale for days: lists are removed first too.
 * - Packages are named after their checksum, written aside and renamed, and checked against the list when they are installed.
 * - Where providers tie in everything, version and priority included, apk 2 takes the one in the cache: with the repositories of one
 *   release there are none; calls with repositories of their own are left alone.
 */
export default defineEcosystem({
  id: 'apk',
  title: 'apk',
  summary:
    'Keeps the packages that apk downloads between builds, and fetches the lists anew as it did before',
  explanation: `apk keeps no packages unless it is told where: a mount at ${CACHE} alone holds lists only. Making ${LINK} a link changes the image and every image built on it; --cache-dir tells the one command. It takes the place of --no-cache, whose other half, that the lists are fetched anew, -U stands for. Lists of the last build and apk's note of packages that no repository has are removed from the mount first, so each build sees what it would have seen without it. The image gets neither lists nor packages. Left alone are calls with repositories of their own (-X, --repository) or another root.`,
  docs: [
    'https://wiki.alpinelinux.org/wiki/Local_APK_cache',
    'https://man.archlinux.org/man/apk.8.en',
    'https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk.8.scd',
  ],
  hints: ['apk'],
  rootOnly: true,
  survivesClean: true,
  proven: false,
  recognise,
  inputs: packageFileInputs,
  caches,
  unlock,
  ownIndex: (call) => (has(call, NO_CACHE, '') ? 'passing' : 'kept'),
  tidies: NOTES,
});
