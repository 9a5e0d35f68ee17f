import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import { mountsOf } from '../dockerfile/mounts.js';
import { readBody } from '../facts/run-body.js';
import type { ReadBody, ShellInForce } from '../facts/run-body.js';
import { isRead } from '../facts/steps.js';
import { parseScript } from '../shell/parse-script.js';
import type { Script, ShellAssignment, ShellCommand, ShellWord } from '../shell/script.js';
import { SourceMap } from '../text/source-map.js';

/** Commands that change the shell that runs them, which ends with its part. */
const CHANGES_SHELL = new Set(
  '. alias break cd continue declare eval exec export getopts let local mapfile popd pushd read readarray readonly return set shift shopt source trap typeset ulimit umask unalias unset wait'.split(
    ' ',
  ),
);
/** Of them those that a later part may simply say again. */
const REPEATABLE = new Set(['cd', 'set']);

/**
 * Whether the parts of a divided RUN do, one after the other, what it did as a whole: the same commands under the same
 * conditions, cut where a failure ended the step anyway, and nothing of the shell's own state lost in between.
 *
 * @returns what is wrong
 */
export function wrongInParts(
  before: DockerDocument,
  after: DockerDocument,
  whole: Instruction,
  parts: readonly Instruction[],
  shell: ShellInForce,
): string | undefined {
  if (whole.heredocs.length > 0) return 'a RUN with a heredoc was divided';
  const flags = flagsOf(before, whole);
  if (parts.some((part) => flagsOf(after, part) !== flags)) return 'a part has other flags';
  if (
    mountsOf(whole).some(({ type, readonly }) => type === 'tmpfs' || (type === 'bind' && readonly === false))
  )
    return 'what one part writes into a mount would be gone in the next';
  const was = readBody(before, whole, shell);
  if (!isRead(was) || !was.editable) return 'a body that is not read was divided';
  const bodies: ReadBody[] = [];
  for (const part of parts) {
    const body = readBody(after, part, shell);
    if (!isRead(body) || !body.editable) return 'a part cannot be read';
    bodies.push(body);
  }
  return wrongInScripts(
    was.script,
    bodies.map(({ script }) => script),
    shell,
  );
}

const flagsOf = ({ text }: DockerDocument, { flags }: Instruction): string =>
  flags.map(({ span }) => text.slice(span.start, span.end)).join(' ');

function wrongInScripts(whole: Script, parts: readonly Script[], shell: ShellInForce): string | undefined {
  let at = 0;
  let text = '';
  for (const [index, part] of parts.entries()) {
    const earlier = whole.commands.slice(0, at);
    const repeated = index === 0 ? [] : earlier.filter((command) => changesShell(command));
    const stripped = withoutRepeated(part, repeated);
    if (stripped === undefined) return 'a part does not begin with what it has to repeat';
    const expected = whole.commands.slice(at, at + stripped.commands.length);
    const wrong =
      wrongCommands(expected, stripped, shell) ??
      wrongState(expected, part.commands.slice(repeated.length)) ??
      (index < parts.length - 1 ? wrongToEnd(stripped) : undefined);
    if (wrong !== undefined) return wrong;
    if (index > 0) {
      const operator = operatorAt(whole, at);
      // With errexit a failure in front of `;` ends the script too, unless it is negated.
      const ends = operator === '&&' || (operator === ';' && whole.commands[at - 1]?.errexit === true);
      if (!ends) return 'it was cut where a failure did not end the step';
      if (operator === ';' && !endsPlainly(parts[index - 1]))
        return 'a part ends in a status of another kind';
      text += operator;
    }
    text += stripped.text;
    at += stripped.commands.length;
  }
  if (at !== whole.commands.length) return 'commands came or went';
  return squeezed(text) === squeezed(whole.source.text) ? undefined : 'what joins the commands changed';
}

interface Stripped {
  /** Behind the repeated commands. */
  readonly text: string;
  /** Where that begins in the part. */
  readonly from: number;
  readonly commands: readonly ShellCommand[];
}

/** A later part without the commands that it says again, each of which has to end it when it fails. */
function withoutRepeated(part: Script, repeated: readonly ShellCommand[]): Stripped | undefined {
  const { text } = part.source;
  let from = 0;
  for (const [index, command] of repeated.entries()) {
    const again = part.commands[index];
    if (again === undefined || !sameWords(command, again) || text.slice(from, again.span.start).trim() !== '')
      return undefined;
    const operator = /\s*(?:&&|;|\n)\s*/y;
    operator.lastIndex = again.span.end;
    const found = operator.exec(text)?.[0].trim();
    if (found === undefined || (found !== '&&' && again.words[0]?.value !== 'set')) return undefined;
    from = operator.lastIndex;
  }
  return { text: text.slice(from), from, commands: part.commands.slice(repeated.length) };
}

