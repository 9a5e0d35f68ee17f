import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { BuildContext } from '../context/build-context.js';
import { createBuildContext } from '../context/create-context.js';
import { openDiskTree } from '../context/disk-tree.js';
import { openGitTree } from '../context/git-tree.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import { DfmodError } from '../errors.js';
import { factsOf, type Facts } from '../facts/facts.js';
import { shippedStages } from '../facts/shipped.js';
import type { BuildReport } from '../types.js';
import type { ImageReport } from '../verify-types.js';
import { hostFiles, movedCaches, rewrittenFiles, type Allowance, type Known } from './allowances.js';
import type { Builder } from './builder.js';
import { cachePlaces } from './cache-places.js';
import { knownBy, layOut, type LaidOut, type Project, type Rewritten } from './context-copy.js';
import { bumpManifest, findManifest, findSource, touchSource } from './edits.js';
import { proveImage, type RebuildEdit } from './prove-image.js';

/** One Dockerfile and what a run makes of it and of the files around it. */
export interface VerifyTask {
  /** Relative to `cwd`, as all paths here. */
  readonly dockerfile: string;
  readonly text: string;
  readonly builds: readonly BuildReport[];
  /** Every file that the run changes. */
  readonly rewritten: readonly Rewritten[];
}

export interface VerifyOptions {
  /** Absolute. */
  readonly cwd: string;
  readonly builder: Builder;
  /** Stages; default: every image that is shipped. */
  readonly targets?: readonly string[];
  /** Beat those that the project states. */
  readonly args?: Readonly<Record<string, string>>;
  /** Named contexts, which beat those that the project states: folders relative to `cwd`, or what else the builder takes. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Handed on to the builder as they are. */
  readonly options?: readonly string[];
  /** Source files to edit, relative to `cwd`; default: one that the Dockerfile copies. Those outside a context are not edited there. */
  readonly touch?: readonly string[];
  /** Manifests to edit together, relative to `cwd`, each with a file that takes its place, if one is given. */
  readonly bump?: readonly { readonly path: string; readonly replacement: string | undefined }[];
  /** Whether to build again after edits; true unless said otherwise. */
  readonly rebuilds?: boolean;
  /** What is made of a Dockerfile's text (one unit a byte) in front of the builder. */
  readonly prepare?: (text: string) => string;
  tell?(phase: string): void;
}

/**
 * Builds each shipped image of the Dockerfile from the text as it is and from the rewritten one, and compares. Works on copies of
 * the context, which are gone afterwards.
 * @throws DfmodError when a target or a named file is not there
 */
export async function verifyDockerfile(task: VerifyTask, options: VerifyOptions): Promise<ImageReport[]> {
  const reports: ImageReport[] = [];
  const contexts = [...new Set(task.builds.map(({ context }) => context))];
  for (const context of contexts) {
    const folder = temporaryFolder();
    try {
      const stated = task.builds.filter((build) => build.context === context);
      reports.push(...(await verifyContext(task, context, stated, options, folder.path)));
    } finally {
      folder.remove();
    }
  }
  return reports;
}

async function verifyContext(
  task: VerifyTask,
  context: string,
  stated: readonly BuildReport[],
  options: VerifyOptions,
  folder: string,
): Promise<ImageReport[]> {
  const { cwd } = options;
  const project: Project = {
    context: resolve(cwd, context),
    dockerfile: resolve(cwd, task.dockerfile),
    rewritten: task.rewritten,
  };
  const laidOut = await layOut(project, folder, options.prepare ?? ((text) => text));
  const sent = contextOf(project);
  const facts = factsOf(parseDockerfile(task.text), undefined, () => sent);
  const allowances = [...(await allowancesOf(project, laidOut)), movedCaches(cachePlaces(facts))];
  const rebuilds = options.rebuilds === false ? [] : rebuildEdits(task, project, sent, facts, options);
  const reports: ImageReport[] = [];
  const images = imagesOf(task, stated, options);
  for (const { target, args, contexts } of images) {
    const shown = `${task.dockerfile}${target === undefined ? '' : ` (${target})`}`;
    const outcome = await proveImage({
      builder: options.builder,
      before: laidOut.before,
      after: laidOut.after,
      request: { cwd, target, args, contexts: namedContexts(cwd, contexts), options: options.options ?? [] },
      allowances,
      rebuilds,
      tell: (phase) => options.tell?.(`${shown}: ${phase}`),
    });
    reports.push({ dockerfile: task.dockerfile, context, target, args, ...outcome });
  }
  return reports;
}

interface Wanted {
  readonly target: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  readonly contexts: Readonly<Record<string, string>>;
}

