import { DOCKER_CLEAN } from '../base-image-api.js';
import type { BaseImage } from '../base-image-api.js';
import { cleanPath, UNKNOWN } from '../ecosystem-api.js';
import type { Account } from '../ecosystem-api.js';
import type { Accounts, MadeAccount } from './accounts.js';
import { ancestors } from './paths.js';
import type { CopyStep } from './read-copy.js';
import { DEFAULT_SHELL } from './run-body.js';
import type { ShellInForce } from './run-body.js';

export type Value = string | typeof UNKNOWN;

/** What is in force in front of an instruction. Never changed: a step makes the next one. */
export interface State {
  readonly base: BaseImage | undefined;
  readonly windows: boolean;
  /** Undefined: the base image decides and is not known. */
  readonly account: Account | undefined;
  readonly accounts: Accounts;
  /** ENV, the base image's own included. */
  readonly env: ReadonlyMap<string, Value>;
  /** ENV as it is whatever build args are given: what an ARG decides is unknown. */
  readonly settled: ReadonlyMap<string, Value>;
  /** ARG in this stage. */
  readonly args: ReadonlyMap<string, Value>;
  readonly workdir: string | undefined;
  readonly shell: ShellInForce;
  /** What `npm config set …` and its like left behind. */
  readonly settings: ReadonlyMap<string, Value>;
  /** Files that the steps so far surely removed (false) or made (true). */
  readonly files: ReadonlyMap<string, boolean>;
  /** Directories that are surely there. */
  readonly directories: ReadonlySet<string>;
  /** No package was installed by a step before. */
  readonly untouched: boolean;
  /** The last COPY or ADD, of this stage or of one it is built on. */
  readonly lastCopy: CopyStep | undefined;
}

const STANDARD_DIRECTORIES =
  '/bin /boot /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/local/lib /usr/local/share /usr/sbin /usr/share /var /var/cache /var/lib /var/log /var/tmp'.split(
    ' ',
  );
const ROOT: Account = { name: 'root', uid: 0, gid: 0, home: '/root' };

export const isRoot = (account: Account | undefined): boolean =>
  account?.uid === 0 || account?.name === 'root';

/** The state behind `FROM <image>`, given what is known of the image. */
export function initialState(base: BaseImage | undefined, windows: boolean): State {
  const users = new Map<string, MadeAccount>(
    (base?.users ?? []).map((user) => [user.name, { ...user, homeMade: user.homeMissing !== true }]),
  );
  const directories = new Set([
    ...STANDARD_DIRECTORIES,
    ...(base?.directories ?? []),
    ...[...users.values()].flatMap(({ home, homeMade }) =>
      homeMade && home !== undefined ? [home, ...ancestors(home)] : [],
    ),
  ]);
  const files = new Map<string, boolean>();
  if (base) files.set(DOCKER_CLEAN, base.dockerClean);
  return {
    base,
    windows: windows || base?.distribution === 'windows',
    account: base?.user,
    accounts: {
      users: users.has('root') ? users : users.set('root', { ...ROOT, name: 'root', homeMade: true }),
      groups: new Map(),
    },
    env: new Map(base?.env),
    settled: new Map(base?.env),
    args: new Map(),
    workdir: base?.workdir ?? undefined,
    shell:
      base === undefined
        ? DEFAULT_SHELL
        : { dialect: base.shell === 'sh' || base.shell === 'bash' ? base.shell : undefined, errexit: false },
    settings: new Map(base?.settings),
    files,
    directories,
    untouched: true,
    lastCopy: undefined,
  };
}

export const withDirectories = (state: State, paths: readonly string[]): State => {
  const missing = paths
    .flatMap((path) => [cleanPath(path), ...ancestors(cleanPath(path))])
    .filter((path) => !state.directories.has(path));
  return missing.length === 0
    ? state
    : { ...state, directories: new Set([...state.directories, ...missing]) };
};

/** ENV beats ARG of the same name. */
export const variableOf = (state: State, name: string): Value | undefined =>
  state.env.get(name) ?? state.args.get(name);

/** The state with no default of an ARG taken for granted. */
export const whateverArgs = (state: State): State => ({
  ...state,
  env: state.settled,
  args: new Map([...state.args.keys()].map((name): [string, Value] => [name, UNKNOWN])),
});

/** The account that `USER <text>` names. */
export function accountOf(state: State, text: string): Account {
  const [user = '', group] = text.split(':');
  const gid =
    group === undefined ? undefined : /^\d+$/.test(group) ? Number(group) : state.accounts.groups.get(group);
  if (!/^\d+$/.test(user)) {
    const known = state.accounts.users.get(user);
    return known
      ? { ...known, gid: group === undefined ? known.gid : gid }
      : { name: user, uid: undefined, gid, home: undefined };
  }
  const uid = Number(user);
  if (uid === 0) return { ...ROOT, gid: group === undefined ? 0 : gid };
  const known = [...state.accounts.users.values()].find((each) => each.uid === uid);
  if (known) return { ...known, gid: group === undefined ? known.gid : gid };
  const nobodyHas =
    state.base?.accountsComplete === true &&
    [...state.accounts.users.values()].every((each) => each.uid !== undefined);
  return {
    name: undefined,
    uid,
    gid: group === undefined ? 0 : gid,
    home: nobodyHas && uid >= 1000 ? '/' : undefined,
  };
}

/** Where the account's home is: HOME from ENV, else what the account says. */
export function homeOf(state: State, account: Account | undefined): string | undefined {
  const own = state.env.get('HOME');
  if (own === UNKNOWN) return undefined;
  return own === undefined || own === '' ? account?.home : own;
}
