import {
  commentAmongSources,
  defineTransform,
  ecosystemHints,
  evidence,
  inheritedStuck,
  installs,
  isCopy,
  isObstacle,
  keepOut,
  planStage,
  skip,
  splitEdits,
} from '../src/transform-api.js';
import type {
  BuildContext,
  Change,
  FileEdits,
  Instruction,
  KnownContexts,
  Obstacle,
  Skip,
  SplitEdits,
  SplitPlan,
  StageFacts,
  TransformInput,
} from '../src/transform-api.js';

const ID = 'split-copy';

const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

/** What one context asks for. */
interface Split {
  readonly context: BuildContext;
  readonly plan: SplitPlan;
  readonly made: SplitEdits;
}

/** A change must be right, and the same, in every folder that the file is or may be built with. */
function* inStage(
  input: TransformInput,
  { known, stated }: KnownContexts,
  index: number,
): Generator<Change | Skip> {
  const splits: Split[] = [];
  for (const context of known) {
    const { skips, split } = inContext(input, context, index);
    const [first] = splits;
    if (first === undefined || (split === undefined && stated)) yield* skips;
    if (first !== undefined && (split === undefined ? !stated : text(split.made) !== text(first.made))) {
      yield differing(input, first.plan, known);
      return;
    }
    if (split === undefined) return;
    splits.push(split);
  }
  const [first] = splits;
  if (first === undefined) return;
  const kept: FileEdits[] = [];
  for (const { context, made, plan } of splits) {
    const readers = () => [{ path: input.path, facts: input.factsIn(context) }, ...input.sharing(context)];
    const own = keepOut({ context, made: made.made, lines: made.ignore, textOf: input.textOf, readers });
    if (own === undefined) continue;
    if (isObstacle(own)) yield skip(ID, plan.behind.run, own.code, own.reason, own.evidence);
    else if (!stated && known.length > 1) yield differing(input, plan, known);
    else {
      kept.push(own);
      continue;
    }
    return;
  }
  yield change(input, first, kept);
}

function inContext(
  input: TransformInput,
  context: BuildContext,
  index: number,
): { skips: readonly Skip[]; split: Split | undefined } {
  const found = withArgs(input, context, index, 'defaults');
  const argument = input.doc.stages[index]?.instructions.find(({ keyword }) => keyword === 'ARG');
  if (found.split === undefined || argument === undefined) return found;
  const others = withArgs(input, context, index, 'others');
  if (text(others.split?.made) === text(found.split.made)) return found;
  const reason = 'with another value of a build argument other files would come first, or other places';
  const because = evidence(input.path, argument.span, argument.original);
  const run = found.split.plan.behind.run;
  return { skips: [...found.skips, skip(ID, run, 'argument-decides', reason, because)], split: undefined };
}

function withArgs(
  input: TransformInput,
  context: BuildContext,
  index: number,
  args: 'defaults' | 'others',
): { skips: readonly Skip[]; split: Split | undefined } {
  const facts = input.factsIn(context, args);
  const stage = facts.stages[index];
  if (stage === undefined) return { skips: [], split: undefined };
  const scene = { path: input.path, doc: input.doc, facts, context, stage };
  const { plan, stuck } = planStage(scene);
  const inherited = plan === undefined && stuck.length === 0 ? inheritedStuck(scene) : [];
  const skips = [...stuck, ...inherited].map(({ run, obstacle }) => left(run.run, obstacle));
  if (plan === undefined) return { skips, split: undefined };
  const made = splitEdits(scene, plan, mayUseParents(input));
  return isObstacle(made)
    ? { skips: [...skips, left(plan.behind.run, made)], split: undefined }
    : { skips, split: { context, plan, made } };
}

const text = (made: SplitEdits | undefined): string => JSON.stringify(made?.edits);

const left = (run: Instruction, { code, reason, evidence: because }: Obstacle): Skip =>
  skip(ID, run, code, reason, because);

function differing(
  input: TransformInput,
  { moved, behind }: SplitPlan,
  known: readonly BuildContext[],
): Skip {
  const folders = list(known.map(({ root }) => root || '.'));
  const [copy = behind.run] = moved;
  return skip(
    ID,
    behind.run,
    'context-unknown',
    `it is or may be built with different contexts (${folders}), which ask for different rewrites`,
    evidence(input.path, copy.span, copy.original),
  );
}

function change(input: TransformInput, { plan, made }: Split, ignored: readonly FileEdits[]): Change {
  return {
    transform: ID,
    title: titleOf(plan, made),
    reason: reasonOf(
      plan,
      made,
      ignored.map(({ path }) => path),
    ),
    safety: 'safe',
    range: (plan.moved[0] ?? plan.behind.run).span,
    files: [{ path: input.path, edits: made.edits }, ...ignored],
    arrangement: made.arrangement,
  };
}

const commandsOf = (plan: SplitPlan): string[] => [
  ...new Set(plan.installs.flatMap(({ needs }) => (needs.installs ? needs.commands : []))),
];

const shortened = (command: string): string => (command.length > 60 ? `${command.slice(0, 59)}…` : command);

function titleOf(plan: SplitPlan, { manifests }: SplitEdits): string {
  const commands = commandsOf(plan).map(shortened);
  const again = commands.length > 2 ? `${commands.length} install commands` : list(commands);
  const one = commands.length === 1;
  if (manifests.length === 0)
    return `${again} ${one ? 'comes' : 'come'} before the sources: an edit of them no longer runs ${one ? 'it' : 'them'}`;
  const first = manifests.length > 3 ? `${manifests.length} manifests` : list(manifests);
  return `${first} ${manifests.length === 1 ? 'comes' : 'come'} first: a source edit no longer runs ${again}`;
}

