import type { BuildContext } from '../context/build-context.js';
import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import { goMatch } from '../context/go-match.js';
import { copyFacts } from '../facts/copy.js';
import type { Facts, StageFacts } from '../facts/facts.js';
import { copiedBy, destinationsOf, unknownCopies } from '../facts/image-files.js';
import { isWithin } from '../facts/paths.js';
import { isSystemPlace, reachOfRun } from '../facts/reach.js';
import type { RunFacts } from '../facts/steps.js';
import type { Evidence } from '../types.js';
import { CopiedEntries } from './copied-entries.js';
import { divideRun } from './divide-run.js';
import type { Division, Undividable } from './divide-run.js';
import type { Needs } from './install-needs.js';
import { assessRun } from './install-needs.js';
import type { Manifest } from './manifest-copies.js';
import { wallBetween, wallForInstall, wallForOwner } from './walls.js';
import type { Wall } from './walls.js';
import type { Obstacle } from './obstacle.js';

/** Copies of one stage that go behind an install, and what has to come before each install instead. */
export interface SplitPlan {
  readonly moved: readonly Instruction[];
  readonly behind: RunFacts;
  /** Where `behind` is cut, so that the copies stand between its parts; undefined: it stays whole. */
  readonly division: Division | undefined;
  readonly installs: readonly { readonly run: RunFacts; readonly needs: Needs }[];
}

/** An install that a broad COPY in front of it makes run again for every edit, and why that stays. */
export interface Stuck {
  readonly run: RunFacts;
  readonly obstacle: Obstacle;
}

export interface StagePlan {
  readonly plan: SplitPlan | undefined;
  readonly stuck: readonly Stuck[];
}

export interface SplitScene {
  readonly path: string;
  readonly doc: DockerDocument;
  readonly facts: Facts;
  readonly context: BuildContext;
  readonly stage: StageFacts;
}

/** Finds the copies of a stage that make installs run again, and the last install that they can all be moved behind. */
export function planStage(scene: SplitScene): StagePlan {
  const broad = walked(scene, false);
  const { plan } = broad;
  if (plan === undefined) return broad;
  // Chosen files that no install reads go along where they can: an edit of them is to run nothing again either.
  const all = walked(scene, true).plan;
  const same =
    all?.behind === plan.behind &&
    all.division?.headEnd === plan.division?.headEnd &&
    plan.moved.every((copy) => all.moved.includes(copy));
  return same ? { ...broad, plan: all } : broad;
}

function walked(scene: SplitScene, all: boolean): StagePlan {
  const walk = new StageWalk(scene, all);
  for (const instruction of scene.stage.stage.instructions) {
    walk.step(instruction);
    if (walk.ended) break;
  }
  return walk.result();
}

export const isCopy = ({ keyword }: Instruction): boolean => keyword === 'COPY' || keyword === 'ADD';

/** It brings a folder, or what a loose pattern matches, and not files that somebody chose one by one. */
export function isBroad(doc: DockerDocument, stage: StageFacts, { copy, files }: CopiedEntries): boolean {
  const state = stage.states.get(copy);
  if (state === undefined || files.length === 0) return false;
  const { sources } = copyFacts(doc, copy, state);
  const chosen = sources.map((source) => source?.replace(/^(?:\.?\/)+/, '') ?? '');
  return files.some(({ source }) => !chosen.some((each) => each === source || isChosenBy(each, source)));
}

class StageWalk {
  readonly #scene: SplitScene;
  /** Chosen files move as well. */
  readonly #all: boolean;
  readonly #stuck: Stuck[] = [];
  /** Copies of chosen files, which stay where they are. */
  readonly #kept: CopiedEntries[] = [];
  /** The copies that would move, in order. */
  #moving: CopiedEntries[] = [];
  #installs: { run: RunFacts; needs: Needs }[] = [];
  #plan: SplitPlan | undefined;
  /** Why the copies so far cannot be moved further. */
  #wall: Obstacle | undefined;

  constructor(scene: SplitScene, all: boolean) {
    this.#scene = scene;
    this.#all = all;
  }

  get ended(): boolean {
    return this.#plan !== undefined && this.#wall !== undefined;
  }

