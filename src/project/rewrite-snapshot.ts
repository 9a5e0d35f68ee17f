import { kindOfBuildFile, readBuilds } from '../builds/find-builds.js';
import type { Build } from '../builds/build.js';
import { createMemoryTree } from '../context/memory-tree.js';
import type { Neighbour } from '../engine/neighbours.js';
import { rewriteDockerfile } from '../engine/rewrite.js';
import type { RewriteOptions } from '../engine/rewrite.js';
import { SharedFiles } from '../engine/shared-files.js';
import { DfmodError } from '../errors.js';
import type { ChangeReport, FileReport, SkipReport } from '../types.js';
import { isDockerfileName } from './discover.js';
import { errorReport, failedReport } from './file-reports.js';
import { sortBytewise } from './paths.js';
import { commandsOf } from './shell-commands.js';

/** The texts of a project by path, relative to its root with `/` between parts. */
export interface Snapshot {
  readonly files: Readonly<Record<string, string>>;
  /** Which of them are Dockerfiles; those that are called so when absent. */
  readonly dockerfiles?: readonly string[];
}

export interface SnapshotResult {
  /** The new text of each file that comes out changed or is made. */
  readonly files: Readonly<Record<string, string>>;
  readonly changes: readonly ChangeReport[];
  readonly skips: readonly SkipReport[];
  /** What came of each Dockerfile and each other file that changes, sorted bytewise by path; one that fails stops no other. */
  readonly reports: readonly FileReport[];
}

/**
 * Rewrites the Dockerfiles of a project, in memory.
 * @throws DfmodError when a Dockerfile that is named is not among the files
 */
export async function rewriteSnapshot(
  { files, dockerfiles }: Snapshot,
  options: RewriteOptions = {},
): Promise<SnapshotResult> {
  const paths = sortBytewise(dockerfiles ?? Object.keys(files).filter(isDockerfile), (path) => path);
  const builds = await buildsIn(files);
  const shared = new SharedFiles(createMemoryTree(files));
  const neighbours = (): readonly Neighbour[] =>
    paths.map((path) => ({
      path,
      text: shared.newTextOf(path) ?? files[path] ?? '',
      builds: builds.filter(({ dockerfile }) => dockerfile === path),
    }));
  const reports = paths.map((path): FileReport => {
    const text = files[path];
    if (text === undefined) throw new DfmodError('no-such-path', `no such file: ${path}`);
    const own = builds.filter(({ dockerfile }) => dockerfile === path);
    const input = {
      path,
      text,
      latin1: false,
      builds: own,
      tree: shared.tree,
      repositoryRoot: '',
      neighbours,
    };
    try {
      return shared.judge(() => rewriteDockerfile(input, options)).report;
    } catch (error) {
      if (!(error instanceof DfmodError)) throw error;
      return failedReport(path, text, errorReport(error));
    }
  });
  const all = sortBytewise([...reports, ...shared.reports], ({ path }) => path);
  return {
    files: Object.fromEntries(
      all.flatMap(({ path, status, after }) => (status === 'changed' ? [[path, after]] : [])),
    ),
    changes: reports.flatMap(({ changes }) => changes),
    skips: reports.flatMap(({ skips }) => skips),
    reports: all,
  };
}

const isDockerfile = (path: string): boolean => isDockerfileName(path.slice(path.lastIndexOf('/') + 1));

async function buildsIn(files: Snapshot['files']): Promise<readonly Build[]> {
  const found: Build[] = [];
  for (const [path, text] of Object.entries(files))
    if (kindOfBuildFile(path) !== undefined)
      found.push(...(await readBuilds(path, text, { commandsOf })).builds);
  return found;
}
