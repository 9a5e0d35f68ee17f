import type { BaseImage } from '../base-image-api.js';
import { lookupBaseImage, parseOpenImageRef } from '../base-images/lookup.js';
import { UNKNOWN } from '../ecosystem-api.js';
import type { DockerDocument, Instruction, Stage } from '../dockerfile/document.js';
import { parseImageRef } from '../dockerfile/image-ref.js';
import { envPairs, expandWord } from '../dockerfile/words.js';
import type { ContextOf } from './environment.js';
import { accountOf, initialState } from './state.js';
import type { State, Value } from './state.js';
import { provesRoot, runFacts, stateAfter } from './steps.js';
import type { RunFacts } from './steps.js';

export interface StageFacts {
  readonly stage: Stage;
  /** The stage of this file that it is built on. */
  readonly parent: StageFacts | undefined;
  /** The image at the bottom, variables resolved with their defaults; undefined when a variable has none. */
  readonly image: string | undefined;
  readonly base: BaseImage | undefined;
  /** The state in front of each of the stage's instructions. */
  readonly states: ReadonlyMap<Instruction, State>;
  readonly runs: readonly RunFacts[];
  readonly final: State;
  /** Shows that the user is root although the base image is not known. */
  readonly rootShownBy: Instruction | undefined;
}

export interface Facts {
  readonly doc: DockerDocument;
  readonly stages: readonly StageFacts[];
  /** The context that package managers were shown files of. */
  readonly contextOf: ContextOf;
}

/** What the configuration says of images that dfmod does not know. */
export type BaseImageHints = Readonly<
  Record<string, { readonly like?: string; readonly user?: string; readonly home?: string }>
>;

/** Finds the hint whose pattern fits an image; globs are the caller's matter. */
export type HintLookup = (
  image: string,
) => { readonly like?: string; readonly user?: string; readonly home?: string } | undefined;

/**
 * What a build is given for the stages' ARGs: `defaults`, or values that are none of the defaults. What holds with both does not
 * hang on a build argument.
 */
export type GivenArgs = 'defaults' | 'others';

/**
 * Works out every stage of the file, in order. Nothing here depends on anything but the text, the hints, and the context where a
 * package manager asks for its files.
 */
export function factsOf(
  doc: DockerDocument,
  hintFor: HintLookup = () => undefined,
  contextOf: ContextOf = () => undefined,
  args: GivenArgs = 'defaults',
): Facts {
  const given: Given = { doc, globals: globalArgs(doc), hintFor, contextOf, args };
  const stages: StageFacts[] = [];
  for (const stage of doc.stages) {
    const image = expandWord(stage.image, doc.escape, (name) => given.globals.get(name) ?? UNKNOWN);
    const parent =
      image === undefined ? undefined : stages.findLast((each) => each.stage.name === image.toLowerCase());
    stages.push(
      parent
        ? stageFacts(given, stage, parent, image, stateOn(given, parent))
        : baseStage(given, stage, image),
    );
  }
  return { doc, stages, contextOf };
}

/** What all stages are worked out from. */
interface Given {
  readonly doc: DockerDocument;
  readonly globals: ReadonlyMap<string, Value>;
  readonly hintFor: HintLookup;
  readonly contextOf: ContextOf;
  readonly args: GivenArgs;
}

/** The state behind `FROM <stage>`: the copies that the stage has in its ONBUILDs are made first. */
function stateOn({ doc }: Given, parent: StageFacts): State {
  let state: State = { ...parent.final, args: new Map() };
  for (const { trigger } of parent.stage.instructions)
    if (trigger?.keyword === 'COPY' || trigger?.keyword === 'ADD')
      state = stateAfter(doc, trigger, state, undefined);
  return state;
}

/** The ARGs in front of the first FROM: their defaults, or what a build gives them. */
export function globalArgs(
  doc: DockerDocument,
  given: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const arg of doc.globals) {
    for (const { name, value } of envPairs(arg, doc.escape)) {
      const text =
        value === undefined
          ? undefined
          : expandWord(value, doc.escape, (other) => values.get(other) ?? UNKNOWN);
      values.set(name, given.get(name) ?? text ?? UNKNOWN);
    }
  }
  return values;
}

function baseStage(given: Given, stage: Stage, image: string | undefined): StageFacts {
  const hint = image === undefined ? undefined : given.hintFor(image);
  const base = lookup(image ?? stage.image, hint?.like);
  let state = initialState(base, /^windows/i.test(stage.platform ?? ''));
  if (hint?.user !== undefined)
    state = {
      ...state,
      account: { ...accountOf(state, hint.user), ...(hint.home === undefined ? {} : { home: hint.home }) },
    };
  return stageFacts(given, stage, undefined, image, state);
}

/** Only what follows the image's name matters where a variable in it is not known: `node:${V}-alpine`. */
function lookup(image: string, like: string | undefined): BaseImage | undefined {
  const own = parseOpenImageRef(image);
  if (like === undefined) return own && lookupBaseImage(own);
  const tag = own?.tag === undefined ? {} : { tag: own.tag };
  return lookupBaseImage({ ...tag, ...parseImageRef(like) });
}

function stageFacts(
  given: Given,
  stage: Stage,
  parent: StageFacts | undefined,
  image: string | undefined,
  start: State,
): StageFacts {
  const inherited = { ...start };
  let facts = walk(given, stage, inherited);
  let rootShownBy = parent?.rootShownBy;
  if (start.account === undefined) {
    // Whoever runs the steps before the first USER is the same account, so one step that only root can do tells for all of them.
    const firstUser = stage.instructions.find(({ keyword }) => keyword === 'USER')?.index ?? Infinity;
    const proof = facts.runs.find((run) => run.run.index < firstUser && provesRoot(run));
    if (proof) {
      rootShownBy = proof.run;
      facts = walk(given, stage, { ...inherited, account: accountOf(inherited, '0') });
    }
  }
  return {
    stage,
    parent,
    image: parent === undefined ? image : parent.image,
    base: start.base,
    ...facts,
    rootShownBy,
  };
}

function walk({ doc, globals, contextOf, args }: Given, stage: Stage, start: State) {
  const states = new Map<Instruction, State>();
  const runs: RunFacts[] = [];
  let state = start;
  for (const instruction of stage.instructions) {
    states.set(instruction, state);
    const run = instruction.keyword === 'RUN' ? runFacts(doc, instruction, state, contextOf) : undefined;
    if (run) runs.push(run);
    const before = instruction.keyword === 'ARG' ? withGlobals(doc, instruction, state, globals) : state;
    state = stateAfter(doc, instruction, before, run);
    if (instruction.keyword === 'ARG' && args === 'others') state = withOtherArgs(doc, instruction, state);
  }
  return { states, runs, final: state };
}

/** Another value than the default, of the same kind: a path stays a path, a name a name. */
function withOtherArgs(doc: DockerDocument, arg: Instruction, state: State): State {
  const args = new Map(state.args);
  for (const { name } of envPairs(arg, doc.escape)) {
    const value = args.get(name);
    if (typeof value === 'string') args.set(name, `${value}-other`);
  }
  return { ...state, args };
}

/** `ARG X` in a stage takes the default of the global ARG of that name. */
function withGlobals(
  doc: DockerDocument,
  arg: Instruction,
  state: State,
  globals: ReadonlyMap<string, Value>,
): State {
  const args = new Map(state.args);
  for (const { name, value } of envPairs(arg, doc.escape)) {
    const inherited = globals.get(name);
    if (value === undefined && inherited !== undefined) args.set(name, inherited);
  }
  return { ...state, args };
}
