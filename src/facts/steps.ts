import { absolutePath, cleanPath, UNKNOWN } from '../ecosystem-api.js';
import type { Argv, Call, Ecosystem, Environment } from '../ecosystem-api.js';
import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import { envPairs } from '../dockerfile/words.js';
import { ecosystems } from '../ecosystems/index.js';
import type { ShellAssignment, ShellCommand, ShellWord } from '../shell/script.js';
import { afterCommand } from './accounts.js';
import { unwrap } from './argv.js';
import { copyFacts, expandValue, resolvePath } from './copy.js';
import { environmentOf } from './environment.js';
import type { ContextOf } from './environment.js';
import { readBody, shellOf } from './run-body.js';
import type { ReadBody, UnreadBody } from './run-body.js';
import { accountOf, whateverArgs, withDirectories } from './state.js';
import type { State, Value } from './state.js';

/** A command of a RUN with its wrappers taken off. */
export interface RunCommand {
  readonly command: ShellCommand;
  readonly argv: Argv;
  readonly environment: Environment;
  /** The account is not the one of USER: `sudo -u`, `gosu`, `su -c`. Root by plain `sudo` is told apart. */
  readonly switched: 'no' | 'root' | 'other';
  /** The package manager's call that it is. */
  readonly call: { readonly ecosystem: Ecosystem; readonly call: Call } | undefined;
  /** What it runs was read, and stands in commands of its own: `sh -c '…'`, `su -c '…' node`. */
  readonly opened: boolean;
  /** What each word names, taken as a path; words whose value is not known are left out. */
  readonly paths: readonly NamedPath[];
}

export interface NamedPath {
  readonly word: ShellWord;
  /** Absolute and clean. */
  readonly path: string;
  readonly glob: boolean;
}

/** What is known of one RUN. */
export interface RunFacts {
  readonly run: Instruction;
  readonly before: State;
  readonly body: ReadBody | UnreadBody;
  /** Empty when the body is not read. */
  readonly commands: readonly RunCommand[];
}

/** Programs that only root can run to any effect; a step that runs one shows who the user is. */
const ROOT_ONLY = new Set(
  'apt-get apt apk dnf yum microdnf zypper pacman useradd adduser usermod groupadd addgroup'.split(' '),
);
const SYSTEM_INSTALLERS = new Set(['apt-get', 'apt', 'apk', 'dnf', 'yum', 'microdnf', 'zypper', 'pacman']);

export const isRead = (body: ReadBody | UnreadBody): body is ReadBody => 'commands' in body;

const inFrontOf = (command: ShellCommand, assignments: readonly ShellWord[]) => [
  ...command.assignments.map(({ name, value }: ShellAssignment) => ({ name, value })),
  ...assignments.map((word) => ({
    name: word.raw.slice(0, word.raw.indexOf('=')),
    value: behindEquals(word),
  })),
];

/** The value of an `X=y` word that stands as an argument of `env`. */
function behindEquals(word: ShellWord): ShellWord {
  const [head, ...rest] = word.parts;
  const cut = head?.kind === 'literal' ? head.value.indexOf('=') + 1 : 0;
  const parts = head?.kind === 'literal' ? [{ ...head, value: head.value.slice(cut) }, ...rest] : word.parts;
  return { ...word, parts, value: word.value?.slice(cut), tilde: false };
}

/** What costs something is worked out when it is asked for, and once. */
class Command implements RunCommand {
  readonly call: RunCommand['call'];
  #paths: readonly NamedPath[] | undefined;

  constructor(
    readonly command: ShellCommand,
    readonly argv: Argv,
    readonly environment: Environment,
    readonly switched: RunCommand['switched'],
    readonly opened: boolean,
  ) {
    this.call = recognise(argv, environment);
  }

