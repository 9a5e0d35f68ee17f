export type Distribution =
  | 'debian'
  | 'ubuntu'
  | 'alpine'
  | 'fedora'
  | 'rhel'
  | 'suse'
  | 'arch'
  | 'amazon'
  | 'wolfi'
  | 'busybox'
  | 'scratch'
  | 'windows'
  | 'unknown';

/** An account of the image's /etc/passwd. On Windows the ids mean nothing. */
export interface KnownUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  /** The folder is not in the image. */
  readonly homeMissing?: boolean;
}

/** Debian's and Ubuntu's images hold it: apt then deletes every package after its install. */
export const DOCKER_CLEAN = '/etc/apt/apt.conf.d/docker-clean';

/** What an image of a family is known to be at the first instruction behind its FROM. */
export interface BaseImage {
  readonly family: string;
  readonly distribution: Distribution;
  /** Of the distribution, where it is known: `bookworm`, `9`. */
  readonly release: string | undefined;
  /** The one that RUN runs as until a USER says otherwise. */
  readonly user: KnownUser;
  /** Root and the image's own accounts that a Dockerfile may name. */
  readonly users: readonly KnownUser[];
  /** What bears on where caches are; HOME only where the image sets it. */
  readonly env: ReadonlyMap<string, string>;
  /** What else package managers go by, as `Environment.setting` tells it: `ruby.api`. */
  readonly settings: ReadonlyMap<string, string>;
  /** Folders that caches lie in, beside the standard ones. */
  readonly directories: readonly string[];
  readonly workdir: string;
  readonly shell: 'sh' | 'bash' | 'powershell' | 'cmd';
  /** /etc/apt/apt.conf.d/docker-clean is there: apt throws its archives away. */
  readonly dockerClean: boolean;
  /**
   * No account or group from 1000 to 59999 but those in `users`: the id that the next ordinary `useradd` or `adduser` takes
   * can be foreseen. System accounts (`useradd -r`, `adduser --system`) depend on installed packages and never can.
   */
  readonly accountsComplete: boolean;
}

/** The images that are built by one hand from one recipe. */
export interface BaseImageFamily {
  readonly id: string;
  readonly title: string;
  /** Where the image is described. */
  readonly docs: string;
  /**
   * As a FROM names them: an official image by its bare name (`node`), one of Docker Hub without the host (`oven/bun`), any
   * other with its registry. A `*` at the end stands for the rest of the path.
   */
  readonly repositories: readonly string[];
  /** `tag` undefined stands for `latest`; undefined comes back for a tag of which too little is known. */
  describe(tag: string | undefined, repository: string): BaseImage | undefined;
}

/** Types a family where it is written; one file a family, as its default export. */
export function defineBaseImage(family: BaseImageFamily): BaseImageFamily {
  return family;
}

/** What the words of a tag say, `22-bookworm-slim` for one. */
export interface TagFacts {
  /** In lower case, the parts between hyphens. */
  readonly words: readonly string[];
  readonly distribution: Distribution;
  /** The release where it is named: `bookworm`, `24.04`. */
  readonly release: string | undefined;
  /** The numbers at the tag's start, `[3, 12]`; empty where it starts with a word. */
  readonly version: readonly number[];
  /** Part of the tag is a variable, so words may be missing. */
  readonly open: boolean;
}

const debianReleases = new Set('jessie stretch buster bullseye bookworm trixie forky sid'.split(' '));
const earlyUbuntu = new Set(
  'trusty xenial bionic disco eoan focal groovy hirsute impish jammy kinetic'.split(' '),
);
const laterUbuntu = new Set('lunar mantic noble oracular plucky questing resolute'.split(' '));

/** The beginnings of words that name a distribution, and what follows them is its release. */
const beginnings: readonly (readonly [string, Distribution])[] = [
  ['alpine', 'alpine'],
  ['debian', 'debian'],
  ['ubuntu', 'ubuntu'],
  ['windows', 'windows'],
  ['nanoserver', 'windows'],
  ['servercore', 'windows'],
  ['ubi', 'rhel'],
  ['rhel', 'rhel'],
  ['centos', 'rhel'],
  ['rockylinux', 'rhel'],
  ['almalinux', 'rhel'],
  ['oraclelinux', 'rhel'],
  ['fedora', 'fedora'],
  ['amazonlinux', 'amazon'],
  ['al2', 'amazon'],
  ['azurelinux', 'unknown'],
  ['cbl', 'unknown'],
  ['distroless', 'unknown'],
];

function named(word: string): { distribution: Distribution; release: string | undefined } | undefined {
  if (debianReleases.has(word)) return { distribution: 'debian', release: word };
  if (earlyUbuntu.has(word) || laterUbuntu.has(word)) return { distribution: 'ubuntu', release: word };
  for (const [beginning, distribution] of beginnings) {
    if (word.startsWith(beginning))
      return { distribution, release: word.slice(beginning.length) || undefined };
  }
  return undefined;
}

