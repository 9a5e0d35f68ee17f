import { execFileSync } from 'node:child_process';
import type { Readable } from 'node:stream';
import { DfmodError } from '../errors.js';
import { commonOptions, type Builder, type BuildRequest, type Built } from './builder.js';
import type { Image, ImageConfig } from './image.js';
import { readOciArchive } from './oci-archive.js';
import { ProgressLog } from './progress.js';
import { runBuilder } from './run-builder.js';
import { readTree } from './tree.js';

export interface DockerOptions {
  /** Of `docker buildx`; default: the one in use. */
  readonly builder?: string | undefined;
  /** Default: `docker` in the PATH. */
  readonly program?: string;
}

/**
 * Docker with BuildKit, whatever drives the builder: the engine itself, a container, Kubernetes, a remote.
 * @throws DfmodError when there is none
 */
export function dockerBuilder(options: DockerOptions = {}): Builder {
  const program = options.program ?? 'docker';
  const builder = options.builder === undefined ? [] : ['--builder', options.builder];
  const { driver, version } = inspect(program, builder);
  // Only the engine's own builder keeps images where `docker image inspect` finds them; the others cannot export to it.
  return new DockerBuilder(
    program,
    builder,
    driver === 'docker',
    `docker buildx (${driver}${version === undefined ? '' : `, BuildKit ${version}`})`,
  );
}

function inspect(program: string, builder: readonly string[]): { driver: string; version?: string } {
  let text: string;
  try {
    text = execFileSync(program, ['buildx', ...builder, 'inspect', '--bootstrap'], {
      timeout: 120_000,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw noEngine(error, builder);
  }
  const field = (name: string): string | undefined => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(text)?.[1];
  const version = field('BuildKit version') ?? field('Buildkit');
  return { driver: field('Driver') ?? 'docker', ...(version === undefined ? {} : { version }) };
}

/** What Node says of a program that failed, or that is not there. */
function detailsOf(error: unknown): { readonly code?: unknown; readonly stderr?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}

function noEngine(error: unknown, builder: readonly string[]): DfmodError {
  const { code, stderr } = detailsOf(error);
  if (code === 'ENOENT')
    return new DfmodError('no-engine', 'there is no docker here, and verify builds with it', {
      hint: 'Install Docker with buildx, or use podman: dfmod verify --engine podman.',
    });
  const said = typeof stderr === 'string' ? (stderr.trim().split('\n').at(-1) ?? '') : '';
  const which = builder.length > 0 ? `the builder ${builder.join(' ')}` : 'Docker';
  return new DfmodError('no-engine', `${which} does not answer${said === '' ? '' : `: ${said}`}`, {
    hint: 'Start Docker or set DOCKER_HOST; docker buildx ls names the builders.',
  });
}

let count = 0;

class DockerBuilder implements Builder {
  readonly name: string;
  readonly fetchesFrontends = true;
  readonly #program: string;
  readonly #builder: readonly string[];
  readonly #keepsImages: boolean;
  /** Images of builds that are not done. */
  readonly #pending = new Set<string>();

  constructor(program: string, builder: readonly string[], keepsImages: boolean, name: string) {
    this.#program = program;
    this.#builder = builder;
    this.#keepsImages = keepsImages;
    this.name = name;
  }

  async build(request: BuildRequest): Promise<Built> {
    const log = new ProgressLog();
    const run = (outputs: readonly string[]) => ({
      program: this.#program,
      args: this.#commandLine(request, outputs),
      cwd: request.cwd ?? request.context,
      timeout: request.timeout,
    });
    if (request.image !== true) {
      const { seconds } = await runBuilder(run(['type=cacheonly']), log);
      return { steps: log.steps(), seconds, image: undefined };
    }
    const wanted = new Set(request.wanted);
    if (!this.#keepsImages) {
      const archive = (stdout: Readable): Promise<Image> => readOciArchive(stdout, wanted);
      const { read, seconds } = await runBuilder(run(['type=oci,dest=-']), log, archive);
      return { steps: log.steps(), seconds, image: read };
    }
    const name = `dfmod-verify:${process.pid}-${++count}`;
    this.#pending.add(name);
    try {
      const outputs = ['type=tar,dest=-', `type=image,name=${name}`];
      const { read, seconds } = await runBuilder(run(outputs), log, (stdout) => readTree(stdout, wanted));
      const image = read === undefined ? undefined : { tree: read, config: this.#readConfig(name) };
      return { steps: log.steps(), seconds, image };
    } finally {
      this.#removeImage(name);
    }
  }

  close(): void {
    for (const name of this.#pending) this.#removeImage(name);
  }

  #commandLine(request: BuildRequest, outputs: readonly string[]): string[] {
    return [
      'buildx',
      ...this.#builder,
      'build',
      '--progress=rawjson',
      '--provenance=false',
      '--sbom=false',
      ...noCacheOptions(request),
      ...commonOptions(request),
      ...Object.entries(request.contexts ?? {}).flatMap(([name, at]) => ['--build-context', `${name}=${at}`]),
      ...outputs.flatMap((output) => ['--output', output]),
      '--file',
      request.dockerfile,
      request.context,
    ];
  }

  #readConfig(name: string): ImageConfig {
    const text = execFileSync(this.#program, ['image', 'inspect', '--format', '{{json .Config}}', name], {
      timeout: 60_000,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const config: ImageConfig = JSON.parse(text);
    return config;
  }

  #removeImage(name: string): void {
    this.#pending.delete(name);
    try {
      execFileSync(this.#program, ['image', 'rm', '--force', name], { timeout: 60_000, stdio: 'ignore' });
    } catch {
      // The build failed before there was an image.
    }
  }
}

function noCacheOptions({ noCache }: BuildRequest): string[] {
  if (noCache === undefined) return [];
  return noCache === true ? ['--no-cache'] : noCache.flatMap((stage) => ['--no-cache-filter', stage]);
}
