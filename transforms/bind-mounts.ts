import {
  bindEdits,
  defineTransform,
  evidence,
  inFile,
  isCopy,
  isObstacle,
  planBind,
  skip,
  syntaxEdit,
  writtenMount,
} from '../src/transform-api.js';
import type {
  BindPlan,
  BindScene,
  BuildContext,
  Change,
  Edit,
  Evidence,
  Instruction,
  Skip,
  SkipCode,
  StageFacts,
  TransformInput,
} from '../src/transform-api.js';

const ID = 'bind-mounts';

const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

interface Bind {
  readonly plan: BindPlan;
  readonly edits: readonly Edit[];
}

function* forCopy(input: TransformInput, index: number, copy: Instruction): Generator<Change | Skip> {
  const left = (code: SkipCode, reason: string, because: Evidence): Skip =>
    skip(ID, copy, code, reason, because);
  const here = (text: string): Evidence => evidence(input.path, copy.span, text);
  const guess = planIn(input, index, copy, undefined);
  if (guess === undefined) return;
  const fromContext = !copy.flags.some(({ name }) => name === 'from');
  if (fromContext && 'unknown' in input.contexts) {
    if (!isObstacle(guess))
      yield left('context-unknown', input.contexts.unknown.reason, input.contexts.unknown.evidence);
    return;
  }
  const contexts = 'known' in input.contexts ? input.contexts.known : [];
  const plans =
    contexts.length === 0 ? [guess] : contexts.map((context) => planIn(input, index, copy, context));
  const obstacle = plans.find((plan) => plan !== undefined && isObstacle(plan));
  if (obstacle && isObstacle(obstacle)) {
    yield left(obstacle.code, obstacle.reason, obstacle.evidence);
    return;
  }
  const argument = decidedBy(input, index, copy, contexts, plans);
  if (argument !== undefined) {
    const because = evidence(input.path, argument.span, argument.original);
    yield left('argument-decides', 'another value of a build argument asks for another rewrite', because);
    return;
  }
  const binds = plans.filter((plan): plan is Bind => plan !== undefined && !isObstacle(plan));
  const [first] = binds;
  if (first === undefined) return;
  if (
    binds.length < plans.length ||
    binds.some(({ edits }) => JSON.stringify(edits) !== JSON.stringify(first.edits))
  ) {
    yield left(
      'context-unknown',
      'its builds have different contexts, which ask for different rewrites',
      here(copy.original),
    );
    return;
  }
  const engine =
    input.withoutMounts?.engine ??
    (input.builds.some((build) => build.engine === 'podman') ? 'podman' : undefined);
  if (engine !== undefined) {
    const reason =
      engine === 'podman'
        ? 'podman builds it, whose bind mounts do not obey .dockerignore'
        : `${engine} builds it, which knows no RUN --mount`;
    const because =
      input.withoutMounts?.evidence ?? input.builds.find((build) => build.engine === 'podman')?.evidence;
    yield left('engine-without-mounts', reason, because ?? here(copy.original));
    return;
  }
  const frontend = syntaxEdit(input.doc, '1.2');
  if (typeof frontend === 'object' && 'refused' in frontend) {
    const { refused, span } = frontend;
    yield left(
      'needs-frontend',
      refused,
      evidence(input.path, span, input.doc.text.slice(span.start, span.end)),
    );
    return;
  }
  yield changeOf(input, first, frontend === 'fine' ? first.edits : [...first.edits, frontend]);
}

type Planned = ReturnType<typeof planIn>;

/** The build argument on which it hangs what is made of the COPY, if one does. */
function decidedBy(
  input: TransformInput,
  index: number,
  copy: Instruction,
  contexts: readonly BuildContext[],
  plans: readonly Planned[],
): Instruction | undefined {
  const argument = argumentAbove(input.facts.stages[index]);
  if (argument === undefined || plans.every((plan) => plan === undefined)) return undefined;
  // Without a context there are no facts with other values to compare with.
  if (contexts.length === 0) return argument;
  const text = (plan: Planned): string =>
    JSON.stringify(plan === undefined || isObstacle(plan) ? undefined : plan.edits) ?? '';
  const same = contexts.every(
    (context, at) => text(planIn(input, index, copy, context, 'others')) === text(plans[at]),
  );
  return same ? undefined : argument;
}

/** The first ARG of the stage or of those it is built on. */
function argumentAbove(stage: StageFacts | undefined): Instruction | undefined {
  for (let at = stage; at !== undefined; at = at.parent) {
    const found = at.stage.instructions.find(({ keyword }) => keyword === 'ARG');
    if (found) return found;
  }
  return undefined;
}

