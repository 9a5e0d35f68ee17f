import type { CallOption } from './call-arguments.js';
import { UNKNOWN } from './dockerfile/words.js';
import type { ImageFiles, InputRefusal, InstallInputs } from './install-inputs.js';
import type { ShellWord } from './shell/script.js';
import type { SkipCode } from './types.js';

/** The account that a command runs as. */
export interface Account {
  /** Undefined when the account is known by number only. */
  readonly name: string | undefined;
  /** Undefined when the number is not known. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** Absolute path; undefined when it is not known. */
  readonly home: string | undefined;
}

export { readArguments } from './call-arguments.js';
export type { CallOption } from './call-arguments.js';
export { UNKNOWN } from './dockerfile/words.js';
export type { ImageFiles, InputEvidence, InputRefusal, InstallInputs } from './install-inputs.js';

/** What is in force where a command runs. */
export interface Environment {
  /** Undefined: the base image decides and is not known. */
  readonly account: Account | undefined;
  readonly home: string | undefined;
  readonly workingDirectory: string | undefined;
  /** ENV, ARG, the script's own exports and the assignments in front of the command; undefined when not set. */
  readonly variable: (name: string) => string | typeof UNKNOWN | undefined;
  /** Names of all variables that are set. */
  readonly variables: Iterable<string>;
  /**
   * What calls before it left behind, by `<ecosystem>.<key>`, and what the base image has: `ruby.api` is the version in the names
   * of Ruby's folders, `3.3.0`. `corepack.enabled` is the word `enable` or `disable` of the last
   * `corepack` call; `yarn.version`, `pnpm.version` and `bun.version` are the package that was installed, e.g. `pnpm@9`.
   */
  readonly setting: (key: string) => string | typeof UNKNOWN | undefined;
  /** `debian`, `alpine`, …; undefined when the base image is not known. */
  readonly distribution: string | undefined;
  /** Of the distribution: `bookworm`, `9`; undefined when it is not known. */
  readonly release: string | undefined;
  /** Whether the file is there, as far as the base image and the steps before tell: undefined when nothing tells. */
  readonly hasFile: (path: string) => boolean | undefined;
  /**
   * The files of the build context that COPY and ADD brought before the step; undefined when the context is not known. Worked
   * out when first asked for.
   */
  readonly files: ImageFiles | undefined;
  /** Whether a COPY or ADD before the step may have brought the path; true also when the context is not known and one might have. */
  readonly mayBeCopied: (path: string) => boolean;
  /** The word's value with variables, `~` and quotes resolved; undefined when it is not knowable. */
  readonly expand: (word: ShellWord) => string | undefined;
}

/** One command as its package manager sees it: wrappers (`sudo`, `env X=y`, `exec`, `time`) are taken off. */
export interface Argv {
  /** Base name of the program: `pip3` for `/opt/venv/bin/pip3`. */
  readonly name: string;
  /** The program's word, then its arguments. */
  readonly words: readonly ShellWord[];
}

/**
 * - `install`: downloads packages, so it gains from the caches
 * - `build`: compiles the sources: it gains from the caches as well, but cannot come before the sources
 * - `refresh`: renews the index of packages that installs read
 * - `clean`: empties the caches and does nothing else
 * - `configure`: changes a setting that bears on the caches
 * - `read`: looks something up in the index, or hands the work to an install that cannot be seen
 * - `other`: the program is the ecosystem's, but neither downloads nor cleans
 */
export type CallKind = 'install' | 'build' | 'refresh' | 'clean' | 'configure' | 'read' | 'other';

export interface Call {
  readonly kind: CallKind;
  readonly argv: Argv;
  /** The word of the subcommand: `install` in `npm --silent install`. */
  readonly subcommand: ShellWord | undefined;
  /** Options with their values, by name as written (`--cache-dir`, `-o`); a bare one has no value. */
  readonly options: readonly CallOption[];
  readonly operands: readonly ShellWord[];
  /** What it leaves behind for later calls: `cache` of `npm config set cache /x`. */
  readonly settings?: readonly CallSetting[];
}

