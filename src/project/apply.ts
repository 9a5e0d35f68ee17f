import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DockerfileInput, RewriteOptions } from '../engine/rewrite.js';
import { DfmodError } from '../errors.js';
import { decodeFile, encodeFile } from '../text/encoding.js';
import type { ErrorReport, FileReport } from '../types.js';
import { ConfigFinder, mergeSettings, type Config } from './config.js';
import type { KnownIds, Settings } from './config-shape.js';
import { discover, type DiscoverRequest, type Found } from './discover.js';
import { leavesFolder, relativePath, sortBytewise } from './paths.js';
import { applied, relocate } from './relocate.js';
import { Projects, type Project, type ProjectReaders } from './snapshot.js';
import { showsIndent, StyleSettings } from './style-settings.js';
import { messageOf } from './system-error.js';
import { writeFileAtomically } from './write.js';

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
  /** The text of standard input and the path it goes by; then nothing is searched, read or written. */
  readonly stdin?: { readonly bytes: Uint8Array; readonly path: string } | undefined;
}

/** The parts that a run is made of, and what it tells while it runs. */
export interface ApplyParts {
  readonly ids: KnownIds;
  readonly readers: ProjectReaders;
  rewrite(input: DockerfileInput, options: RewriteOptions): FileReport;
  progress?(done: number, total: number): void;
  /** An exception that is a bug of ours; the run goes on with the next file. */
  bug?(path: string, error: unknown): void;
}

export interface RunResult {
  readonly cwd: string;
  /** One for each Dockerfile, sorted bytewise by path; paths are relative to `cwd`. */
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
    failed(relativePath(request.cwd, path), '', {
      code: 'unreadable',
      message: `cannot list the folder: ${message}`,
    }),
  );
  let breath = Date.now();
  for (const [done, file] of files.entries()) {
    parts.progress?.(done, files.length);
    reports.push(await run.reportOn(file));
    if (Date.now() - breath > BREATH) {
      await setImmediate();
      breath = Date.now();
    }
  }
  return { cwd: request.cwd, files: sortBytewise(reports, (report) => report.path), latin1: run.latin1 };
}

class Run {
  readonly latin1 = new Set<string>();
  readonly #request: ApplyRequest;
  readonly #parts: ApplyParts;
  readonly #projects: Projects;
  readonly #configs: ConfigFinder;
  readonly #styles = new StyleSettings();

  constructor(request: ApplyRequest, parts: ApplyParts, projects: Projects) {
    const { cwd, configFile, noConfig } = request;
    this.#request = request;
    this.#parts = parts;
    this.#projects = projects;
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

  async reportOn(file: Found): Promise<FileReport> {
    const shown = relativePath(this.#request.cwd, file.path);
    const config = this.#configs.configFor(file.path);
    let before = '';
    try {
      const bytes = this.#request.stdin?.bytes ?? readBytes(file.path);
      if (file.excluded || config.ignores(file.path))
        return plain(shown, 'ignored', Buffer.from(bytes).toString());
      const { text, encoding } = decodeFile(bytes);
      before = text;
      if (encoding === 'latin1') this.latin1.add(shown);
      const report = await this.#rewrite(file.path, text, encoding === 'latin1', config);
      if (!this.#request.write || report.status !== 'changed' || this.#request.stdin !== undefined)
        return report;
      writeFileAtomically(file.path, bytes, encodeFile(report.after, encoding));
      return applied(report);
    } catch (error) {
      if (!(error instanceof DfmodError)) this.#parts.bug?.(shown, error);
      return failed(shown, before, errorReport(error));
    }
  }

  async #rewrite(path: string, text: string, latin1: boolean, config: Config): Promise<FileReport> {
    const project = await this.#projects.projectOf(path);
    const inside = relativePath(project.root, path);
    const input: DockerfileInput = {
      path: inside,
      text,
      latin1,
      builds: project.builds.filter((build) => build.dockerfile === inside),
      tree: project.tree,
      repositoryRoot: '',
    };
    const report = this.#parts.rewrite(input, await this.#optionsFor(path, text, project, config));
    return relocate(report, project.root, this.#request.cwd);
  }

  async #optionsFor(path: string, text: string, project: Project, config: Config): Promise<RewriteOptions> {
    const { only, skip, unsafe, inlineIgnores, engine } = this.#request;
    const indent = showsIndent(text) ? undefined : await this.#styles.indentFor(path);
    const context =
      this.#request.context === undefined
        ? undefined
        : contextIn(project, this.#request.cwd, this.#request.context);
    const flags = { only, skip, unsafe, inlineIgnores, engine, indent, context };
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

function errorReport(error: unknown): ErrorReport {
  if (!(error instanceof DfmodError)) {
    return {
      code: 'internal',
      message: `internal error: ${messageOf(error)}`,
      hint: 'This is a bug in dfmod: please report it with the file. DFMOD_DEBUG=1 shows where.',
    };
  }
  const { line, column, endColumn } = error.place;
  return {
    code: error.code,
    message: error.message,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(endColumn === undefined ? {} : { endColumn }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

function plain(path: string, status: FileReport['status'], text: string): FileReport {
  return {
    path,
    builds: [],
    status,
    before: text,
    after: text,
    edits: [],
    changes: [],
    skips: [],
    warnings: [],
    patch: '',
  };
}

function failed(path: string, text: string, error: ErrorReport): FileReport {
  return { ...plain(path, 'failed', text), error };
}
