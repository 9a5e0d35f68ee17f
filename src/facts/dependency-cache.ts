import type { Build } from '../builds/build.js';
import type { Call, Ecosystem, OptionsOf } from '../ecosystem-api.js';
import { builtOn } from './consumers.js';
import type { Facts, StageFacts } from './facts.js';
import { accessIn, secretsOf } from './passing-access.js';
import { reachOf, unseenIn } from './reach.js';
import { isWithin, relate } from './paths.js';
import type { Refusal } from './refusal.js';
import { mayNeedAtStart } from './start-commands.js';
import { isRead } from './steps.js';
import type { RunCommand, RunFacts } from './steps.js';

/** A place that holds what later calls of the same package manager read. */
export interface DependencyCache {
  readonly facts: Facts;
  readonly stage: StageFacts;
  readonly ecosystem: Ecosystem;
  readonly path: string;
  readonly optionsOf: OptionsOf;
  readonly builds: readonly Build[];
  /** What speaks against a mount of the place in another step. */
  readonly refusalIn: (stage: StageFacts, run: RunFacts) => Refusal | undefined;
}

interface Step {
  readonly stage: StageFacts;
  readonly run: RunFacts;
}

export const gains = ({ kind }: Call): boolean => kind === 'install' || kind === 'build';

const wordsOf = ({ command }: RunCommand): string => command.words.map(({ raw }) => raw).join(' ');

/**
 * Why a place that later calls read is not mounted: every step that uses it gets the mount, in the stage, below it and in those
 * built on it, or none does.
 */
export function dependencyRefusal(wanted: DependencyCache): Refusal | undefined {
  const steps = stepsAround(wanted);
  const users = steps.filter((step) => usesOf(wanted, step).length > 0);
  const [first] = users;
  if (first === undefined) return undefined;
  const later = steps.slice(steps.indexOf(first));
  return (
    unmountable(wanted, users) ??
    filledBefore(wanted, users) ??
    (users.length > 1 ? (forgotten(wanted, users) ?? unrepeatable(users, later)) : undefined) ??
    unknownLater(wanted, users, later) ??
    neededByImage(wanted, users)
  );
}

/** All RUNs that share a file system with the stage's, in the order of the file. */
function stepsAround({ facts, stage }: DependencyCache): Step[] {
  let bottom = stage;
  while (bottom.parent !== undefined) bottom = bottom.parent;
  return builtOn(facts, bottom).flatMap((each) => each.runs.map((run) => ({ stage: each, run })));
}

/** The calls of a step that read or fill the place, or would do so at a place that cannot be named. */
function usesOf({ ecosystem, path, optionsOf }: DependencyCache, { run }: Step): RunCommand[] {
  return run.commands.filter(({ call, environment }) => {
    if (call?.ecosystem !== ecosystem || !gains(call.call)) return false;
    const caches = ecosystem.caches(call.call, environment, optionsOf(ecosystem));
    return 'code' in caches || caches.some((each) => each.path === path && each.holds === 'dependencies');
  });
}

/** Another step that uses it and cannot have the mount. */
function unmountable(wanted: DependencyCache, users: readonly Step[]): Refusal | undefined {
  const account = users[0]?.run.before.account;
  for (const step of users) {
    const { ecosystem, optionsOf, path } = wanted;
    for (const use of usesOf(wanted, step)) {
      const caches = use.call && ecosystem.caches(use.call.call, use.environment, optionsOf(ecosystem));
      if (caches !== undefined && 'code' in caches)
        return needs(
          step,
          `${path} is needed by a step that can have no mount: ${caches.reason}`,
          wordsOf(use),
        );
      if (use.environment.mayBeCopied(path))
        return needs(step, `what a COPY may have brought to ${path} would be hidden`, wordsOf(use));
      if (use.switched !== 'no')
        return needs(step, `${path} is needed by a command that runs as another user`, wordsOf(use));
    }
    if (step.run.before.account?.uid !== account?.uid)
      return needs(step, `${path} is used by steps of several users`, step.run.run.original);
    const refusal = wanted.refusalIn(step.stage, step.run);
    if (refusal)
      return { ...refusal, reason: `${path} is needed by a step that can have no mount: ${refusal.reason}` };
  }
  return undefined;
}

const needs = ({ run }: Step, reason: string, text: string): Refusal => ({
  code: 'cache-needed-later',
  reason,
  span: run.run.span,
  text,
});

/** A builder that starts empty has the layers of an external cache, and no mounts: a later step would download all again. */
function forgotten({ path, builds }: DependencyCache, users: readonly Step[]): Refusal | undefined {
  const build = builds.find(({ lifetime }) => lifetime === 'ephemeral');
  const last = users.at(-1);
  return build && last
    ? needs(
        last,
        `${build.evidence.path} builds it on a machine that starts without mounts: what lies in ${path} is kept by the layer of an earlier step`,
        last.run.run.original,
      )
    : undefined;
}

