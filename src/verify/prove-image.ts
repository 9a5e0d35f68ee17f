import type { ImageReport, RebuildReport, RebuildRun } from '../verify-types.js';
import type { Allowance } from './allowances.js';
import { BuildFailed, type BuildRequest, type Builder, type Built } from './builder.js';
import { compareImages, type Comparison } from './compare.js';
import type { Side } from './context-copy.js';
import type { Image } from './image.js';

/** What is edited between two builds, on both sides alike. */
export interface RebuildEdit {
  readonly edit: RebuildReport['edit'];
  readonly path?: string;
  /** Edits one side. */
  make(side: Side): Promise<void>;
}

export interface ImageTask {
  readonly builder: Builder;
  readonly before: Side;
  readonly after: Side;
  /** What both builds have in common. */
  readonly request: Pick<BuildRequest, 'target' | 'args' | 'contexts' | 'options' | 'timeout' | 'cwd'>;
  readonly allowances: readonly Allowance[];
  readonly rebuilds: readonly RebuildEdit[];
  /** Says what is being done. */
  tell(phase: string): void;
}

export type ImageOutcome = Pick<
  ImageReport,
  'status' | 'failure' | 'paths' | 'differences' | 'byDesign' | 'noise' | 'rebuilds'
>;

const NOTHING = { paths: 0, differences: [], byDesign: [], noise: [], rebuilds: [] } as const;

/** Builds one image from both sides, compares, and builds both again after each edit. */
export async function proveImage(task: ImageTask): Promise<ImageOutcome> {
  task.tell('the original');
  const before = await attempt(() => imageOf(task, task.before));
  if ('failure' in before) return { ...NOTHING, status: 'unbuildable', failure: before.failure };
  task.tell('the rewritten one');
  const after = await attempt(() => imageOf(task, task.after));
  if ('failure' in after) return { ...NOTHING, status: 'broken', failure: after.failure };
  const comparison = await compare(task, before.value, after.value);
  const rebuilds: RebuildReport[] = [];
  for (const edit of task.rebuilds) rebuilds.push(await rebuild(task, edit));
  return {
    status: comparison.differences.length === 0 ? 'same' : 'different',
    paths: before.value.tree.size,
    ...comparison,
    rebuilds,
  };
}

/** Only where something differs is the original built a second time, to tell what is the rewrite's doing. */
async function compare(task: ImageTask, before: Image, after: Image): Promise<Comparison> {
  const first = compareImages(before, before, after, task.allowances);
  if (first.differences.length === 0) return first;
  task.tell('the original once more, without cache: something differs');
  const again = await attempt(() => imageOf(task, task.before, true));
  return 'failure' in again ? first : compareImages(before, again.value, after, task.allowances);
}

async function imageOf(task: ImageTask, side: Side, fresh = false): Promise<Image> {
  const noCache = fresh ? ({ noCache: true } as const) : {};
  const { image } = await build(task, side, { ...noCache, image: true });
  if (image === undefined) throw new BuildFailed('the builder gave no image');
  return image;
}

const build = (
  { builder, request }: ImageTask,
  side: Side,
  more: Pick<BuildRequest, 'noCache' | 'image'>,
): Promise<Built> =>
  builder.build({ ...request, context: side.context, dockerfile: side.dockerfile, ...more });

async function rebuild(task: ImageTask, wanted: RebuildEdit): Promise<RebuildReport> {
  const { edit, path } = wanted;
  const run = async (side: Side): Promise<RebuildRun> => {
    await wanted.make(side);
    const built = await attempt(() => build(task, side, {}));
    if ('failure' in built) return { ran: [], cached: [], failure: built.failure };
    const { steps, seconds } = built.value;
    const names = (ran: boolean): string[] =>
      steps.filter((step) => step.ran === ran).map(({ name }) => name);
    return { seconds, ran: names(true), cached: names(false) };
  };
  const what = path === undefined ? 'again, with nothing changed' : `again, with ${path} edited`;
  task.tell(`the original ${what}`);
  const before = await run(task.before);
  task.tell(`the rewritten one ${what}`);
  const after = await run(task.after);
  return { edit, ...(path === undefined ? {} : { path }), before, after };
}

async function attempt<Value>(work: () => Promise<Value>): Promise<{ value: Value } | { failure: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof BuildFailed) return { failure: error.message };
    throw error;
  }
}
