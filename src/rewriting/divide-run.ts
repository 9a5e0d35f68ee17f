import type { DockerDocument } from '../dockerfile/document.js';
import { isRead } from '../facts/steps.js';
import type { RunFacts } from '../facts/steps.js';
import { parseScript } from '../shell/parse-script.js';
import type { Script, ShellCommand } from '../shell/script.js';
import { SourceMap } from '../text/source-map.js';

/** Where a RUN can be cut in two, so that something may stand between the parts. */
export interface Division {
  /** One past the first part's last command, in the file. */
  readonly headEnd: number;
  /** Where the second part's first command begins, in the file. */
  readonly tailStart: number;
  /** What the second part needs in front of its commands: the keyword, the flags, and the `cd`s and options it repeats. */
  readonly tailPrefix: string;
}

export interface Undividable {
  readonly reason: string;
  /** The command that prevents it. */
  readonly text: string;
}

/** Commands that change the shell itself: what follows would miss them in a shell of its own. */
const STATEFUL = new Set(
  (
    '. source export set unset alias unalias umask ulimit shopt trap eval exec read readarray mapfile getopts pushd popd dirs local ' +
    'declare typeset readonly cd hash enable let disown complete compopt'
  ).split(' '),
);
/** Those that may simply be said again. */
const REPEATABLE = new Set(['cd', 'set']);

const textOf = ({ words, assignments }: ShellCommand): string =>
  [
    ...assignments.map(({ name, value }) => `${name}=${value?.raw ?? ''}`),
    ...words.map(({ raw }) => raw),
  ].join(' ');

/**
 * Cuts a RUN behind the command at `last` (an index among the script's commands). The parts run one after the other as the whole
 * did: the commands up to the cut are joined by `&&` (or by `;` under `set -e`) from the first on, each is sure to run, and
 * no state of the shell crosses, but for plain `cd`s and `set`s, which the second part repeats.
 */
export function divideRun(doc: DockerDocument, run: RunFacts, last: number): Division | Undividable {
  const { body } = run;
  const whole = (reason: string): Undividable => ({ reason, text: run.run.original });
  if (!isRead(body) || !body.editable) return whole('it is in exec form or cannot be read');
  if (run.run.heredocs.length > 0) return whole('it has a heredoc');
  const { script } = body;
  const end = script.commands[last]?.span.end ?? 0;
  const head = script.commands.filter(({ span }) => span.start < end);
  const outer = head.find(({ span }) => span.end > end);
  if (outer) return { reason: 'the install is a part of a larger command', text: textOf(outer) };
  const repeated: string[] = [];
  for (const [index, command] of head.entries()) {
    const wrong = crossing(command, index);
    if (wrong !== undefined) return { reason: wrong, text: textOf(command) };
    if (REPEATABLE.has(command.words[0]?.value ?? '') && !command.subshell) repeated.push(textOf(command));
  }
  const tail = tailOf(script, end, script.commands[last]?.errexit === true);
  if (tail === undefined) return whole('what follows the install is not joined to it by &&');
  const forgiving = script.commands.find(
    ({ index, joiner, subshell }) => index > last && joiner === '||' && !subshell,
  );
  if (forgiving)
    return { reason: 'a failure of the install may be forgiven by the rest', text: textOf(forgiving) };
  const background = inBackground(script, last);
  if (background) return { reason: 'a part of the rest runs in the background', text: textOf(background) };
  if (!standAlone(script, end, tail)) return whole('its parts are no commands by themselves');
  const { keywordSpan } = run.run;
  const flags = run.run.flags.map(({ span }) => doc.text.slice(span.start, span.end));
  const keyword = doc.text.slice(keywordSpan.start, keywordSpan.end);
  return {
    headEnd: script.source.after(end),
    tailStart: script.source.at(tail),
    tailPrefix: [keyword, ...flags, ...repeated.map((text) => `${text} &&`)].join(' ') + ' ',
  };
}

/** Why nothing may be cut off behind the command. */
function crossing(command: ShellCommand, index: number): string | undefined {
  if (command.nesting > 0 || (command.subshell && !command.piped)) return undefined;
  if (command.conditional) return 'whether it runs, or fails the step, depends on the rest';
  const joined =
    command.joiner === '&&' || command.joiner === '|' || (command.joiner === ';' && command.errexit);
  if (index > 0 && !joined) return 'it is not joined by &&';
  if (command.piped) return undefined;
  if (command.words.length === 0) return 'it sets a variable that the rest may read';
  const name = command.words[0]?.value;
  if (name === undefined) return 'its name is only known when it runs';
  if (!STATEFUL.has(name)) return undefined;
  const plain = command.words.every(({ value, glob }) => value !== undefined && !glob);
  const repeatable =
    REPEATABLE.has(name) && plain && !command.hasRedirects && command.assignments.length === 0;
  return repeatable && command.words[1]?.value !== '-'
    ? undefined
    : 'it changes the shell that the rest runs in';
}

/** Where the logical text goes on behind `&&`, or behind `;` where a failure ends the script; undefined when it does not. */
function tailOf({ source: { text } }: Script, end: number, errexit: boolean): number | undefined {
  const operator = skipBlanks(text, end);
  const and = text.startsWith('&&', operator);
  if (!and && !(errexit && text[operator] === ';' && text[operator + 1] !== ';')) return undefined;
  const start = skipBlanks(text, operator + (and ? 2 : 1));
  return start < text.length ? start : undefined;
}

/**
 * A command behind the cut that is joined by `&`, or ends in it: what is repeated in front, as `set -e &&`, or the install itself
 * would be a part of what runs in the background, and hold for that alone.
 */
function inBackground({ source: { text }, commands }: Script, last: number): ShellCommand | undefined {
  const final = commands.at(-1);
  const end = Math.max(...commands.map(({ span }) => span.end));
  return text.slice(end).includes('&')
    ? final
    : commands.find(({ index, joiner }) => index > last && joiner === '&');
}

/** Whether both parts are scripts that hold the commands of the whole: a cut through a group or a loop leaves none. */
function standAlone({ source: { text }, commands }: Script, end: number, tail: number): boolean {
  const parts = [text.slice(0, end), text.slice(tail)].map((part) =>
    parseScript(new SourceMap(part, [{ start: 0, end: part.length }]), { dialect: 'bash' }),
  );
  const found = parts.flatMap((part) => ('refused' in part ? [] : part.commands.map(textOf)));
  return (
    parts.every((part) => !('refused' in part)) &&
    found.length === commands.length &&
    commands.every((command, index) => textOf(command) === found[index])
  );
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at++;
  return at;
}
