import type { HereDoc, Redirection } from 'unbash';
import type { Span } from '../types.js';
import type { ReadCommand } from './commands.js';
import type { ShellWord } from './script.js';
import type { Dialect, Region } from './words.js';

/** A script inside a command that runs another shell, or the same one by `eval`. */
export interface NestedShell {
  /** In the region's text. */
  readonly span: Span;
  readonly dialect: Dialect;
  readonly errexit: boolean;
  /** `eval`: what it does to the shell's state stays. */
  readonly sameShell: boolean;
  /** Starts where the command is; a login by `su -` starts at home. */
  readonly sameDirectory: boolean;
}

const SHELLS: Readonly<Record<string, Dialect>> = { sh: 'sh', dash: 'sh', ash: 'sh', bash: 'bash' };
/** Programs that run the rest of their line as it is, as somebody else or with other settings. */
const WRAPPERS = new Set([
  'command',
  'doas',
  'env',
  'exec',
  'gosu',
  'nice',
  'nohup',
  'su-exec',
  'sudo',
  'time',
]);
/** Options of wrappers that leave the working directory alone; the second take a value. */
const HARMLESS = new Set(['-E', '-H', '-n', '-i', '-u', '--', '--preserve-env']);

export function nestedShell(command: ReadCommand, region: Region): NestedShell | undefined {
  const { words } = command;
  const name = words[0]?.value;
  if (name === 'eval') {
    const script = words.length === 2 ? literalText(words[1], region) : undefined;
    return (
      script && {
        span: script,
        dialect: region.dialect,
        errexit: false,
        sameShell: true,
        sameDirectory: true,
      }
    );
  }
  if (name === 'su' || name === 'runuser') return switchedUser(words.slice(1), region);
  const wrapped = name !== undefined && WRAPPERS.has(name);
  const at = wrapped ? words.findIndex((word) => shellOf(word) !== undefined) : 0;
  const dialect = shellOf(words[at]);
  if (dialect === undefined) return undefined;
  const before = words.slice(1, Math.max(at, 1));
  const options = readOptions(words.slice(at + 1));
  const script = options.command
    ? literalText(options.operand, region)
    : options.operand === undefined || options.stdin
      ? heredocText(command.redirects)
      : undefined;
  if (script === undefined) return undefined;
  const sameDirectory = !wrapped || before.every((word) => staysThere(word, name));
  return { span: script, dialect, errexit: options.errexit, sameShell: false, sameDirectory };
}

function shellOf(word: ShellWord | undefined): Dialect | undefined {
  const name = word?.value?.replace(/^(?:\/usr)?(?:\/local)?\/bin\//, '') ?? '';
  return Object.hasOwn(SHELLS, name) ? SHELLS[name] : undefined;
}

function staysThere(word: ShellWord, wrapper: string): boolean {
  const text = word.value ?? word.raw;
  if (!text.startsWith('-')) return true;
  // sudo -i is a login, which starts at home; env -i only clears the environment.
  return HARMLESS.has(text) && !(wrapper !== 'env' && text === '-i');
}

interface ShellOptions {
  readonly command: boolean;
  readonly stdin: boolean;
  readonly errexit: boolean;
  readonly operand: ShellWord | undefined;
}

/** The options of sh and bash: `-lc`, `-euo pipefail -c`, `-s`, `--login`. */
function readOptions(words: readonly ShellWord[]): ShellOptions {
  let command = false;
  let stdin = false;
  let errexit = false;
  let at = 0;
  for (; at < words.length; at++) {
    const text = words[at]?.value;
    if (text === undefined || !/^[-+]./.test(text)) break;
    if (text === '--') {
      at++;
      break;
    }
    if (text.startsWith('--')) {
      if (text === '--rcfile' || text === '--init-file') at++;
      continue;
    }
    const on = text.startsWith('-');
    const named = /[oO]/.test(text) ? words[++at]?.value : undefined;
    if (text.includes('e') || named === 'errexit') errexit = on;
    if (on && text.includes('c')) command = true;
    if (on && text.includes('s')) stdin = true;
  }
  return { command, stdin, errexit, operand: words[at] };
}

/** `su [-] [-s shell] [-c script] [user]`, its options in any place. */
function switchedUser(words: readonly ShellWord[], region: Region): NestedShell | undefined {
  let script: Span | undefined;
  let dialect: Dialect = 'sh';
  let sameDirectory = true;
  for (let at = 0; at < words.length; at++) {
    const text = words[at]?.value ?? '';
    if (text === '-c' || text === '--command') script = literalText(words[++at], region);
    else if (text === '-s' || text === '--shell') {
      const shell = shellOf(words[++at]);
      if (shell === undefined) return undefined;
      dialect = shell;
    } else if (/^(?:-|-[a-z]*l[a-z]*|--login)$/.test(text)) {
      sameDirectory = false;
      if (text.endsWith('c')) script = literalText(words[++at], region);
    }
  }
  return script && { span: script, dialect, errexit: false, sameShell: false, sameDirectory };
}

/** Where the text of a word stands that reaches the program unchanged; undefined when the shell changes it on the way. */
function literalText(word: ShellWord | undefined, region: Region): Span | undefined {
  if (word?.value === undefined || word.value.trim() === '' || word.tilde || word.glob) return undefined;
  const start = word.span.start - region.base;
  const end = word.span.end - region.base;
  if (/^(?:'[^']*'|"[^"\\$`]*")$/.test(word.raw)) return { start: start + 1, end: end - 1 };
  return /^[^'"\\]+$/.test(word.raw) ? { start, end } : undefined;
}

function heredocText(redirects: readonly Redirection[]): Span | undefined {
  const inputs = redirects.filter((each) => each.operator.startsWith('<'));
  const [input] = inputs;
  if (input?.type !== 'HereDoc' || inputs.length > 1 || input.descriptor !== undefined) return undefined;
  return isLiteral(input) ? { start: input.body.pos, end: input.body.end } : undefined;
}

function isLiteral({ delimiter, body }: HereDoc): boolean {
  return delimiter?.quoted === true || !/[\\$`]/.test(body.text);
}
