import type { Account } from '../ecosystem-api.js';
import type { ShellWord } from '../shell/script.js';

/** An account that the file makes, with whether its home directory is made too. */
export interface MadeAccount extends Account {
  readonly name: string;
  readonly homeMade: boolean;
}

export interface Accounts {
  readonly users: ReadonlyMap<string, MadeAccount>;
  readonly groups: ReadonlyMap<string, number | undefined>;
}

/** What decides the number of a new account when the command does not give it. */
export interface NumberingRules {
  readonly distribution: string | undefined;
  /** All accounts of the base image are known. */
  readonly complete: boolean;
  /** The image's own system accounts are known, and no package was installed before, which might have made others. */
  readonly untouched: boolean;
}

const COMMANDS = new Set(['useradd', 'adduser', 'usermod', 'userdel', 'deluser', 'groupadd', 'addgroup']);
/** Options that change from where numbers are taken. */
const NUMBERING = ['--firstuid', '--lastuid', '--conf', '-K', '--key'];

/** Options with a value of useradd, usermod and of both kinds of adduser; the meanings used here do not clash. */
const VALUED_SHORT = new Set('ugGdhscefpbkKZ');
const VALUED_LONG = new Set(
  '--uid --gid --groups --home --home-dir --base-dir --shell --comment --gecos --ingroup --password --expiredate --inactive --skel --firstuid --lastuid --key --selinux-user'.split(
    ' ',
  ),
);

/** How a word reads with the defaults of ARGs, and whatever build args are given. */
export interface WordReaders {
  readonly text: (word: ShellWord) => string | undefined;
  readonly sure: () => (word: ShellWord) => string | undefined;
}

interface Options {
  readonly flags: ReadonlyMap<string, string | undefined>;
  readonly operands: readonly string[];
}

/** getopt as these programs use it: clusters of short flags, a value joined or in the next word. Unknown values are undefined. */
function readOptions(
  words: readonly ShellWord[],
  text: (word: ShellWord) => string | undefined,
): Options | undefined {
  const flags = new Map<string, string | undefined>();
  const operands: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const value = word && text(word);
    if (value === undefined) return undefined;
    const next = () => {
      const following = words[++i];
      return following && text(following);
    };
    if (value.startsWith('--')) {
      const equals = value.indexOf('=');
      const name = equals < 0 ? value : value.slice(0, equals);
      flags.set(name, equals >= 0 ? value.slice(equals + 1) : VALUED_LONG.has(name) ? next() : '');
    } else if (value.startsWith('-') && value.length > 1) {
      for (let k = 1; k < value.length; k++) {
        const flag = value.charAt(k);
        if (!VALUED_SHORT.has(flag)) {
          flags.set(`-${flag}`, '');
          continue;
        }
        flags.set(`-${flag}`, k + 1 < value.length ? value.slice(k + 1) : next());
        break;
      }
    } else operands.push(value);
  }
  return { flags, operands };
}

/** Numbers that a build arg decides are no numbers: they would end up in a mount. */
function withSureNumbers(words: readonly ShellWord[], { text, sure }: WordReaders): Options | undefined {
  const options = readOptions(words, text);
  if (options === undefined || words.every(({ value }) => value !== undefined)) return options;
  const read = sure();
  const certain = readOptions(words, (word) => read(word) ?? '?')?.flags;
  const flags = new Map(options.flags);
  for (const name of ['-u', '--uid', '-g', '--gid']) {
    if (/^\d+$/.test(flags.get(name) ?? '')) flags.set(name, certain?.get(name) ?? '?');
  }
  return { ...options, flags };
}

const first = (flags: Options['flags'], ...names: readonly string[]): string | undefined =>
  names.map((name) => flags.get(name)).find((value) => value !== undefined && value !== '');
const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

/**
 * The accounts after one `useradd`, `adduser`, `usermod`, `groupadd` or `addgroup`; undefined when the command is none of these.
 * @param certain false for a command that may not run: what it makes is then known by name only
 */
