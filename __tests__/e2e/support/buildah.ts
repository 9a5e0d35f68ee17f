import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { dockerfileOf, runBuilder, type BuildRequest, type Built, type ImageConfig } from './build.js';
import type { Step } from './progress.js';

const program = process.env['DFMOD_BUILDAH'] ?? 'buildah';

/** Whether there is a second engine: buildah in the PATH, or the program that DFMOD_BUILDAH names. */
export function hasBuildah(): boolean {
  try {
    execFileSync(program, ['--version'], { timeout: 20_000, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const built: string[] = [];

/** Builds with buildah. Rejects with BuildFailed, also when the time is up. */
export async function buildWithBuildah(request: BuildRequest): Promise<Built> {
  const name = `localhost/dfmod-e2e-${process.pid}-${built.length}`;
  built.push(name);
  const plain: BuildRequest = { ...request, image: false };
  const args = [
    'build',
    '--layers',
    '--network=host',
    ...(request.noCache === true ? ['--no-cache'] : []),
    ...(request.target === undefined ? [] : ['--target', request.target]),
    '--tag',
    name,
    '--file',
    relative(request.context, dockerfileOf(request)),
    request.context,
  ];
  const { log } = await runBuilder(program, args, plain, new StepListing());
  return { steps: log.steps(), image: request.image === true ? await readImage(request, name) : undefined };
}

/** To be called at the end: with an image buildah removes the layers that it alone has, and they are the next build's cache. */
export function removeImages(): void {
  for (const name of built.splice(0)) removeImage(name);
}

/** The file system of an image: an image that adds nothing to it is exported, since a build exports each of its layers. */
async function readImage(request: BuildRequest, name: string): Promise<NonNullable<Built['image']>> {
  const context = mkdtempSync(join(tmpdir(), 'dfmod-export-'));
  try {
    writeFileSync(join(context, 'Dockerfile'), `FROM ${name}\n`);
    // Without a file for it the image's number would stand behind the archive.
    const args = ['build', '--output=-', '--iidfile=/dev/null', '--file=Dockerfile', context];
    const { tree } = await runBuilder(program, args, { ...request, context }, new StepListing());
    if (tree === undefined) throw new Error('no image was read');
    return { tree, config: readConfig(name) };
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

function readConfig(name: string): ImageConfig {
  const args = ['inspect', '--type=image', '--format={{json .OCIv1.Config}}', name];
  const text = execFileSync(program, args, {
    timeout: 60_000,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const config: ImageConfig = JSON.parse(text);
  return config;
}

function removeImage(name: string): void {
  try {
    execFileSync(program, ['rmi', '--force', name], { timeout: 60_000, stdio: 'ignore' });
  } catch {
    // The build failed before there was an image.
  }
}

/** Reads what buildah prints: `[1/2] STEP 3/5: RUN …`, then the step's own output, then `--> Using cache …` or `--> <layer>`. */
export class StepListing {
  #text = '';

  add(chunk: string): void {
    this.#text += chunk;
  }

  steps(): Step[] {
    const steps: Step[] = [];
    for (const line of this.#text.split('\n')) {
      const [, stage = '', position, name] = /^(?:\[(\d+\/\d+)\] )?STEP (\d+\/\d+): (.*)$/.exec(line) ?? [];
      const last = steps.at(-1);
      if (position !== undefined && name !== undefined)
        steps.push({ name, position: `[${stage} ${position}]`, ran: true, output: '' });
      else if (last !== undefined)
        steps[steps.length - 1] = line.startsWith('--> Using cache ')
          ? { ...last, ran: false }
          : { ...last, output: `${last.output}${line}\n` };
    }
    return steps.filter(({ name }) => !name.startsWith('FROM '));
  }

  failure(): string {
    return this.#text.slice(-3000);
  }
}