  result(): StagePlan {
    return { plan: this.#plan, stuck: this.#stuck };
  }

  step(instruction: Instruction): void {
    if (isCopy(instruction)) this.#copy(instruction);
    else if (instruction.keyword === 'RUN') this.#run(instruction);
    else if (this.#moving.length > 0) {
      const { doc, stage } = this.#scene;
      this.#stop(this.#obstacle(wallBetween(doc, stage, this.#moving, instruction)));
    }
  }

  #copy(copy: Instruction): void {
    const entries = this.#entriesOf(copy);
    if (entries === undefined) {
      this.#stop(this.#unknownCopy(copy));
      return;
    }
    const chosen = this.#all && !entries.files.some(({ image }) => isSystemPlace(image));
    const broad = chosen || isBroad(this.#scene.doc, this.#scene.stage, entries);
    const clash = this.#moving.find((each) =>
      sameFlags(each.copy, copy)
        ? each.clashWith(entries)
        : each.touchedBy(entries.files.map(({ image }) => image)),
    );
    if (clash && !broad) {
      this.#stop(this.#between(copy, 'it copies to the same places'));
      return;
    }
    if (!broad) {
      this.#kept.push(entries);
      return;
    }
    const odd = this.#unmovable(entries);
    if (odd) this.#stop(odd);
    if (odd === undefined && this.#plan === undefined) this.#restartBehindWall();
    if (odd === undefined) this.#moving.push(entries);
  }

  /** What stands behind a wall can still be moved by itself. */
  #restartBehindWall(): void {
    if (this.#wall === undefined) return;
    this.#wall = undefined;
    this.#moving = [];
    this.#installs = [];
  }

  #run(instruction: Instruction): void {
    const run = this.#scene.stage.runs.find((each) => each.run === instruction);
    if (run === undefined || (this.#moving.length === 0 && this.#wall === undefined)) return;
    if (this.#wall !== undefined) {
      if (installs(run)) this.#stuck.push({ run, obstacle: this.#wall });
      return;
    }
    const { needs, divideAfter, obstacle } = assessRun(this.#scene, run, this.#moving);
    const division = divideAfter === undefined ? undefined : divideRun(this.#scene.doc, run, divideAfter);
    const uncut = division && 'reason' in division ? division : undefined;
    const wall = uncut
      ? this.#undividable(run, uncut)
      : this.#obstacle(installs(run) ? wallForInstall(this.#moving, run) : undefined);
    const cut = division && 'reason' in division ? undefined : division;
    const owner = needs && wall === undefined ? this.#take(run, needs, cut) : undefined;
    const why = wall ?? owner ?? obstacle;
    if (why === undefined) return;
    this.#stop(why);
    if ((needs === undefined || wall || owner) && installs(run)) this.#stuck.push({ run, obstacle: why });
  }

  /** Makes the plan up to this RUN, unless that would change an owner. */
  #take(run: RunFacts, needs: Needs, division: Division | undefined): Obstacle | undefined {
    const all = [...this.#installs, { run, needs }];
    const wanted = new Set(all.flatMap((each) => each.needs.reads));
    const isPure = ({ files }: CopiedEntries) => files.every(({ image }) => wanted.has(image));
    // A folder of nothing but manifests comes first already.
    const pure = this.#moving.filter(isPure);
    const moved = this.#moving.filter((entries) => !isPure(entries));
    const { doc, stage } = this.#scene;
    const first = [...this.#kept, ...pure].filter((entries) => this.#stays(entries, run));
    const rest = all.map((each) => ({
      run: each.run,
      needs: {
        ...each.needs,
        manifests: each.needs.manifests.filter((manifest) => !comesFirst(manifest, first)),
      },
    }));
    const placed = new Set(rest.flatMap((each) => each.needs.manifests.map(({ copy }) => copy)));
    const written = all.flatMap((each) => each.needs.writes);
    const owner = this.#obstacle(wallForOwner(stage, moved, (copy) => placed.has(copy), run.run, written));
    if (owner) return owner;
    this.#installs.push({ run, needs });
    // An install that reads nothing gains only if nothing copied stays in front of it.
    const gains = needs.reads.length > 0 || this.#kept.every(isPure);
    if (needs.installs && gains && moved.some((entries) => isBroad(doc, stage, entries)))
      this.#plan = { moved: moved.map(({ copy }) => copy), behind: run, division, installs: rest };
    return undefined;
  }

  /** No step between may have changed or hidden what the copy brought. */
  #stays({ copy, files }: CopiedEntries, { run }: RunFacts): boolean {
    const { facts, context, stage } = this.#scene;
    const entries = new CopiedEntries(copy, files, []);
    const between = (index: number) => index > copy.index && index < run.index;
    const hidden = unknownCopies(facts, context, stage, run.index).some(
      (each) => between(each.copy.index) && files.some(({ image }) => isWithin(image, each.place)),
    );
    if (hidden) return false;
    return stage.runs.every((step) => {
      if (!between(step.run.index)) return true;
      const { unknown, writes } = reachOfRun(step);
      return unknown === undefined && entries.touchedBy(writes) === undefined;
    });
  }

  #undividable({ run }: RunFacts, { reason, text }: Undividable): Obstacle {
    return {
      code: 'undividable',
      reason: `the RUN does more than install, and cannot be cut in two: ${reason}`,
      evidence: { path: this.#scene.path, span: run.span, text: text.slice(0, 200) },
    };
  }

  #stop(obstacle: Obstacle | undefined): void {
    if (this.#moving.length > 0) this.#wall ??= obstacle;
  }

  /** Undefined when it is not known what the copy brings. */
  #entriesOf(copy: Instruction): CopiedEntries | undefined {
    const { facts, context, stage } = this.#scene;
    if (unknownCopies(facts, context, stage, copy.index + 1).some((each) => each.copy === copy))
      return undefined;
    const destinations = destinationsOf(facts, context, stage, copy);
    return destinations && new CopiedEntries(copy, copiedBy(facts, context, stage, copy), destinations);
  }

  #unmovable({ copy }: CopiedEntries): Obstacle | undefined {
    const flag = copy.flags.find(({ name }) => !['chown', 'chmod', 'link'].includes(name));
    if (flag) return this.#between(copy, `--${flag.name} decides what it brings`);
    return copy.heredocs.length > 0 ? this.#between(copy, 'it has a heredoc') : undefined;
  }

  #unknownCopy(copy: Instruction): Obstacle | undefined {
    const { facts, context, stage } = this.#scene;
    const unknown = unknownCopies(facts, context, stage, copy.index + 1).find((each) => each.copy === copy);
    const place = unknown?.place ?? '/';
    const hit = this.#moving.some(
      (each) => each.touchedBy([place]) !== undefined || each.destinations.some((to) => isWithin(to, place)),
    );
    return hit ? this.#between(copy, unknown?.reason ?? 'its destination is not known') : undefined;
  }

