import type { Argv } from '../ecosystem-api.js';
import type { ShellCommand, ShellWord } from '../shell/script.js';

/** A command with what stands in front of it taken off. */
export interface Unwrapped {
  readonly argv: Argv;
  /** `VAR=x` words of `env`; those of the shell are `ShellCommand.assignments`. */
  readonly assignments: readonly ShellWord[];
  /** The command runs as somebody else: root by `sudo`, or the account named. */
  readonly runsAs: ShellWord | 'root' | undefined;
}

/** Programs that run the rest of their line, and those of their options that take a value. */
const WRAPPERS: Readonly<Record<string, readonly string[]>> = {
  command: [],
  'corepack npm': [],
  'corepack npx': [],
  'corepack pnpm': [],
  'corepack pnpx': [],
  doas: ['-u', '-C'],
  eatmydata: [],
  env: ['-u', '--unset', '-C', '--chdir'],
  exec: ['-a'],
  gosu: [],
  ionice: ['-c', '-n', '-p'],
  nice: ['-n'],
  nohup: [],
  'pipenv run': [],
  'poetry run': [],
  'conda run': ['-n', '--name', '-p', '--prefix', '--cwd'],
  'mamba run': ['-n', '--name', '-p', '--prefix', '--cwd'],
  'micromamba run': ['-n', '--name', '-p', '--prefix', '-r', '--root-prefix'],
  'su-exec': [],
  sudo: ['-u', '--user', '-g', '--group', '-C', '-h', '-p', '-r', '-t', '-D', '--chdir'],
  time: ['-f', '--format', '-o', '--output'],
  timeout: ['-k', '--kill-after', '-s', '--signal'],
  xargs: ['-a', '--arg-file', '-n', '-P', '-I', '-L', '-d', '-s', '-E'],
};
/** Wrappers with one operand of their own before the command. */
const FIRST_OPERAND = new Set(['timeout', 'gosu', 'su-exec']);
const ACCOUNT_OPTIONS: Readonly<Record<string, readonly string[]>> = { sudo: ['-u', '--user'], doas: ['-u'] };
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;

/** The last part of a path, even when a variable stands in front: `$VENV/bin/pip` is `pip`. */
function baseName(word: ShellWord): string | undefined {
  const last = word.parts.at(-1);
  if (last?.kind !== 'literal') return undefined;
  const slash = last.value.lastIndexOf('/');
  return word.parts.length > 1 && slash < 0 ? undefined : last.value.slice(slash + 1);
}

/** Undefined when the program is not known, e.g. `$CMD install`. */
export function unwrap(command: ShellCommand): Unwrapped | undefined {
  let words = command.words;
  const assignments: ShellWord[] = [];
  let runsAs: Unwrapped['runsAs'];
  for (;;) {
    const [first, second] = words;
    const name = first && baseName(first);
    if (name === undefined) return undefined;
    const two = `${name} ${second?.value ?? ''}`;
    const wrapper = two in WRAPPERS ? two : name;
    const valued = WRAPPERS[wrapper];
    if (valued === undefined) return { argv: { name, words }, assignments, runsAs };
    const own = skipOwn(words.slice(ownWords(wrapper)), wrapper, valued);
    if (own.rest.length === 0) return { argv: { name, words }, assignments, runsAs };
    assignments.push(...own.assignments);
    if (name === 'sudo' || name === 'doas') runsAs = own.account ?? 'root';
    if (name === 'gosu' || name === 'su-exec') runsAs = own.account;
    words = own.rest;
  }
}

/** How many words the wrapper is; `corepack pnpm install` goes on at `pnpm`. */
const ownWords = (wrapper: string): number =>
  wrapper.includes(' ') && !wrapper.startsWith('corepack ') ? 2 : 1;

function skipOwn(words: readonly ShellWord[], wrapper: string, valued: readonly string[]) {
  const assignments: ShellWord[] = [];
  let account: ShellWord | undefined;
  let i = 0;
  for (; i < words.length; i++) {
    const word = words[i];
    const text = word?.value ?? word?.raw ?? '';
    if (word !== undefined && (wrapper === 'env' || wrapper === 'sudo') && ASSIGNMENT.test(text))
      assignments.push(word);
    else if (!text.startsWith('-')) break;
    else if (valued.includes(text)) {
      if (ACCOUNT_OPTIONS[wrapper]?.includes(text)) account = words[i + 1];
      i++;
    } else if (text === '--') {
      i++;
      break;
    }
  }
  if (FIRST_OPERAND.has(wrapper)) {
    if (wrapper !== 'timeout') account = words[i];
    i++;
  }
  return { rest: words.slice(i), assignments, account };
}