export interface CallSetting {
  /** Whose it is, where it is not the ecosystem's own: `pnpm` for `npm install -g pnpm@9`. */
  readonly of?: string;
  readonly key: string;
  /** Undefined: there is one, but its value is not knowable. */
  readonly value: ShellWord | undefined;
}

export interface CacheDirectory {
  /** Absolute path. */
  readonly path: string;
  /**
   * - `downloads`: pure gain, whatever it holds or lacks
   * - `index`: what a `refresh` writes and installs read: mounted only where the same RUN refreshes it
   * - `dependencies`: what later calls read and would download again: mounted in every RUN that uses it, or in none
   */
  readonly holds: 'downloads' | 'index' | 'dependencies';
  /** Undefined: BuildKit's default, `shared`. */
  readonly sharing: 'locked' | 'shared' | 'private' | undefined;
  /** It holds what was compiled in the image, under a key that does not tell images apart: each has a directory of its own. */
  readonly perImage?: boolean;
  /** The folder above it that the install fills too: it is there without the cache as well. */
  readonly within?: string;
  /** Another name of the path, by a link in the base image: what is named by it is the cache too. */
  readonly alsoAt?: string;
  /** Why this one of the call's directories gets no mount, while others may. */
  readonly against?: CacheRefusal;
  /** Where a mount of the user's own does as well, so that none is made. */
  readonly orElse?: readonly string[];
}

/** Why no directory can be named. */
export interface CacheRefusal {
  readonly code: SkipCode;
  readonly reason: string;
  /** The word or variable that decides it. */
  readonly because: string;
}

/** What has to change in a command for its cache to work. */
export interface CommandEdit {
  readonly remove: readonly ShellWord[];
  readonly insert: readonly { readonly after: ShellWord; readonly text: string }[];
  /** A command that the whole script begins with: the rest is only right with it. It must not fail. */
  readonly first?: string;
  /** A clause that finishes "…, so": e.g. `--no-cache-dir kept it empty`. */
  readonly why: string;
}

/** One package manager. The file holds facts and how its command line reads; it decides nothing about a Dockerfile. */
export interface Ecosystem {
  readonly id: string;
  readonly title: string;
  /** One sentence for `dfmod list`. */
  readonly summary: string;
  /** What happens and why, for `dfmod explain`. */
  readonly explanation: string;
  /** The pages that the facts were read from. */
  readonly docs: readonly string[];
  /** A RUN whose text holds none of these words has none of its calls: the scan for candidates stays cheap. */
  readonly hints: readonly string[];
  /** Whether an install needs to be root, so that it shows who the user is. */
  readonly rootOnly: boolean;
  /** Its clean-up command leaves the packages that a mount keeps alone, so it may stay where it cannot be taken out. */
  readonly survivesClean: boolean;
  /** Its cache holds packages unpacked: a file that a clean-up of files takes out of it would be missing in later builds. */
  readonly unpacked?: boolean;
  /** Whether real builds in the project's own suite hold it. */
  readonly proven: boolean;
  /** Ids of the package managers that use the same directories. */
  readonly sharesCacheWith?: readonly string[];
  /** Whether a glob matches nothing but caches of this package manager, so that what removes them may go for the one's sake. */
  namesCaches?(glob: string): boolean;
  /** Undefined: not a call of this package manager. The environment is for programs that share a name (yarn 1 and later ones). */
  recognise(argv: Argv, environment: Environment): Call | undefined;
  /**
   * What a call of any kind but `other` reads and makes in the project's own tree, given the files that are there. Never
   * guesses: what may read more than can be named is a refusal (`readsSources`).
   */
  inputs(call: Call, environment: Environment, files: ImageFiles): InstallInputs | InputRefusal;
  /** Whether it leaves these files, which it reads, as they are, so that they may be read-only; absent: it may write them. */
  readsOnly?(call: Call, paths: readonly string[]): boolean;
  /** Whether it goes by the lock file as it finds it, and fails or does something else where that does not agree with the manifests. */
  readsLock?(call: Call): boolean;
  /**
   * That its installs fetch the index they need themselves, and whether they keep it: `passing` leaves nothing in the image.
   * Absent: they read what a refresh has left.
   */
  ownIndex?(call: Call): 'passing' | 'kept';
  /** Paths in the caches, as `rm` is given them, whose removal leaves the packages alone, so that it may stay. */
  readonly tidies?: readonly string[];
  /** Where this install's caches are. */
  caches(
    call: Call,
    environment: Environment,
    options: EcosystemOptions,
  ): readonly CacheDirectory[] | CacheRefusal;
  /** What keeps an install from using its cache, given where the cache is; undefined when nothing does. */
  unlock?(
    call: Call,
    environment: Environment,
    caches: readonly CacheDirectory[],
    options: EcosystemOptions,
  ): CommandEdit | undefined;
  /** The configuration's options, checked when the configuration is read. */
  readonly options?: Readonly<
    Record<string, { readonly type: 'string'; readonly values?: readonly string[]; readonly summary: string }>
  >;
}