  #obstacle(wall: Wall | undefined): Obstacle | undefined {
    return wall && this.#between(wall.at, wall.reason);
  }

  #between(instruction: Instruction, reason: string): Obstacle {
    return { code: 'step-between', reason, evidence: this.#quote(instruction) };
  }

  #quote(instruction: Instruction): Evidence {
    return { path: this.#scene.path, span: instruction.span, text: instruction.original.slice(0, 200) };
  }
}

/** `package*.json` chooses files by name, `*.js` and `src/*` do not. */
function isChosenBy(pattern: string, source: string): boolean {
  const name = pattern.slice(pattern.lastIndexOf('/') + 1);
  return /[*?[]/.test(name) && name.search(/[*?[]/) > 2 && goMatch(pattern, source) === true;
}

/** A copy that stays brings the very file. */
const comesFirst = ({ image, source, copy }: Manifest, first: readonly CopiedEntries[]): boolean =>
  first.some((entries) => entries.sourceOf(image) === source && sameFlags(entries.copy, copy));

const sameFlags = (one: Instruction, other: Instruction): boolean =>
  ['chown', 'chmod'].every(
    (name) =>
      one.flags.find((flag) => flag.name === name)?.value ===
      other.flags.find((flag) => flag.name === name)?.value,
  );

/** It calls a package manager to download or install something. */
export const installs = (run: RunFacts): boolean =>
  run.commands.some(({ call }) => call?.call.kind === 'install' || call?.call.kind === 'refresh');
