import { CommandLine } from './command-paths.js';
import { reachOfDownload } from './reach-of-downloads.js';
import {
  changed,
  copied,
  deleted,
  linked,
  madeFolders,
  moved,
  read,
  touched,
} from './reach-of-file-tools.js';
import { NOTHING } from './reach-sets.js';
import type { Reach } from './reach-sets.js';
import { reachOfSearch } from './reach-of-search.js';
import { reachOfSystemTool } from './reach-of-system-tools.js';
import type { RunCommand } from './steps.js';

/** Commands that look at no file and make none, whatever their words are. */
const NOTHING_AT_ALL = new Set(
  (
    ': true false echo printf export unset set shopt umask ulimit wait exit return readonly local declare typeset read shift break ' +
    'continue getopts let expr seq sleep uname arch nproc hostname pwd id whoami groups getent printenv basename dirname tty tr ' +
    'which type hash dpkg-architecture lsb_release'
  ).split(' '),
);
/** Commands whose operands are all read, with their options that take a value. */
const READERS: Readonly<Record<string, string>> = {
  cat: '',
  ls: '-I -w --ignore --width',
  head: '-n -c --lines --bytes',
  tail: '-n -c --lines --bytes',
  wc: '',
  sort: '-k -t -S --key --field-separator',
  cut: '-d -f -c -b --delimiter --fields',
  stat: '-c -f --format --printf',
  du: '-d --max-depth --exclude',
  readlink: '',
  realpath: '--relative-to',
  file: '',
  md5sum: '',
  sha1sum: '',
  sha256sum: '',
  sha512sum: '',
};
const WHERE = new Set(['ls', 'du']);
/** Options by which a reader writes, or reads what another file names. */
const UNREADABLE = ['-c', '--check', '-o', '--output', '--files0-from', '-f', '--follow'];
const FOLLOWS = new Set(['sort', 'tail', 'du', 'wc', 'file', 'md5sum', 'sha1sum', 'sha256sum', 'sha512sum']);

type Rule = (command: RunCommand) => Reach | undefined;

const RULES: Readonly<Record<string, Rule>> = {
  cd: entered,
  pushd: entered,
  mkdir: madeFolders,
  touch: touched,
  rm: deleted,
  rmdir: deleted,
  unlink: deleted,
  chmod: changed,
  chown: changed,
  chgrp: changed,
  cp: copied,
  install: copied,
  mv: moved,
  ln: linked,
  tee: (command) => touched(command),
  date: dated,
  uniq: sifted,
  test: tested,
  '[': tested,
};

/** What a command that is no package manager's call may read and write; undefined when it is not known. */
export function reachOfTool(command: RunCommand): Reach | undefined {
  const { argv } = command;
  if (isLookup(command) || isVersionQuestion(command)) return NOTHING;
  if (!isSystemProgram(argv.words[0]?.value)) return undefined;
  if (NOTHING_AT_ALL.has(argv.name)) return lookedAt(command);
  const readerOptions = READERS[argv.name];
  if (readerOptions !== undefined) return reader(command, readerOptions);
  const rule = RULES[argv.name];
  if (rule !== undefined) return rule(command);
  return reachOfSearch(command) ?? reachOfDownload(command) ?? reachOfSystemTool(command);
}

/** `command -v npm` does not run it. */
export function isLookup({ command }: RunCommand): boolean {
  const [first, second] = command.words;
  return first?.value === 'command' && /^-[vV]$/.test(second?.value ?? '');
}

/** A program by its bare name, or in one of the system's folders: a script of the project is not what its name says. */
function isSystemProgram(program: string | undefined): boolean {
  return (
    program !== undefined &&
    (!program.includes('/') || /^(?:\/usr)?(?:\/local)?\/s?bin\/[^/]+$/.test(program))
  );
}

const VERSIONED = new Set(
  'node python python3 go java javac cargo rustc ruby php git curl gcc g++ cmake deno npx'.split(' '),
);

function isVersionQuestion({ argv }: RunCommand): boolean {
  const [, only, ...rest] = argv.words;
  return (
    VERSIONED.has(argv.name) &&
    rest.length === 0 &&
    ['--version', '-version', '-V', '-v', 'version'].includes(only?.value ?? '') &&
    // python -v and php -v start the interpreter
    !(only?.value === '-v' && /^(?:python3?|ruby)$/.test(argv.name))
  );
}

/** A wildcard among the words is looked up whatever the command does with it. */
function lookedAt(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command);
  const reads = line.paths(command.argv.words.filter(({ glob }) => glob));
  return reads && { ...NOTHING, reads };
}

function entered(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command);
  const folders = line.paths(line.operands);
  return folders && { ...NOTHING, folders };
}

function reader(command: RunCommand, valued: string): Reach | undefined {
  const line = new CommandLine(command, valued);
  if (FOLLOWS.has(command.argv.name) && line.has(...UNREADABLE)) return undefined;
  if (line.operands.length > 0 || !WHERE.has(command.argv.name)) return read(line);
  const { workingDirectory } = command.environment;
  return workingDirectory === undefined ? undefined : { ...NOTHING, reads: [workingDirectory] };
}

/** `date -r file` shows a file's time, `-f` reads times; what is no format may be the value of a cluster: `-ur file`. */
function dated(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command, '-d --date -r --reference -f --file -s --set');
  const given = line.valuesOf('-r', '--reference', '-f', '--file');
  const others = line.paths(line.operands.filter(({ raw }) => !/^["']?\+/.test(raw)));
  return given && others && { ...NOTHING, reads: [...given, ...others] };
}

/** The second operand is written. */
function sifted(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command, '-f -s -w --skip-fields --skip-chars --check-chars');
  return line.operands.length > 1 ? undefined : read(line);
}

/** Operators of `test` in front of a file. */
const ON_FILE = /^-[abcdefghkprstuwxLNOSG]$/;
const BETWEEN_FILES = new Set(['-nt', '-ot', '-ef']);

function tested(command: RunCommand): Reach | undefined {
  const words = command.argv.words.slice(1);
  if (words.some(({ value }) => value !== undefined && BETWEEN_FILES.has(value))) return undefined;
  const line = new CommandLine(command);
  const reads = line.paths(words.filter((word, at) => word.glob || ON_FILE.test(words[at - 1]?.value ?? '')));
  return reads && { ...NOTHING, reads };
}
