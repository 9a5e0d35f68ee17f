import { argumentsOf } from '../dockerfile/arguments.js';
import type { Ecosystem } from '../ecosystem-api.js';
import type { Instruction } from '../dockerfile/document.js';
import type { SkipCode } from '../types.js';
import { instructionsAfter } from './consumers.js';
import type { Finding } from './consumers.js';
import type { Facts, StageFacts } from './facts.js';
import { relate } from './paths.js';
import { isRead, runFacts } from './steps.js';
import type { RunCommand, RunFacts } from './steps.js';

/** Why the index of packages must stay where it is. */
export interface IndexRefusal extends Finding {
  readonly code: SkipCode;
  readonly reason: string;
}

const callsOf = (run: RunFacts, ecosystem: Ecosystem): RunCommand[] =>
  run.commands.filter(({ call }) => call?.ecosystem === ecosystem);

/** The first install that does not come behind a refresh which surely ran in the same RUN. */
function installWithoutRefresh(run: RunFacts, ecosystem: Ecosystem): RunCommand | undefined {
  let fresh = false;
  for (const each of callsOf(run, ecosystem)) {
    if (each.call?.call.kind === 'refresh' && !each.command.conditional) fresh = true;
    if (each.call?.call.kind === 'install' && !fresh && ecosystem.ownIndex === undefined) return each;
  }
  return undefined;
}

const textOf = ({ command }: RunCommand): string => command.words.map(({ raw }) => raw).join(' ');

/**
 * Whether a cache mount may stand at the index (apt's lists). It hides the index in the image from this RUN, and keeps what
 * this RUN refreshes out of the image: so the RUN must refresh it itself, and nobody after it may install from what it left.
 */
export function indexRefusal(
  facts: Facts,
  stage: StageFacts,
  run: RunFacts,
  ecosystem: Ecosystem,
  target: string,
): IndexRefusal | undefined {
  const stale = installWithoutRefresh(run, ecosystem);
  if (stale) {
    const reason = `the RUN does not surely update ${target} before it installs, and a mount would hide the lists of an earlier step`;
    return { code: 'lists-not-updated-here', reason, instruction: run.run, text: textOf(stale) };
  }
  if (removesIndex(run, target) || keepsNone(run, ecosystem)) return undefined;
  const found = likeliestReader(facts, stage, run, ecosystem);
  if (found === undefined) return undefined;
  const { instruction, text } = found;
  const reason = `a later step may install from the lists that this RUN leaves in the image`;
  return { code: 'lists-needed-later', reason, instruction, text };
}

/** Every call of the RUN fetches an index for itself alone. */
const keepsNone = (run: RunFacts, ecosystem: Ecosystem): boolean =>
  ecosystem.ownIndex !== undefined &&
  callsOf(run, ecosystem).every(
    ({ call }) =>
      (call?.call.kind !== 'install' && call?.call.kind !== 'refresh') ||
      ecosystem.ownIndex?.(call.call) === 'passing',
  );

/** What may read the index later, by how likely it is: of several the likeliest is named. */
interface Reader {
  readonly text: string;
  readonly likelihood: number;
}

/** The package manager itself; a script of the project's own; any program that nobody has looked into. */
const SURE = 3;
const SCRIPT = 2;
const UNSEEN = 1;

function likeliestReader(
  facts: Facts,
  stage: StageFacts,
  run: RunFacts,
  ecosystem: Ecosystem,
): (Reader & { readonly instruction: Instruction }) | undefined {
  let found: (Reader & { readonly instruction: Instruction }) | undefined;
  for (const { stage: where, instruction } of instructionsAfter(facts, stage, run.run.index)) {
    const reader = readerIn(facts, where, instruction, ecosystem);
    // A script that installs does without the index.
    if (reader !== undefined && ecosystem.ownIndex !== undefined && reader.likelihood < SURE) continue;
    if (reader !== undefined && (found === undefined || reader.likelihood > found.likelihood))
      found = { ...reader, instruction };
    if (found?.likelihood === SURE) break;
  }
  return found;
}

/** The RUN itself throws the index away, so nobody can have relied on it. */
function removesIndex(run: RunFacts, target: string): boolean {
  return run.commands.some(({ argv, command, paths }) => {
    if (argv.name !== 'rm' || command.conditional) return false;
    return paths.some(
      (named) => named.path === `${target}/*` || ['same', 'above'].includes(relate(named, target)),
    );
  });
}

/** Programs that run what the user wrote elsewhere. */
const RUNNERS = new Set(['sh', 'bash', 'dash', 'ash', '.', 'source', 'make', 'ansible-playbook']);
const SYSTEM_PROGRAMS = /^\/(?:usr\/(?:local\/)?)?s?bin\//;