function reasonOf(plan: SplitPlan, made: SplitEdits, ignoreFiles: readonly string[]): string {
  const parts = [
    made.manifests.length === 0
      ? 'The install reads nothing of what is copied, so the COPY goes behind it.'
      : 'The install reads only these files, which are copied first; the COPY follows behind it as it was.',
  ];
  if (made.rewritesLock)
    parts.push('A lock file that the install would write anew stays as the context has it.');
  if (made.newFrontend) parts.push('COPY --parents needs a frontend that the # syntax= line asks for.');
  if (made.optional.length > 0)
    parts.push(
      `${list(made.optional)} ${made.optional.length === 1 ? 'is' : 'are'} not in a checkout, and copied if the host has it.`,
    );
  if (plan.division)
    parts.push('The RUN is divided in two: no state of the shell crosses from the install into the rest.');
  if (made.membersNamed)
    parts.push(
      'Each member of the workspace has a line: one that is added later needs a line too, since installs leave out members without a manifest in silence.',
    );
  if (ignoreFiles.length > 0)
    parts.push(
      `${list(ignoreFiles)} keeps ${list(made.made)} of the host out, which the COPY would now put over the installed one.`,
    );
  return parts.join(' ');
}

/** Engines other than BuildKit learnt COPY --parents at versions that nothing here tells. */
const mayUseParents = ({ builds }: TransformInput): boolean =>
  builds.every(({ engine }) => engine === undefined || engine === 'buildkit');

/** A COPY of a whole folder, as far as that can be told without the context. */
function copiesFolder(instruction: Instruction): boolean {
  if (!isCopy(instruction) || instruction.flags.some(({ name }) => name === 'from')) return false;
  const [first = ''] = instruction.json ?? instruction.body.text.split(/\s+/);
  return /^\.?\/?$/.test(first) || first.endsWith('/');
}

/** The first install behind such a COPY, in the stage or in one that it is built on. */
function firstBehindFolder(stage: StageFacts): Instruction | undefined {
  const inherited = (at: StageFacts | undefined): boolean =>
    at !== undefined && (at.stage.instructions.some(copiesFolder) || inherited(at.parent));
  const own = stage.stage.instructions.find(copiesFolder)?.index ?? Infinity;
  const from = inherited(stage.parent) ? -1 : own;
  return stage.runs.find((run) => run.run.index > from && installs(run))?.run;
}

export default defineTransform({
  id: ID,
  title: 'Manifests before sources',
  heading: 'order your layers',
  summary: 'Copies the manifests first, installs, then copies the rest',
  why: 'A COPY of the sources in front of an install makes the install run again for every edit. What an install reads changes rarely: its manifests, lock files and settings. Copied first and alone, they let the install stay in the cache.',
  risk: 'An install may read more than its manifests: lifecycle scripts, patches, local packages, the manifests of all workspace members. All that it reads is found in the build context and comes first, or the COPY stays where it is. Steps in between keep an order that means the same; a RUN is divided only where no state of the shell crosses. What the install makes (node_modules) must not come from the host with the later COPY: a line in .dockerignore sees to that, in the same change. A lock file that the install itself would rewrite stays as the context has it.',
  docs: ['https://docs.docker.com/build/cache/optimize/#order-your-layers'],
  rules: [],
  options: {
    manifests: {
      summary: 'How manifests come to an install before the rest: copied, or mounted by bind-mounts',
      values: ['copy', 'bind'],
    },
  },
  safety: 'safe',
  hints: ecosystemHints,
  *run(input) {
    for (const instruction of input.doc.instructions) {
      const comment = isCopy(instruction) ? commentAmongSources(instruction) : undefined;
      if (comment === undefined) continue;
      const reason = `a Dockerfile has no comments at the end of a line: ${instruction.keyword} takes \`${comment}\` for sources and a destination, and the build fails; put it on a line of its own`;
      yield skip(
        ID,
        instruction,
        'comment-as-source',
        reason,
        evidence(input.path, instruction.span, comment),
      );
    }
    const candidates = input.facts.stages.filter((stage) => needsLook(stage));
    if (
      candidates.length === 0 ||
      input.doc.instructions.some((each) => isCopy(each) && commentAmongSources(each))
    )
      return;
    const { contexts } = input;
    for (const stage of candidates) {
      if ('known' in contexts) {
        yield* inStage(input, contexts, stage.stage.index);
        continue;
      }
      const behind = firstBehindFolder(stage);
      if (behind)
        yield skip(ID, behind, 'context-unknown', contexts.unknown.reason, contexts.unknown.evidence);
    }
  },
});

/** A COPY, here or in a stage below, in front of a RUN that calls a package manager. */
function needsLook({ stage, runs, parent }: StageFacts): boolean {
  const first = stage.instructions.find(
    (instruction) => isCopy(instruction) && !instruction.flags.some(({ name }) => name === 'from'),
  );
  const from = copiesBelow(parent) ? -1 : first?.index;
  return (
    from !== undefined &&
    runs.some(({ run, commands }) => run.index > from && commands.some(({ call }) => call !== undefined))
  );
}

const copiesBelow = (stage: StageFacts | undefined): boolean =>
  stage !== undefined && (stage.stage.instructions.some(isCopy) || copiesBelow(stage.parent));
