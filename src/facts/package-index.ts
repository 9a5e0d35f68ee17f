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
    if (each.call?.call.kind === 'install' && !fresh) return each;
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
  if (removesIndex(run, target)) return undefined;
  for (const { stage: where, instruction } of instructionsAfter(facts, stage, run.run.index)) {
    const text = installsFromImage(facts, where, instruction, ecosystem);
    if (text === undefined) continue;
    const reason = `a later step may install from the lists that this RUN leaves in the image`;
    return { code: 'lists-needed-later', reason, instruction, text };
  }
  return undefined;
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

/** A command that looks something up in the index, or may install without being seen to. */
function mayRead(facts: Facts, { argv, call }: RunCommand, ecosystem: Ecosystem): boolean {
  if (call?.ecosystem === ecosystem) return call.call.kind === 'read';
  if (RUNNERS.has(argv.name)) return true;
  const program = argv.words[0]?.value ?? '';
  if (program.endsWith('.sh') || (program.includes('/') && !SYSTEM_PROGRAMS.test(program))) return true;
  return copiedPrograms(facts).has(argv.name);
}

const programs = new WeakMap<Facts, Set<string>>();

/** Names of files that the Dockerfile copies, one of which a command may be. */
function copiedPrograms(facts: Facts): Set<string> {
  const known = programs.get(facts);
  if (known) return known;
  const names = new Set<string>();
  for (const instruction of facts.doc.instructions) {
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
    for (const word of argumentsOf(instruction)) names.add(word.slice(word.lastIndexOf('/') + 1));
  }
  programs.set(facts, names);
  return names;
}

function installsFromImage(
  facts: Facts,
  where: StageFacts,
  instruction: Instruction,
  ecosystem: Ecosystem,
): string | undefined {
  const { keyword, source } = instruction;
  const named = ecosystem.hints.some((hint) => source.includes(hint));
  if (keyword === 'CMD' || keyword === 'ENTRYPOINT')
    return named && source.includes('install') ? instruction.original : undefined;
  if (keyword === 'ONBUILD') {
    const { trigger } = instruction;
    const state = where.states.get(instruction);
    if (trigger?.keyword !== 'RUN' || state === undefined) return undefined;
    return unseenInstall(facts, runFacts(facts.doc, trigger, state, facts.contextOf), named, ecosystem) ===
      undefined
      ? undefined
      : instruction.original;
  }
  const later = keyword === 'RUN' ? where.runs.find((each) => each.run === instruction) : undefined;
  return later && unseenInstall(facts, later, named, ecosystem);
}

function unseenInstall(
  facts: Facts,
  later: RunFacts,
  named: boolean,
  ecosystem: Ecosystem,
): string | undefined {
  if (!isRead(later.body)) return named ? later.run.original : undefined;
  const found = installWithoutRefresh(later, ecosystem);
  if (found) return textOf(found);
  const refreshes = callsOf(later, ecosystem).some(
    ({ call, command }) => call?.call.kind === 'refresh' && !command.conditional,
  );
  if (refreshes) return undefined;
  const read = new Set(later.commands.map(({ command }) => command.index));
  const nameless = later.body.commands.find(({ words, index }) => words.length > 0 && !read.has(index));
  if (nameless) return nameless.words.map(({ raw }) => raw).join(' ');
  const reader = later.commands.find((each) => mayRead(facts, each, ecosystem));
  return reader && textOf(reader);
}