/** What only says which version it is, what it can do, or whether its settings are right. */
const ONLY_SAYS = new Set(['--version', '-version', '--help']);
const SAYS_TOO = new Set(['-v', '-V', '-h']);
const TESTS_SETTINGS = new Set(['-t', '-qt', '-tq']);
const SERVERS = new Set('nginx httpd apachectl apache2ctl php-fpm sshd'.split(' '));

/** How likely a command looks something up in the index, or installs without being seen to; undefined when it does not. */
function readingOf(facts: Facts, { argv, call }: RunCommand, ecosystem: Ecosystem): number | undefined {
  if (call?.ecosystem === ecosystem) return call.call.kind === 'read' ? SURE : undefined;
  const program = argv.words[0]?.value ?? '';
  const copied = copiedPrograms(facts).get(argv.name);
  const named = program.includes('/') && !SYSTEM_PROGRAMS.test(program);
  const script = RUNNERS.has(argv.name) || program.endsWith('.sh') || copied === 'context';
  if (!script && !named && copied === undefined) return undefined;
  const options = argv.words.slice(1);
  const only = (...sets: readonly ReadonlySet<string>[]): boolean =>
    options.length > 0 && options.every(({ value }) => sets.some((set) => set.has(value ?? '')));
  if (only(ONLY_SAYS) || (!script && !named && only(ONLY_SAYS, SAYS_TOO))) return undefined;
  if (SERVERS.has(argv.name) && only(SAYS_TOO, TESTS_SETTINGS)) return undefined;
  return script ? SCRIPT : UNSEEN;
}

const programs = new WeakMap<Facts, ReadonlyMap<string, 'context' | 'elsewhere'>>();

/** Names of files that the Dockerfile copies, one of which a command may be, and whether they are the project's own. */
function copiedPrograms(facts: Facts): ReadonlyMap<string, 'context' | 'elsewhere'> {
  const known = programs.get(facts);
  if (known) return known;
  const names = new Map<string, 'context' | 'elsewhere'>();
  for (const instruction of facts.doc.instructions) {
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
    const own = !instruction.flags.some(({ name }) => name === 'from');
    for (const word of argumentsOf(instruction)) {
      const name = word.slice(word.lastIndexOf('/') + 1);
      if (own || !names.has(name)) names.set(name, own ? 'context' : 'elsewhere');
    }
  }
  programs.set(facts, names);
  return names;
}

function readerIn(
  facts: Facts,
  where: StageFacts,
  instruction: Instruction,
  ecosystem: Ecosystem,
): Reader | undefined {
  const { keyword, source, original } = instruction;
  const named = ecosystem.hints.some((hint) => source.includes(hint));
  if (keyword === 'CMD' || keyword === 'ENTRYPOINT')
    return named && source.includes('install') ? { text: original, likelihood: SURE } : undefined;
  if (keyword === 'ONBUILD') {
    const { trigger } = instruction;
    const state = where.states.get(instruction);
    if (trigger?.keyword !== 'RUN' || state === undefined) return undefined;
    const triggered = runFacts(facts.doc, trigger, state, facts.contextOf);
    const reader = readerInRun(facts, triggered, named, ecosystem);
    return reader && { ...reader, text: original };
  }
  const later = keyword === 'RUN' ? where.runs.find((each) => each.run === instruction) : undefined;
  return later && readerInRun(facts, later, named, ecosystem);
}

function readerInRun(
  facts: Facts,
  later: RunFacts,
  named: boolean,
  ecosystem: Ecosystem,
): Reader | undefined {
  if (!isRead(later.body)) return named ? { text: later.run.original, likelihood: SCRIPT } : undefined;
  const found = installWithoutRefresh(later, ecosystem);
  if (found) return { text: textOf(found), likelihood: SURE };
  const refreshes = callsOf(later, ecosystem).some(
    ({ call, command }) => call?.call.kind === 'refresh' && !command.conditional,
  );
  if (refreshes) return undefined;
  const readers = later.commands.flatMap((each): Reader[] => {
    const likelihood = readingOf(facts, each, ecosystem);
    return likelihood === undefined ? [] : [{ text: textOf(each), likelihood }];
  });
  const read = new Set(later.commands.map(({ command }) => command.index));
  const nameless = later.body.commands.find(({ words, index }) => words.length > 0 && !read.has(index));
  if (nameless) readers.push({ text: nameless.words.map(({ raw }) => raw).join(' '), likelihood: UNSEEN });
  const most = Math.max(...readers.map(({ likelihood }) => likelihood));
  return readers.find(({ likelihood }) => likelihood === most);
}