/**
 * What the first step had and the later ones lack, so that they could not download it themselves when the mount is empty and the
 * layer of the first is still there.
 */
function unrepeatable(users: readonly Step[], later: readonly Step[]): Refusal | undefined {
  const reason =
    'a later step could not download them again, should the mount be empty: what gives access to them is not in every step';
  const secrets = users.map(({ run }) => secretsOf(run));
  const other = users.find((_, index) => secrets[index] !== secrets[0]);
  if (other) return needs(other, reason, other.run.run.original);
  for (const step of later) {
    const text = accessIn(step.run, users.includes(step));
    if (text !== undefined) return needs(step, reason, text);
  }
  return undefined;
}

/** The steps that the first one is built on. */
function stepsInFrontOf({ stage, run }: Step): Step[] {
  const steps: Step[] = [];
  for (let at: StageFacts | undefined = stage; at !== undefined; at = at.parent) {
    const where = at;
    const before = at.runs.filter((each) => where !== stage || each.run.index < run.run.index);
    steps.unshift(...before.map((each) => ({ stage: where, run: each })));
  }
  return steps;
}

/** Programs that put things where their words say, and run nothing of the project's; of their words none names the place. */
const FETCHES = new Set(
  'git tar unzip curl wget gpg openssl ssh-keyscan ssh-keygen update-alternatives update-ca-certificates dpkg rpm useradd java javac ldconfig sed patch'.split(
    ' ',
  ),
);

/** An earlier step that put there, or may have, what nobody could download: the mount would hide it. */
function filledBefore({ ecosystem, path }: DependencyCache, users: readonly Step[]): Refusal | undefined {
  const using = new Set(users.map(({ run }) => run));
  const steps = users.flatMap(stepsInFrontOf).filter(({ run }) => !using.has(run));
  const mayFill = (each: RunCommand): boolean => {
    const reach = reachOf(each);
    if (reach !== undefined) return reach.writes.some((at) => isWithin(at, path));
    if (isHarmless(each, ecosystem) || each.call?.ecosystem.rootOnly === true) return false;
    if (!FETCHES.has(each.argv.name)) return true;
    return each.paths.some((named) => ['same', 'inside'].includes(relate(named, path)));
  };
  for (const step of steps) {
    const { run } = step;
    const fills = run.commands.find(mayFill);
    const text = fills ? wordsOf(fills) : isRead(run.body) ? undefined : run.run.original;
    if (text !== undefined)
      return needs(step, `a mount would hide what an earlier step put into ${path}, or may have`, text);
  }
  return undefined;
}

/** The first command, in words, that may look into the place, or write there, unseen. */
const unknownIn = (run: RunFacts, ecosystem: Ecosystem): string | undefined =>
  unseenIn(run) ??
  run.commands.filter((each) => !isHarmless(each, ecosystem) && reachOf(each) === undefined).map(wordsOf)[0];

/** A later step that may use it unseen: it would find nothing there. */
function unknownLater(
  { ecosystem, path }: DependencyCache,
  users: readonly Step[],
  later: readonly Step[],
): Refusal | undefined {
  for (const step of later) {
    if (users.includes(step)) continue;
    const text = unknownIn(step.run, ecosystem);
    if (text !== undefined)
      return needs(step, `a later step may look for what ${ecosystem.title} put into ${path}`, text);
  }
  return undefined;
}

/** Programs that start no package manager, whatever else they do. */
const STARTS_NOTHING = new Set(
  'git rustup strip upx objcopy ldd ldconfig setcap tar gzip unzip openssl gcc g++ cc rustc update-ca-certificates locale-gen'.split(
    ' ',
  ),
);

/** What cannot look into the place: calls of its own package manager that are none of the users, and installs of another. */
const isHarmless = ({ call, argv }: RunCommand, ecosystem: Ecosystem): boolean =>
  STARTS_NOTHING.has(argv.name) ||
  (call !== undefined && (call.ecosystem === ecosystem || call.call.kind !== 'other'));

/** An image that somebody gets and that may look into the place when it runs. */
function neededByImage(wanted: DependencyCache, users: readonly Step[]): Refusal | undefined {
  const { facts, ecosystem, path, builds } = wanted;
  const targets = builds.flatMap(({ target }) => target ?? []);
  const stages = new Set(users.flatMap(({ stage }) => builtOn(facts, stage)));
  for (const stage of stages) {
    const starts = mayNeedAtStart(facts, stage, ecosystem, targets);
    if (starts !== undefined)
      return {
        code: 'cache-needed-later',
        reason: `${path} would no longer be in the image, and ${starts.reason}`,
        span: starts.instruction.span,
        text: starts.text,
      };
  }
  return undefined;
}
