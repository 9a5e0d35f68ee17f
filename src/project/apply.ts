import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DockerfileInput, RewriteOptions } from '../engine/rewrite.js';
import type { Judged } from '../engine/shared-files.js';
import { DfmodError } from '../errors.js';
import { decodeFile, encodeFile } from '../text/encoding.js';
import type { DockerfileReport, FileReport } from '../types.js';
import { ConfigFinder, mergeSettings, type Config } from './config.js';
import type { KnownIds, Settings } from './config-shape.js';
import { discover, type DiscoverRequest, type Found } from './discover.js';
import { errorReport, failedReport, plainReport } from './file-reports.js';
import { matcher } from './gitignore.js';
import { whyNotEdited } from './other-files.js';
import { leavesFolder, relativePath, sortBytewise } from './paths.js';
import { relocate } from './relocate.js';
import { Projects, type Project, type ProjectReaders } from './snapshot.js';
import { showsIndent, StyleSettings } from './style-settings.js';
import { messageOf } from './system-error.js';
import { WriteBack } from './write-back.js';

/** How one run of `apply` or `check` is asked for; flags that were not given are absent, so that the config can speak. */
export interface ApplyRequest extends DiscoverRequest {
  readonly write: boolean;
  /** `--config`, as named. */
  readonly configFile?: string | undefined;
  /** `--no-config`. */
  readonly noConfig?: boolean | undefined;
  /** Relative to `cwd`. */
  readonly context?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly unsafe?: boolean | undefined;
  readonly inlineIgnores?: boolean | undefined;
  readonly engine?: Settings['engine'] | undefined;
  /** The reports name possible contexts even where nothing hung on them. */
  readonly tellContexts?: boolean | undefined;
  /** The text of standard input and the path it goes by; then nothing is searched, read or written. */
  readonly stdin?: { readonly bytes: Uint8Array; readonly path: string } | undefined;
}

/** The parts that a run is made of, and what it tells while it runs. */
export interface ApplyParts {
  readonly ids: KnownIds;
  readonly readers: ProjectReaders;
  rewrite(input: DockerfileInput, options: RewriteOptions): DockerfileReport;
  progress?(done: number, total: number): void;
  /** An exception that is a bug of ours; the run goes on with the next file. */
  bug?(path: string, error: unknown): void;
}

export interface RunResult {
  readonly cwd: string;
  /** One for each Dockerfile, and for each other file that changes; sorted bytewise by path, relative to `cwd`. */
  readonly files: readonly FileReport[];
  /** Paths of the files that are not UTF-8. */
  readonly latin1: ReadonlySet<string>;
}

/** How long the run keeps signals waiting, in milliseconds. */
const BREATH = 50;

/**
 * Finds Dockerfiles, rewrites each, and writes what changed when asked to. What is wrong with one file becomes its report's
 * error and does not stop the others. Throws a DfmodError for wrong paths, ConfigProblems for wrong configs.
 */
export async function applyToProject(request: ApplyRequest, parts: ApplyParts): Promise<RunResult> {
  assertContext(request);
  const projects = new Projects(request.cwd, parts.readers);
  const { files, unreadable } =
    request.stdin === undefined
      ? await discover(request, (start) => projects.noticing(start))
      : { files: [{ path: resolve(request.cwd, request.stdin.path), excluded: false }], unreadable: [] };
  const run = new Run(request, parts, projects);
  run.checkConfigs(files);
  const reports = unreadable.map(({ path, message }) =>
    failedReport(relativePath(request.cwd, path), '', {
      code: 'unreadable',
      message: `cannot list the folder: ${message}`,
    }),
  );
  for (const { path } of files) projects.expect(path);
  let breath = Date.now();
  for (const [done, file] of files.entries()) {
    parts.progress?.(done, files.length);
    reports.push(await run.reportOn(file));
    if (Date.now() - breath > BREATH) {
      await setImmediate();
      breath = Date.now();
    }
  }
  const all = run.finish(reports, await projects.all());
  return { cwd: request.cwd, files: sortBytewise(all, (report) => report.path), latin1: run.latin1 };
}

class Run {
  readonly latin1 = new Set<string>();
  readonly #request: ApplyRequest;
  readonly #parts: ApplyParts;
  readonly #projects: Projects;
  readonly #configs: ConfigFinder;
  readonly #excluded: (path: string) => boolean;
  readonly #styles = new StyleSettings();
  readonly #writeBack: WriteBack;