  get paths(): readonly NamedPath[] {
    return (this.#paths ??= this.argv.words.flatMap((word) => this.#pathsOf(word)));
  }

  #pathsOf(word: ShellWord): NamedPath[] {
    const text = this.environment.expand(word);
    if (text === undefined) return [];
    // The shell splits what an unquoted variable holds at blanks.
    const split = word.parts.some((part) => part.kind === 'variable' && !part.quoted);
    return (split ? text.split(/\s+/) : [text]).flatMap((each) => {
      const path = each === '' || each.startsWith('-') ? undefined : absolutePath(each, this.environment);
      return path === undefined ? [] : [{ word, path, glob: word.glob || split }];
    });
  }
}

/** Reads one RUN in the state before it. */
export function runFacts(
  doc: DockerDocument,
  run: Instruction,
  before: State,
  contextOf: ContextOf = () => undefined,
): RunFacts {
  const body = readBody(doc, run, before.shell);
  return isRead(body) ? factsOfBody(run, before, body, contextOf) : { run, before, body, commands: [] };
}

/** What is known of a script that a RUN runs, in the state that it finds. */
export function factsOfBody(run: Instruction, before: State, body: ReadBody, contextOf: ContextOf): RunFacts {
  const commands: RunCommand[] = [];
  const parents = new Set(body.commands.map(({ parent }) => parent));
  let state = before;
  for (const command of body.commands) {
    const unwrapped = command.words.length === 0 ? undefined : unwrap(command);
    if (unwrapped === undefined) continue;
    const { argv, assignments, runsAs } = unwrapped;
    const switched = switchedAccount(runsAs, command, body.commands);
    const account = switched === 'root' ? accountOf(before, '0') : before.account;
    const environment = environmentOf(state, command, inFrontOf(command, assignments), account, contextOf);
    const each = new Command(command, argv, environment, switched, parents.has(command.index));
    commands.push(each);
    state = withSettings(state, each);
  }
  return { run, before, body, commands };
}

function switchedAccount(
  runsAs: ShellWord | 'root' | undefined,
  command: ShellCommand,
  all: readonly ShellCommand[],
): RunCommand['switched'] {
  if (runsAs === 'root') return 'root';
  if (runsAs !== undefined) return runsAs.value === 'root' || runsAs.value === '0' ? 'root' : 'other';
  for (let at = command.parent; at !== undefined; at = all[at]?.parent) {
    const outer = all[at];
    const shell = outer && unwrap(outer);
    const name = shell?.argv.name;
    if (shell?.runsAs !== undefined)
      return switchedAccount(shell.runsAs, { ...command, parent: undefined }, all);
    if (name === 'su' || name === 'runuser' || name === 'setpriv') return 'other';
  }
  return 'no';
}

function recognise(argv: Argv, environment: Environment): RunCommand['call'] {
  for (const ecosystem of ecosystems) {
    const call = ecosystem.recognise(argv, environment);
    if (call !== undefined) return { ecosystem, call };
  }
  return undefined;
}

/** Whether the RUN does something that only root can do, so that whoever runs it is root. */
export const provesRoot = (facts: RunFacts): boolean =>
  facts.commands.some(
    ({ argv, switched, command }) => switched === 'no' && !command.conditional && ROOT_ONLY.has(argv.name),
  );