function planIn(
  input: TransformInput,
  index: number,
  copy: Instruction,
  context: BuildContext | undefined,
  args: 'defaults' | 'others' = 'defaults',
): Bind | Exclude<ReturnType<typeof planBind>, BindPlan> {
  const { path, doc, builds, options, style } = input;
  const facts = context === undefined ? input.facts : input.factsIn(context, args);
  const stage = facts.stages[index];
  if (stage === undefined) return undefined;
  const scene: BindScene = {
    path,
    doc,
    facts,
    stage,
    context,
    builds,
    bindManifests: options['manifests'] === 'bind',
  };
  const plan = planBind(scene, copy);
  if (plan === undefined || isObstacle(plan)) return plan;
  const edits = bindEdits(scene, plan, style);
  return isObstacle(edits) ? edits : { plan, edits };
}

function changeOf({ path, doc }: TransformInput, { plan }: Bind, edits: readonly Edit[]): Change {
  const { copy, bound, users } = plan;
  const names = list(bound.map(({ target }) => target));
  const lines = list(users.map(({ run }) => `line ${run.startLine}`));
  return {
    transform: ID,
    title: `${names} ${bound.length === 1 ? 'is' : 'are'} mounted where ${bound.length === 1 ? 'it is' : 'they are'} used instead of copied`,
    reason: `${WHY[plan.ending.kind]} A bind mount on the RUN of ${lines} needs no layer of its own.`,
    // What is in the image for good may be read when a container runs, by what no Dockerfile shows.
    ...(plan.ending.kind === 'temporary'
      ? { safety: 'unsafe', code: 'readers-unknown' }
      : { safety: 'safe' }),
    range: copy.span,
    files: inFile(path, edits),
    arrangement: doc.instructions.flatMap(({ index }) => (index === copy.index ? [] : [index])),
    removed: [copy.index],
  };
}

const WHY: Readonly<Record<BindPlan['ending']['kind'], string>> = {
  removed:
    'The step that uses the files removes them at its end; the layer of the COPY keeps them all the same.',
  temporary:
    'Only this file uses what it copies there, and nothing later names it; the image need not hold it.',
  again: 'A later COPY brings the same files, and the install leaves them as they are.',
  inner: 'The stage is not shipped, and nothing takes the files from it.',
};

/** A build that fails: what is mounted read-only is written to. */
function* alreadyMounted({ path, doc }: TransformInput, { runs }: StageFacts): Generator<Skip> {
  for (const run of runs) {
    const found = writtenMount(doc, run);
    if (found === undefined) continue;
    const { span } = found.file.mount.flag;
    const reason = `it writes ${found.path} into a bind mount, which is read-only, and the build fails: let it write outside ${found.file.target ?? ''}, e.g. to /out, and copy from there`;
    yield skip(
      ID,
      run.run,
      'mount-read-only',
      reason,
      evidence(path, span, doc.text.slice(span.start, span.end)),
    );
  }
}

/** Told by the text alone, before anything is worked out. */
function worthALook({ doc, options }: TransformInput): boolean {
  if (doc.stages.length > 1 || options['manifests'] === 'bind') return true;
  return doc.instructions.some(
    (instruction) =>
      (instruction.keyword === 'RUN' && /\brm\b|--mount/.test(instruction.source)) ||
      (isCopy(instruction) && /\/(?:tmp|run)\b/.test(instruction.source)),
  );
}

export default defineTransform({
  id: ID,
  title: 'Bind mounts for what only a RUN reads',
  heading: 'use bind mounts',
  summary: 'Mounts files that only a RUN reads and that no image holds afterwards, instead of copying them',
  why: 'A COPY makes a layer. What a step only reads, and removes at its end, stays in that layer for good: the rm hides it, and everybody still downloads it. A bind mount is there for its RUN alone.',
  risk: 'A mount is read-only, hides what the image has at its place, and has the owner and mode of the build context. So it is made only for files that their steps only read, where nothing was before, and where no later step, stage, CMD or ENTRYPOINT needs them. COPY with --chown or --chmod stays.',
  docs: [
    'https://docs.docker.com/build/cache/optimize/#use-bind-mounts',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypebind',
  ],
  rules: [],
  options: {
    manifests: {
      summary: 'How manifests that a later COPY brings again come to an install',
      values: ['copy', 'bind'],
    },
  },
  optionsFrom: ['split-copy'],
  safety: 'safe',
  hints: ['COPY', 'ADD', 'copy', 'add', 'Copy', 'Add', '--mount'],
  *run(input) {
    if (!worthALook(input)) return;
    for (const stage of input.facts.stages) {
      yield* alreadyMounted(input, stage);
      for (const instruction of stage.stage.instructions)
        if (isCopy(instruction)) yield* forCopy(input, stage.stage.index, instruction);
    }
  },
});
