import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DfmodError } from '../errors.js';
import { commonOptions, type Builder, type BuildRequest, type Built } from './builder.js';
import type { Image, ImageConfig } from './image.js';
import { runBuilder } from './run-builder.js';
import { StepListing } from './step-listing.js';
import { readTree } from './tree.js';

/** Relative where it lies in the context, which a wrapper may have mounted elsewhere. */
function asGiven({ context, dockerfile }: BuildRequest): string {
  const inside = relative(context, dockerfile);
  return inside.startsWith('..') ? dockerfile : inside;
}

/** The config stands elsewhere in what each prints. */
const CONFIG: Readonly<Record<string, string>> = {
  podman: '{{json .Config}}',
  buildah: '{{json .OCIv1.Config}}',
};

/**
 * podman, or buildah, with which podman builds.
 * @param program what to call instead of the one in the PATH; it takes buildah's command line
 * @throws DfmodError when there is neither
 */
export function podmanBuilder(program?: string): Builder {
  const candidates: readonly (readonly [string, string])[] =
    program === undefined
      ? [
          ['podman', 'podman'],
          ['buildah', 'buildah'],
        ]
      : [[program, 'buildah']];
  for (const [command, kind] of candidates) {
    const version = versionOf(command);
    if (version !== undefined) return new PodmanBuilder(command, CONFIG[kind] ?? '', version);
  }
  throw new DfmodError('no-engine', 'there is neither podman nor buildah here', {
    hint: 'Install podman, or leave --engine out to build with Docker.',
  });
}

function versionOf(command: string): string | undefined {
  try {
    return execFileSync(command, ['--version'], {
      timeout: 20_000,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split('\n')[0];
  } catch {
    return undefined;
  }
}

class PodmanBuilder implements Builder {
  readonly name: string;
  readonly fetchesFrontends = false;
  readonly #program: string;
  readonly #configFormat: string;
  readonly #built: string[] = [];

  constructor(program: string, configFormat: string, name: string) {
    this.#program = program;
    this.#configFormat = configFormat;
    this.name = name;
  }

  async build(request: BuildRequest): Promise<Built> {
    const name = `localhost/dfmod-verify-${process.pid}-${this.#built.length}`;
    this.#built.push(name);
    const log = new StepListing();
    const ignoreFile = `${request.dockerfile}.dockerignore`;
    const args = [
      'build',
      '--layers',
      ...(request.noCache === undefined ? [] : ['--no-cache']),
      ...commonOptions(request),
      ...(existsSync(ignoreFile) ? ['--ignorefile', asGiven({ ...request, dockerfile: ignoreFile })] : []),
      ...Object.entries(request.contexts ?? {}).flatMap(([key, at]) => ['--build-context', `${key}=${at}`]),
      '--tag',
      name,
      '--file',
      asGiven(request),
      request.context,
    ];
    const run = {
      program: this.#program,
      args,
      cwd: request.cwd ?? request.context,
      timeout: request.timeout,
    };
    const { seconds } = await runBuilder(run, log);
    const image = request.image === true ? await this.#readImage(name, new Set(request.wanted)) : undefined;
    return { steps: log.steps(), seconds, image };
  }

  /** In the end: with an image go the layers that it alone has, and they are the next build's cache. */
  close(): void {
    for (const name of this.#built.splice(0)) {
      try {
        execFileSync(this.#program, ['rmi', '--force', name], { timeout: 60_000, stdio: 'ignore' });
      } catch {
        // The build failed before there was an image.
      }
    }
  }

  /** An image that adds nothing to it is exported, since a build exports each of its layers. */
  async #readImage(name: string, wanted: ReadonlySet<string>): Promise<Image> {
    const context = mkdtempSync(join(tmpdir(), 'dfmod-export-'));
    try {
      writeFileSync(join(context, 'Dockerfile'), `FROM ${name}\n`);
      // Without a file for it the image's number would stand behind the archive.
      const args = ['build', '--output=-', '--iidfile=/dev/null', '--file=Dockerfile', context];
      const run = { program: this.#program, args, cwd: context };
      const { read } = await runBuilder(run, new StepListing(), (stdout) => readTree(stdout, wanted));
      if (read === undefined) throw new Error('no image was read');
      return { tree: read, config: this.#readConfig(name) };
    } finally {
      rmSync(context, { recursive: true, force: true });
    }
  }

  #readConfig(name: string): ImageConfig {
    const args = ['inspect', '--type=image', `--format=${this.#configFormat}`, name];
    const text = execFileSync(this.#program, args, {
      timeout: 60_000,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const config: ImageConfig = JSON.parse(text);
    return config;
  }
}