  constructor(request: ApplyRequest, parts: ApplyParts, projects: Projects) {
    const { cwd, configFile, noConfig } = request;
    this.#request = request;
    this.#parts = parts;
    this.#projects = projects;
    this.#excluded = matcher(request.exclude, cwd);
    this.#writeBack = new WriteBack(cwd);
    this.#configs = new ConfigFinder({
      cwd,
      ids: parts.ids,
      ...(configFile === undefined ? {} : { file: resolve(cwd, configFile) }),
      ...(noConfig === undefined ? {} : { none: noConfig }),
    });
  }

  /** Nothing is written while any config is wrong. */
  checkConfigs(files: readonly Found[]): void {
    for (const file of files) this.#configs.configFor(file.path);
    this.#configs.assertValid();
  }

  /** The report of a Dockerfile; of one that is to be written together with other files a preliminary one. */
  async reportOn(file: Found): Promise<FileReport> {
    const shown = relativePath(this.#request.cwd, file.path);
    const config = this.#configs.configFor(file.path);
    let before = '';
    try {
      const bytes = this.#request.stdin?.bytes ?? readBytes(file.path);
      if (file.excluded || config.ignores(file.path))
        return plainReport(shown, 'ignored', Buffer.from(bytes).toString());
      const { text, encoding } = decodeFile(bytes);
      before = text;
      if (encoding === 'latin1') this.latin1.add(shown);
      const { project, judged } = await this.#rewrite(file.path, text, encoding === 'latin1', config);
      const report = relocate(judged.report, project.root, this.#request.cwd);
      if (!this.#request.write || this.#request.stdin !== undefined) return report;
      const after = encodeFile(report.after, encoding);
      return this.#writeBack.write({ path: file.path, bytes, after, project, judged, report });
    } catch (error) {
      if (!(error instanceof DfmodError)) this.#parts.bug?.(shown, error);
      return failedReport(shown, before, errorReport(error));
    }
  }

  /** Writes what waited for other files, and adds the reports on those. */
  finish(reports: readonly FileReport[], projects: readonly Project[]): readonly FileReport[] {
    const { cwd, write } = this.#request;
    const others = projects.flatMap(({ root, shared }) =>
      shared.reports.map((report) => ({
        path: join(root, report.path),
        report: relocate(report, root, cwd),
      })),
    );
    if (!write) return [...reports, ...others.map(({ report }) => report)];
    return this.#writeBack.finish(reports, others);
  }

  async #rewrite(
    path: string,
    text: string,
    latin1: boolean,
    config: Config,
  ): Promise<{ project: Project; judged: Judged }> {
    const project = await this.#projects.projectOf(path);
    const { root, builds, shared, neighbourhood } = project;
    const inside = relativePath(root, path);
    const input: DockerfileInput = {
      path: inside,
      text,
      latin1,
      builds: builds.filter((build) => build.dockerfile === inside),
      tree: shared.tree,
      repositoryRoot: '',
      neighbours: () => neighbourhood.dockerfiles(),
      keeps: (other) => this.#whyKept(project, other),
    };
    const options = await this.#optionsFor(path, text, project, config);
    return { project, judged: shared.judge(() => this.#parts.rewrite(input, options)) };
  }

  #whyKept({ root, shared }: Project, other: string): string | undefined {
    const path = join(root, other);
    if (this.#request.stdin !== undefined) return 'only standard input is rewritten';
    if (this.#excluded(path) || this.#configs.configFor(path).ignores(path))
      return '--exclude or the config leaves it out';
    return whyNotEdited(path, shared.tree.read(other) !== undefined);
  }

  async #optionsFor(path: string, text: string, project: Project, config: Config): Promise<RewriteOptions> {
    const { only, skip, unsafe, inlineIgnores, engine, tellContexts } = this.#request;
    const indent = showsIndent(text) ? undefined : await this.#styles.indentFor(path);
    const context =
      this.#request.context === undefined
        ? undefined
        : contextIn(project, this.#request.cwd, this.#request.context);
    const flags = { only, skip, unsafe, inlineIgnores, engine, indent, context, tellContexts };
    const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
    return mergeSettings(config.settingsFor(path), given);
  }
}

function assertContext({ cwd, context }: ApplyRequest): void {
  if (
    context === undefined ||
    statSync(resolve(cwd, context), { throwIfNoEntry: false })?.isDirectory() === true
  )
    return;
  throw new DfmodError('no-such-path', `--context ${context} is no folder`);
}

function contextIn(project: Project, cwd: string, context: string): string {
  const inside = relativePath(project.root, resolve(cwd, context));
  if (leavesFolder(inside))
    throw new DfmodError('context-outside', `the context ${context} is outside the Dockerfile's repository`);
  return inside;
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new DfmodError('unreadable', `cannot read the file: ${messageOf(error)}`);
  }
}