/** The state behind an instruction. */
export function stateAfter(
  doc: DockerDocument,
  instruction: Instruction,
  before: State,
  run: RunFacts | undefined,
): State {
  switch (instruction.keyword) {
    case 'RUN':
      return run === undefined ? before : afterRun(run);
    case 'ENV':
      return {
        ...before,
        env: withPairs(doc, instruction, before, before.env),
        settled: withPairs(doc, instruction, whateverArgs(before), before.settled),
      };
    case 'ARG':
      return { ...before, args: withPairs(doc, instruction, before, before.args) };
    case 'USER': {
      const text = expandValue(doc, before, instruction.body.text);
      if (text === undefined || text === '') return { ...before, account: undefined };
      const account = accountOf(before, text);
      // A mount carries numbers; one that a build arg may change would belong to somebody else.
      const sure =
        expandValue(doc, whateverArgs(before), instruction.body.text) === text || !/^\d/.test(text);
      return { ...before, account: sure ? account : { ...account, uid: undefined, gid: undefined } };
    }
    case 'WORKDIR': {
      const text = expandValue(doc, before, instruction.body.text);
      const workdir = text === undefined ? undefined : resolvePath(text, before.workdir);
      return workdir === undefined
        ? { ...before, workdir }
        : withDirectories({ ...before, workdir }, [workdir]);
    }
    case 'SHELL':
      return instruction.json === undefined
        ? before
        : {
            ...before,
            shell: shellOf(instruction.json),
            windows: before.windows || /powershell|pwsh|cmd/i.test(instruction.json[0] ?? ''),
          };
    case 'COPY':
    case 'ADD': {
      const { destination, intoDirectory } = copyFacts(doc, instruction, before);
      const after = { ...before, lastCopy: { doc, copy: instruction, before } };
      return destination !== undefined && intoDirectory ? withDirectories(after, [destination]) : after;
    }
    default:
      return before;
  }
}

function withPairs(
  doc: DockerDocument,
  instruction: Instruction,
  before: State,
  old: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  const values = new Map(old);
  for (const { name, value } of envPairs(instruction, doc.escape)) {
    // An ARG without a value keeps what the build is given, or what an ENV or a global ARG says.
    if (value === undefined) values.set(name, old.get(name) ?? UNKNOWN);
    else values.set(name, expandValue(doc, before, value) ?? UNKNOWN);
  }
  return values;
}

/** Images without system accounts of their own. */
const PLAIN_IMAGES = new Set('alpine debian ubuntu buildpack-deps node python golang ruby rust'.split(' '));

/** The state with what a call leaves behind for later ones. */
function withSettings(state: State, { call, command, environment, switched }: RunCommand): State {
  if (call?.call.settings === undefined || switched !== 'no') return state;
  const settings = new Map(state.settings);
  for (const { of = call.ecosystem.id, key, value } of call.call.settings) {
    const known = !command.conditional && value !== undefined;
    settings.set(`${of}.${key}`, known ? (environment.expand(value) ?? UNKNOWN) : UNKNOWN);
  }
  return { ...state, settings };
}

/** Commands that make or remove what later steps may rely on. */
const PATH_COMMANDS = new Set(['mkdir', 'install', 'rm']);

function afterRun(facts: RunFacts): State {
  let state = facts.before;
  for (const each of facts.commands) {
    const { command, argv, environment } = each;
    const certain = !command.conditional;
    const rules = {
      distribution: state.base?.distribution,
      complete: state.base?.accountsComplete === true,
      untouched: state.untouched && PLAIN_IMAGES.has(state.base?.family ?? ''),
    };
    const accounts = afterCommand(
      argv.name,
      argv.words.slice(1),
      {
        text: environment.expand,
        sure: () => environmentOf(whateverArgs(facts.before), command, [], undefined, () => undefined).expand,
      },
      state.accounts,
      rules,
      certain,
    );
    if (accounts !== undefined) {
      const homes = [...accounts.users.values()].flatMap(({ home, homeMade }) =>
        homeMade && home !== undefined ? [home] : [],
      );
      state = withDirectories({ ...state, accounts }, homes);
    }
    if (SYSTEM_INSTALLERS.has(argv.name)) state = { ...state, untouched: false };
    state = withSettings(state, each);
    if (!certain) continue;
    if (!PATH_COMMANDS.has(argv.name)) continue;
    const absolute = each.paths.flatMap(({ path, glob }) => (glob ? [] : [cleanPath(path)]));
    if (argv.name === 'mkdir' || (argv.name === 'install' && argv.words.some((word) => word.value === '-d')))
      state = withDirectories(state, absolute);
    if (argv.name === 'rm')
      state = {
        ...state,
        files: new Map([...state.files, ...absolute.map((path): [string, boolean] => [path, false])]),
      };
  }
  return state;
}