/** What is stated to be built, and every other stage that is shipped. */
function imagesOf(task: VerifyTask, stated: readonly BuildReport[], options: VerifyOptions): Wanted[] {
  const facts = factsOf(parseDockerfile(task.text));
  const last = facts.stages.at(-1);
  const nameOf = (target: string | undefined): string | undefined => {
    const stage =
      target === undefined
        ? last
        : facts.stages.find(
            ({ stage: { name, index } }) => name === target.toLowerCase() || String(index) === target,
          );
    if (stage === undefined)
      throw new DfmodError('no-such-stage', `there is no stage called ${target}`, {
        place: { path: task.dockerfile },
      });
    return stage === last ? undefined : (stage.stage.name ?? String(stage.stage.index));
  };
  const argsOf = (build: BuildReport | undefined): Readonly<Record<string, string>> => ({
    ...build?.args,
    ...options.args,
  });
  const [first] = stated;
  const wanted = (target: string | undefined, build: BuildReport | undefined): Wanted => ({
    target: nameOf(target),
    args: argsOf(build),
    contexts: { ...build?.contexts, ...options.contexts },
  });
  const chosen = options.targets ?? [];
  const all =
    chosen.length > 0
      ? chosen.map((target) => wanted(target, stated.find((build) => build.target === target) ?? first))
      : [
          ...stated.map((build) => wanted(build.target, build)),
          ...shippedStages(facts, []).map(({ stage }) => wanted(stage.name ?? String(stage.index), first)),
        ];
  // A stage that is stated with its own args is not built again with those of another build.
  return all.filter((each, at) => {
    const same = all.slice(0, at).filter(({ target }) => target === each.target);
    return at < stated.length && chosen.length === 0
      ? !same.some((other) => JSON.stringify(other) === JSON.stringify(each))
      : same.length === 0;
  });
}

/** Folders become absolute; what has a scheme stays. */
const namedContexts = (cwd: string, contexts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(contexts).map(([name, at]) => [name, at.includes(':') ? at : resolve(cwd, at)]),
  );

async function allowancesOf(project: Project, { leftOut }: LaidOut): Promise<readonly Allowance[]> {
  const rewritten = project.rewritten.map(({ path, before, after }) => ({
    before: before && knownBy(path, before),
    after: knownBy(path, after),
  }));
  const checkout = openGitTree(openDiskTree(project.context), project.context);
  const tracked = new Set(checkout.committed ? checkout.list('') : []);
  const host: Known[] = [];
  for (const path of leftOut) {
    if (tracked.has(path)) continue;
    const content = await readFile(join(project.context, path)).catch(() => undefined);
    if (content !== undefined) host.push(knownBy(path, content));
  }
  return [rewrittenFiles(rewritten), hostFiles(host)];
}

const contextOf = ({ context, dockerfile }: Project): BuildContext =>
  createBuildContext(openDiskTree(context), '', relative(context, dockerfile));

function rebuildEdits(
  task: VerifyTask,
  project: Project,
  context: BuildContext,
  facts: Facts,
  options: VerifyOptions,
): RebuildEdit[] {
  const inContext = (path: string): string =>
    relative(project.context, resolve(options.cwd, path)).replaceAll('\\', '/');
  const sent = (path: string): boolean => {
    if (context.kind(path) === 'file') return true;
    if (openDiskTree(project.context).kind(path) === undefined && !path.startsWith('..'))
      throw new DfmodError('no-such-path', `there is no file ${path} in the context`, {
        place: { path: task.dockerfile },
      });
    return false;
  };
  const sources = options.touch?.map(inContext).filter(sent) ?? guessed(findSource(facts, context));
  const bumps =
    options.bump?.map((bump) => ({ ...bump, path: inContext(bump.path) })).filter(({ path }) => sent(path)) ??
    guessed(findManifest(facts, context)).map((path) => ({ path, replacement: undefined }));
  const token = `dfmod-verify-${process.pid}-${Date.now()}`;
  return [
    { edit: 'nothing', make: () => Promise.resolve() },
    ...sources.map((path): RebuildEdit => ({
      edit: 'source',
      path,
      make: (side) => touchSource(side, path, token),
    })),
    ...(bumps.length === 0 ? [] : [bumpEdit(bumps, options.cwd)]),
  ];
}

/** A manifest and its lock file change together. */
function bumpEdit(bumps: NonNullable<VerifyOptions['bump']>, cwd: string): RebuildEdit {
  return {
    edit: 'manifest',
    path: bumps.map(({ path }) => path).join(', '),
    async make(side) {
      for (const { path, replacement } of bumps)
        await bumpManifest(side, path, replacement === undefined ? undefined : resolve(cwd, replacement));
    },
  };
}

const guessed = (path: string | undefined): string[] => (path === undefined ? [] : [path]);

/** Gone with the process too, when somebody interrupts it. */
function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'dfmod-verify-'));
  const clear = (): void => rmSync(path, { recursive: true, force: true });
  process.once('exit', clear);
  return {
    path,
    remove() {
      process.off('exit', clear);
      clear();
    },
  };
}