export function afterCommand(
  name: string,
  words: readonly ShellWord[],
  expand: WordReaders,
  before: Accounts,
  rules: NumberingRules,
  certain: boolean,
): Accounts | undefined {
  if (!COMMANDS.has(name)) return undefined;
  const options = withSureNumbers(words, expand);
  const subject = options?.operands.at(name === 'adduser' ? 0 : -1);
  if (options === undefined || subject === undefined) return before;
  const { flags, operands } = options;
  if (name === 'groupadd' || name === 'addgroup') {
    if (name === 'addgroup' && operands.length > 1) return before;
    const gid = certain ? number(first(flags, '-g', '--gid')) : undefined;
    return { ...before, groups: new Map(before.groups).set(subject, gid) };
  }
  const old = before.users.get(subject);
  if (name === 'userdel' || name === 'deluser') {
    if (old === undefined) return before;
    const users = new Map(before.users).set(subject, { ...old, uid: undefined });
    if (certain) users.delete(subject);
    return { ...before, users };
  }
  if (name === 'usermod') {
    if (old === undefined) return before;
    const uid = flags.has('-u') || flags.has('--uid') ? number(first(flags, '-u', '--uid')) : old.uid;
    const home = first(flags, '-d', '--home') ?? old.home;
    const changed = certain
      ? { ...old, uid, home }
      : { ...old, uid: uid === old.uid ? uid : undefined, home: home === old.home ? home : undefined };
    return { ...before, users: new Map(before.users).set(subject, changed) };
  }
  if (name === 'adduser' && operands.length === 2) return before;
  if (old?.uid !== undefined && !certain) return before;
  return {
    ...before,
    users: new Map(before.users).set(subject, newAccount(name, subject, flags, before, rules, certain)),
  };
}

function newAccount(
  name: string,
  subject: string,
  flags: Options['flags'],
  before: Accounts,
  rules: NumberingRules,
  certain: boolean,
): MadeAccount {
  const system = flags.has('-r') || flags.has('-S') || flags.has('--system');
  const uid = !certain
    ? undefined
    : flags.has('-u') || flags.has('--uid')
      ? number(first(flags, '-u', '--uid'))
      : NUMBERING.some((option) => flags.has(option))
        ? undefined
        : nextUid(name, system, before, rules);
  const group = first(flags, '-g', '--gid', '-G', '--ingroup');
  const own =
    name === 'adduser' && rules.distribution === 'alpine'
      ? first(flags, '-G')
      : name === 'useradd'
        ? first(flags, '-g', '--gid')
        : group;
  const gid = own === undefined ? (system ? undefined : uid) : (number(own) ?? before.groups.get(own));
  const base = first(flags, '-b', '--base-dir') ?? '/home';
  const home = first(flags, '-d', '-h', '--home', '--home-dir') ?? `${base}/${subject}`;
  const makes =
    name === 'useradd'
      ? flags.has('-m') || flags.has('--create-home')
      : !flags.has('-H') && !flags.has('--no-create-home');
  return {
    name: subject,
    uid,
    gid,
    home,
    homeMade: certain && makes && !(name === 'adduser' && system && rules.distribution !== 'alpine'),
  };
}

/** The number that the tool will choose, where its rule and all accounts before it are known. */
function nextUid(name: string, system: boolean, before: Accounts, rules: NumberingRules): number | undefined {
  if (!rules.complete) return undefined;
  const taken = [...before.users.values()].map((user) => user.uid);
  if (taken.includes(undefined)) return undefined;
  const used = new Set(taken);
  if (!system) {
    const people = [...used].filter((uid) => uid !== undefined && uid >= 1000 && uid < 60000).length;
    const next = 1000 + people;
    for (let uid = 1000; uid < next; uid++) if (!used.has(uid)) return undefined;
    return next;
  }
  if (!rules.untouched || [...used].some((uid) => uid !== undefined && uid >= 100 && uid < 1000))
    return undefined;
  const uid = rules.distribution === 'alpine' && name === 'adduser' ? 100 : 999;
  if (uid === 999 && (name !== 'useradd' || !['debian', 'ubuntu'].includes(rules.distribution ?? '')))
    return undefined;
  return uid;
}
