import type { Entry, ImageConfig } from './image.js';

/** A reason for which a rewritten image may differ: the exceptions of promise 1 (docs/architecture.md), and no others. */
export interface Allowance {
  readonly title: string;
  /** Whether what is at the path, without a leading slash, may differ for this reason. */
  covers(path: string, before: Entry | undefined, after: Entry | undefined): boolean;
  /** Whether the path is a folder above what may differ: it may be gone with it where it holds nothing else. */
  above?(path: string): boolean;
}

/** Of paths without a leading slash: `*` stands for one part; what is below a path is meant too, and that the folder itself is absent. */
export function pathsAllowance(title: string, paths: readonly string[]): Allowance {
  const patterns = paths.map((path) => path.split('/'));
  return {
    title,
    covers(path, before, after) {
      // A folder that both have is to have the same owner and mode.
      const both = before !== undefined && after !== undefined && before.type === 'directory';
      return isBelow(patterns, both ? path.slice(0, path.lastIndexOf('/') + 1) : path);
    },
    above(path) {
      const parts = path.split('/');
      return patterns.some(
        (wanted) => wanted.length > parts.length && parts.every((part, at) => fits(wanted[at], part)),
      );
    },
  };
}

function isBelow(patterns: readonly (readonly string[])[], path: string): boolean {
  const parts = path.split('/');
  return patterns.some(
    (wanted) => wanted.length <= parts.length && wanted.every((part, at) => fits(part, parts[at])),
  );
}

const fits = (wanted: string | undefined, part: string | undefined): boolean =>
  wanted === '*' || wanted === part;

const HOMES = ['root', 'home/*'];

const inHomes = (...paths: readonly string[]): string[] =>
  paths.flatMap((path) => HOMES.map((home) => `${home}/${path}`));

const CACHES = 'package managers’ caches, lists and logs';

/** Exception 1, for a Dockerfile that puts caches elsewhere. */
export const movedCaches = (places: readonly string[]): Allowance => pathsAllowance(CACHES, places);

/** Exception 1. */
const caches = pathsAllowance(CACHES, [
  'var/cache/apk',
  'var/cache/dnf',
  'var/cache/libdnf5',
  // They quote the commands.
  'var/lib/dnf/history.sqlite',
  'var/lib/dnf/history.sqlite-shm',
  'var/lib/dnf/history.sqlite-wal',
  'usr/lib/sysimage/libdnf5/transaction_history.sqlite',
  'var/log/dnf.log',
  'var/log/dnf.librepo.log',
  'var/log/dnf.rpm.log',
  'var/log/dnf5.log',
  'var/log/hawkey.log',
  'var/cache/apt',
  'var/log/apk.log',
  'var/lib/apt/lists',
  'var/log/apt',
  'var/log/dpkg.log',
  'var/log/alternatives.log',
  'usr/local/share/.cache/yarn',
  'usr/local/bundle/cache',
  'usr/local/bundle/ruby/*/cache',
  'go/pkg/mod',
  'usr/local/cargo/registry',
  'usr/local/cargo/git/db',
  'opt/conda/pkgs',
  ...inHomes(
    '.npm',
    '.cache/yarn',
    '.yarn/berry',
    '.local/share/pnpm/store',
    '.local/state/pnpm',
    '.cache/pnpm',
    '.cache/uv',
    '.cache/go-build',
    '.cargo/registry',
    '.cargo/git/db',
    'go/pkg/mod',
    '.bun/install/cache',
    '.cache/pdm',
    '.cache/pip',
    '.hex/packages',
    '.cache/pipenv',
    // Not the environments that lie beside them.
    '.cache/pypoetry/artifacts',
    '.cache/pypoetry/cache',
    '.m2/repository',
    '.gradle/caches',
  ),
]);

const temporary = pathsAllowance('temporary files', ['tmp', 'var/tmp', 'run']);

/** Exception 2: those that nothing which the image starts names. */
const temporaryBut = ({ Cmd, Entrypoint, Env, Healthcheck, WorkingDir }: ImageConfig): Allowance => {
  const named = JSON.stringify([Cmd, Entrypoint, Env, Healthcheck, WorkingDir]);
  return {
    ...temporary,
    covers: (path, before, after) => temporary.covers(path, before, after) && !named.includes(`/${path}`),
  };
};

/** What a non-frozen install writes. */
const LOCK_FILES = new Set(['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb']);

/** Exception 3: the same file with other content. */
const lockFiles: Allowance = {
  title: 'lock files that an install writes anew',
  covers: (path, before, after) =>
    LOCK_FILES.has(nameOf(path)) &&
    before?.type === 'file' &&
    after?.type === 'file' &&
    before.mode === after.mode &&
    before.owner === after.owner,
};

/** What every image may differ in. */
export const standingAllowances = (config: ImageConfig): readonly Allowance[] => [
  caches,
  temporaryBut(config),
  lockFiles,
];

/** What a copied file is known by in an image: its name and content. */
export interface Known {
  readonly name: string;
  readonly sha256: string;
}

const keyOf = ({ name, sha256 }: Known): string => `${sha256} ${name}`;

/**
 * Exception 4, for ignore files only: files of the host that git ignores or does not know. What an install made stands in their
 * place, or nothing.
 */
export function hostFiles(files: readonly Known[]): Allowance {
  const known = new Set(files.map(keyOf));
  return {
    title: 'files of the host that git does not track and the rewritten ignore file leaves out',
    covers: (path, before) =>
      before?.sha256 !== undefined && known.has(keyOf({ name: nameOf(path), sha256: before.sha256 })),
  };
}

/** The rewritten files themselves, where a COPY takes them along. */
export function rewrittenFiles(
  files: readonly { readonly before: Known | undefined; readonly after: Known }[],
): Allowance {
  const keys = files.map(({ before, after }) => [before && keyOf(before), keyOf(after)] as const);
  return {
    title: 'the rewritten files themselves',
    covers(path, before, after) {
      const [was, is] = [keyIn(path, before), keyIn(path, after)];
      return keys.some((pair) => pair[0] === was && pair[1] === is);
    },
  };
}

const keyIn = (path: string, entry: Entry | undefined): string | undefined =>
  entry?.sha256 === undefined ? undefined : keyOf({ name: nameOf(path), sha256: entry.sha256 });

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