export type EcosystemOptions = Readonly<Record<string, unknown>>;

export type OptionsOf = (ecosystem: Ecosystem) => EcosystemOptions;

export const defineEcosystem = (ecosystem: Ecosystem): Ecosystem => ecosystem;

/** A call as it is written. */
export const callText = ({ argv }: Call): string => argv.words.map(({ raw }) => raw).join(' ');

/** `inputs` of a package manager that may read more of the project than can be named. */
export const readsSources =
  (reason: string) =>
  (call: Call): InputRefusal => ({ code: 'reads-sources', reason, because: { text: callText(call) } });

export const findOption = (call: Call, ...names: readonly string[]): CallOption | undefined =>
  call.options.find((option) => names.includes(option.name));

/** The option's value with variables resolved; undefined when it is not knowable. */
export function optionValue(option: CallOption, environment: Environment): string | undefined {
  const last = option.words.at(-1);
  const text = last && environment.expand(last);
  if (text === undefined || option.words.length > 1) return text;
  const equals = text.indexOf('=');
  if (option.name.length === 2 && !text.startsWith(`${option.name}=`)) return text.slice(2);
  return equals < 0 ? undefined : text.slice(equals + 1);
}

/** An absolute, clean path from one that may be relative to the working directory; undefined when it is not knowable. */
export function absolutePath(path: string, environment: Environment): string | undefined {
  if (path.startsWith('/')) return cleanPath(path);
  return environment.workingDirectory === undefined
    ? undefined
    : cleanPath(`${environment.workingDirectory}/${path}`);
}

/** `.`, `..`, doubled and trailing slashes resolved, for an absolute path. */
export function cleanPath(path: string): string {
  if (path.startsWith('/') && !path.includes('//') && !path.includes('/.') && !path.endsWith('/'))
    return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** A directory that a variable or setting may have moved. */
export function movedTo(
  value: string | typeof UNKNOWN | undefined,
  what: string,
  environment: Environment,
): string | CacheRefusal | undefined {
  if (value === undefined || value === '') return undefined;
  const path = value === UNKNOWN ? undefined : absolutePath(value, environment);
  return (
    path ?? {
      code: 'cache-moved',
      reason: `${what} moves the cache to a place that only the build knows`,
      because: what,
    }
  );
}

/** The place that a variable of the base image may name, where the image is not known and nothing in the file sets it. */
export function imageMayMove(what: string, { distribution }: Environment): CacheRefusal | undefined {
  if (distribution !== undefined) return undefined;
  return {
    code: 'cache-moved',
    reason: `the base image is not known, and may set ${what}`,
    because: what,
  };
}

/** `<home>/<below>`, or why it cannot be named. */
export function inHome(below: string, environment: Environment): string | CacheRefusal {
  if (environment.home !== undefined) return cleanPath(`${environment.home}/${below}`);
  return {
    code: 'home-unknown',
    reason: 'the home directory of the user that runs it is not known',
    because: 'HOME',
  };
}