/**
 * Reads a tag of a family whose tags without a distribution's name stand for `usual`. Undefined for `onbuild` tags, whose
 * triggers no Dockerfile shows.
 */
export function readTag(tag: string | undefined, usual: Distribution): TagFacts | undefined {
  const text = (tag ?? 'latest').toLowerCase();
  const open = text.includes('$');
  const words = text.split('-');
  if (words.includes('onbuild')) return undefined;
  const number = /^v?(\d+(?:\.\d+)*)/.exec(text)?.[1];
  const version = number === undefined ? [] : number.split('.').map(Number);
  const names = words.map(named).filter((found) => found !== undefined);
  const last = names.at(-1);
  if (last !== undefined) {
    const release = names.findLast(
      (name) => name.distribution === last.distribution && name.release !== undefined,
    )?.release;
    return { words, version, open, distribution: last.distribution, release };
  }
  // A variable may hold `22-alpine`; only `-slim` has no such variant.
  const distribution = open && words.at(-1) !== 'slim' ? 'unknown' : usual;
  return { words, version, open, distribution, release: undefined };
}

/** An entry of /etc/passwd; its group has the same id unless `gid` says otherwise. */
export function account(name: string, uid: number, home: string, gid = uid): KnownUser {
  return { name, uid, gid, home };
}

/** The same for an account whose home nobody made. */
export function homelessAccount(name: string, uid: number, home: string): KnownUser {
  return { ...account(name, uid, home), homeMissing: true };
}

/** The accounts of `base-passwd` (Debian) and `alpine-baselayout` that Dockerfiles run things as. */
const standardAccounts: Partial<Record<Distribution, readonly KnownUser[]>> = {
  debian: [
    account('daemon', 1, '/usr/sbin'),
    homelessAccount('www-data', 33, '/var/www'),
    homelessAccount('nobody', 65534, '/nonexistent'),
  ],
  ubuntu: [
    account('daemon', 1, '/usr/sbin'),
    homelessAccount('www-data', 33, '/var/www'),
    homelessAccount('nobody', 65534, '/nonexistent'),
  ],
  alpine: [account('nobody', 65534, '/')],
};

/** Ubuntu's image has a user `ubuntu` (1000) from 23.04 on. `release` is a code name or a number. */
function hasUbuntuUser(release: string): boolean {
  return laterUbuntu.has(release) || Number(release) >= 23.04;
}

/** Only what differs from a plain image of the distribution: run by root, in /, nothing set. */
export interface ImageFacts {
  readonly distribution: Distribution;
  readonly release?: string | undefined;
  readonly user?: KnownUser;
  readonly users?: readonly KnownUser[];
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly directories?: readonly string[];
  readonly workdir?: string;
  readonly shell?: 'sh' | 'bash';
  readonly dockerClean?: boolean;
  readonly accountsComplete?: boolean;
}

/** Fills up what the distribution says about an image of the family. */
export function baseImage(family: string, facts: ImageFacts): BaseImage {
  const { distribution, release } = facts;
  if (distribution === 'windows') return windowsImage(family);
  // Without an /etc/passwd the runtime gives HOME=/.
  const root = account('root', 0, distribution === 'scratch' ? '/' : '/root');
  const apt = distribution === 'debian' || distribution === 'ubuntu';
  const own = [...(facts.users ?? [])];
  if (facts.user !== undefined && !own.includes(facts.user)) own.push(facts.user);
  const taken = own.some((user) => user.uid === 1000);
  if (distribution === 'ubuntu' && release !== undefined && hasUbuntuUser(release) && !taken) {
    own.push(account('ubuntu', 1000, '/home/ubuntu'));
  }
  const foreseeable = distribution !== 'unknown' && (distribution !== 'ubuntu' || release !== undefined);
  return {
    family,
    distribution,
    release,
    user: facts.user ?? root,
    users: [
      root,
      ...own,
      ...(standardAccounts[distribution] ?? []).filter(({ name }) => !own.some((user) => user.name === name)),
    ],
    env: new Map(Object.entries(facts.env ?? {})),
    settings: new Map(Object.entries(facts.settings ?? {})),
    directories: facts.directories ?? [],
    workdir: facts.workdir ?? '/',
    shell: facts.shell ?? 'sh',
    dockerClean: facts.dockerClean ?? apt,
    accountsComplete: facts.accountsComplete ?? foreseeable,
  };
}

function windowsImage(family: string): BaseImage {
  const user = account('ContainerAdministrator', 0, 'C:\\Users\\ContainerAdministrator');
  return {
    family,
    distribution: 'windows',
    release: undefined,
    user,
    users: [user],
    env: new Map(),
    settings: new Map(),
    directories: [],
    workdir: 'C:\\',
    shell: 'cmd',
    dockerClean: false,
    accountsComplete: false,
  };
}
