import { execFileSync, spawn } from 'node:child_process';
import { existsSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDockerfile } from '../../../src/dockerfile/parse.js';
import { buildableText } from './engine.js';
import { ProgressLog, type Step } from './progress.js';
import { readTree, type Tree } from './tree.js';

export interface BuildRequest {
  /** Absolute folder. */
  readonly context: string;
  /** Absolute path; default: `Dockerfile` in the context. */
  readonly dockerfile?: string;
  /** Runs every step, and empties the cache mounts of those that have any. */
  readonly noCache?: boolean;
  /** Stages that `noCache` leaves: they bring tools that every case has in common. Then all stages must have a name. */
  readonly keep?: readonly string[];
  readonly target?: string;
  /** Also read the image: its root file system and config. */
  readonly image?: boolean;
  /** Files of the image, without a leading slash, that are read with their text. */
  readonly wanted?: readonly string[];
  /** Milliseconds; default 5 minutes. */
  readonly timeout?: number;
}

export type ImageConfig = Readonly<Record<string, unknown>>;

export interface Image {
  readonly tree: Tree;
  readonly config: ImageConfig;
}

export interface Built {
  readonly steps: readonly Step[];
  readonly image: Image | undefined;
}

/** What a builder's output is read with. */
interface StepLog {
  add(chunk: string): void;
  steps(): Step[];
  failure(): string;
}

/** A build that ended without an image; the message holds the failing step's own output. */
class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
}

let count = 0;

/** Builds with the Docker engine of the environment. Rejects with BuildFailed, also when the time is up. */
export async function build(request: BuildRequest): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), 'dfmod-build-'));
  const name = `dfmod-e2e:${process.pid}-${++count}`;
  try {
    const args = commandLine(request, writeDockerfile(request, folder), name);
    const { log, tree } = await runBuilder('docker', args, request, new ProgressLog());
    if (tree === undefined) return { steps: log.steps(), image: undefined };
    return { steps: log.steps(), image: { tree, config: readConfig(name) } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    if (request.image === true) removeImage(name);
  }
}

export const dockerfileOf = (request: BuildRequest): string =>
  request.dockerfile ?? join(request.context, 'Dockerfile');

/** Writes the text that is built beside a copy of its own ignore file, which BuildKit looks for under the Dockerfile's name. */
function writeDockerfile(request: BuildRequest, folder: string): string {
  const original = dockerfileOf(request);
  const copy = join(folder, 'Dockerfile');
  writeFileSync(copy, buildableText(readFileSync(original, 'utf8')));
  const ignoreFile = `${original}.dockerignore`;
  if (existsSync(ignoreFile)) copyFileSync(ignoreFile, `${copy}.dockerignore`);
  return copy;
}

function commandLine(request: BuildRequest, dockerfile: string, name: string): string[] {
  const outputs =
    request.image === true ? ['type=tar,dest=-', `type=image,name=${name}`] : ['type=cacheonly'];
  return [
    'buildx',
    'build',
    '--network=host',
    '--progress=rawjson',
    '--provenance=false',
    ...noCacheOptions(request),
    ...(request.target === undefined ? [] : ['--target', request.target]),
    ...outputs.flatMap((output) => ['--output', output]),
    '--file',
    dockerfile,
    request.context,
  ];
}

function noCacheOptions(request: BuildRequest): string[] {
  if (request.noCache !== true) return [];
  if (request.keep === undefined) return ['--no-cache'];
  const { stages } = parseDockerfile(readFileSync(dockerfileOf(request), 'utf8'));
  return stages.flatMap(({ name }) => {
    if (name === undefined) throw new Error('a Dockerfile with a stage to keep needs a name for each stage');
    return request.keep?.includes(name) === true ? [] : ['--no-cache-filter', name];
  });
}

/** Runs a builder; when an image is asked for, it prints its root file system on stdout, else all that it prints is progress. */
export async function runBuilder<Log extends StepLog>(
  program: string,
  args: readonly string[],
  request: BuildRequest,
  log: Log,
): Promise<{ log: Log; tree: Tree | undefined }> {
  const child = spawn(program, args, { cwd: request.context, stdio: ['ignore', 'pipe', 'pipe'] });
  const timeout = request.timeout ?? 300_000;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, timeout);
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => log.add(chunk));
  if (request.image !== true) child.stdout.setEncoding('utf8').on('data', (chunk: string) => log.add(chunk));
  // A failed build ends the archive early: then the exit code says more than the reader's error.
  const tree =
    request.image === true
      ? readTree(child.stdout, new Set(request.wanted)).catch(() => undefined)
      : undefined;
  try {
    const code = await ended;
    if (late) throw new BuildFailed(`not done after ${timeout / 1000} s\n${log.failure()}`);
    if (code !== 0) throw new BuildFailed(`${program} ended with ${code}\n${log.failure()}`);
    const read = await tree;
    if (request.image === true && read === undefined)
      throw new BuildFailed('the exported file system could not be read');
    return { log, tree: read };
  } finally {
    clearTimeout(timer);
  }
}

function readConfig(name: string): ImageConfig {
  const args = ['image', 'inspect', '--format', '{{json .Config}}', name];
  const text = execFileSync('docker', args, {
    timeout: 60_000,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const config: ImageConfig = JSON.parse(text);
  return config;
}

function removeImage(name: string): void {
  try {
    execFileSync('docker', ['image', 'rm', '--force', name], { timeout: 60_000, stdio: 'ignore' });
  } catch {
    // The build failed before there was an image.
  }
}