/** By the stripped text alone, so that no repeated command in front stands for one that is lost. */
function wrongCommands(
  expected: readonly ShellCommand[],
  { text }: Stripped,
  shell: ShellInForce,
): string | undefined {
  const [first] = expected;
  const script = parseScript(new SourceMap(text, [{ start: 0, end: text.length }]), {
    dialect: shell.dialect ?? 'sh',
    errexit: shell.errexit || first?.errexit === true,
  });
  if ('refused' in script) return `a part cannot be read: ${script.detail}`;
  if (script.commands.length !== expected.length) return 'commands came or went';
  for (const [index, was] of expected.entries()) {
    const is = script.commands[index];
    if (is === undefined || !sameWords(was, is)) return `the command \`${nameOf(was)}\` became another one`;
    const same =
      was.hasRedirects === is.hasRedirects &&
      was.nesting === is.nesting &&
      was.subshell === is.subshell &&
      was.piped === is.piped &&
      was.conditional === is.conditional;
    if (!same) return `the command \`${nameOf(was)}\` runs under other conditions`;
  }
  return undefined;
}

/** What the shell has become when it comes to a command; its options are said again as they were. */
function wrongState(expected: readonly ShellCommand[], now: readonly ShellCommand[]): string | undefined {
  const changed = expected.find((was, index) => {
    const is = now[index];
    return is === undefined || stateOf(was) !== stateOf(is);
  });
  return changed && `the command \`${nameOf(changed)}\` runs in another folder or with other variables`;
}

function stateOf({ directories, variables }: ShellCommand): string {
  const set = [...variables].map(([name, value]) => `${name}=${value?.raw ?? ''}`).sort();
  return JSON.stringify([directories?.map(({ raw }) => raw) ?? 'unknown', set]);
}

/** What a part must not leave to the next one. */
function wrongToEnd(stripped: Stripped): string | undefined {
  const { commands } = stripped;
  const open = commands.find((command) => !inOwnShell(command) && leavesState(command));
  if (open) return `\`${nameOf(open)}\` changes the shell that the rest ran in`;
  const gaps = outside(stripped);
  if (gaps.replaceAll(/&&|[<>]&|&>/g, '').includes('&'))
    return 'a job in the background would end with its part';
  return /\(\s*\)|\bfunction\b/.test(gaps) ? 'a function would be gone in the next part' : undefined;
}

const inOwnShell = ({ nesting, subshell }: ShellCommand): boolean => nesting > 0 || subshell;

function leavesState(command: ShellCommand): boolean {
  const [name, status] = withoutWrapper(command);
  if (name === undefined) return true;
  if (name.value === 'exit') return !/^[1-9]\d?$/.test(status?.value ?? '');
  if (name.value === undefined) return true;
  return CHANGES_SHELL.has(name.value) && !isRepeatable(command);
}

/** A plain `cd` or `set`, sure to have run. */
function isRepeatable({ words, assignments, hasRedirects, conditional }: ShellCommand): boolean {
  return (
    REPEATABLE.has(words[0]?.value ?? '') &&
    words.every(({ value, glob }) => value !== undefined && !glob) &&
    assignments.length === 0 &&
    !hasRedirects &&
    !conditional
  );
}

const changesShell = (command: ShellCommand): boolean => !inOwnShell(command) && isRepeatable(command);

function withoutWrapper({ words }: ShellCommand): readonly ShellWord[] {
  const first = words.findIndex(({ value }) => value !== 'builtin' && value !== 'command');
  return first < 0 ? [] : words.slice(first);
}

/** The text that is in no command: operators, keywords, parentheses. */
function outside({ text, from, commands }: Stripped): string {
  let gaps = '';
  let at = 0;
  for (const { span } of commands) {
    if (span.start - from < at) continue;
    gaps += text.slice(at, span.start - from);
    at = span.end - from;
  }
  return gaps + text.slice(at);
}

/** What stands between the command at an index and the one before it: an operator that a part may end at, or nothing. */
function operatorAt({ source: { text }, commands }: Script, index: number): '&&' | ';' | undefined {
  const earlier = commands.slice(0, index).filter(({ nesting }) => nesting === 0);
  const end = Math.max(0, ...earlier.map(({ span }) => span.end));
  const gap = text.slice(end, commands[index]?.span.start ?? end);
  const operators = gap.match(/&&|\|\||;;|[;&|\n]/g) ?? [];
  const [only, ...more] = operators.filter((operator) => operator !== '\n');
  if (only === undefined) return operators.length > 0 ? ';' : undefined;
  return more.length === 0 && (only === '&&' || only === ';') ? only : undefined;
}

/** In a command that is not negated: a loop or condition may hand on a status that does not end the script. */
function endsPlainly(part: Script | undefined): boolean {
  if (part === undefined) return false;
  const { text } = part.source;
  const last = part.commands.findLast(({ nesting }) => nesting === 0);
  return last !== undefined && text.slice(last.span.end).trim() === '' && !/(?:^|\s)!\s/.test(text);
}

function sameWords(a: ShellCommand, b: ShellCommand): boolean {
  const [left, right] = [rawWords(a), rawWords(b)];
  return left.length === right.length && left.every((word, index) => word === right[index]);
}

const assigned = ({ name, value }: ShellAssignment): string => `${name}=${value?.raw ?? ''}`;
const rawWords = ({ assignments, words }: ShellCommand): string[] => [
  ...assignments.map(assigned),
  ...words.map(({ raw }) => raw),
];
const nameOf = (command: ShellCommand): string => rawWords(command).join(' ').slice(0, 80);
const squeezed = (text: string): string => text.replaceAll(/[\s;]+/g, '');
