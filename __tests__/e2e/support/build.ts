import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseDockerfile } from '../../../src/dockerfile/parse.js';
import type { Builder, BuildRequest, Built } from '../../../src/verify/builder.js';
import { prepare } from './engine.js';

export interface CaseBuild extends Omit<BuildRequest, 'noCache'> {
  /** Runs every step but those of the stages `keep`. */
  readonly noCache?: boolean;
  /** Stages that `noCache` leaves: they bring tools that every case has in common. Then all stages must have a name. */
  readonly keep?: readonly string[];
}

/** Five minutes, in milliseconds. */
const LIMIT = 300_000;

/** Builds what stands in a case's folder, with the network of the host. Rejects with BuildFailed, also when the time is up. */
export async function build(builder: Builder, request: CaseBuild): Promise<Built> {
  const { noCache, keep, ...plain } = request;
  const folder = mkdtempSync(join(tmpdir(), 'dfmod-build-'));
  try {
    return await builder.build({
      timeout: LIMIT,
      ...plain,
      dockerfile: builder.fetchesFrontends ? copied(request, folder) : request.dockerfile,
      options: ['--network=host'],
      ...(noCache === true ? { noCache: withoutCache(request.dockerfile, keep) } : {}),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The text that is built, where it is another one, beside a copy of its own ignore file. */
function copied({ dockerfile }: CaseBuild, folder: string): string {
  const text = readFileSync(dockerfile, 'utf8');
  if (prepare(text) === text) return dockerfile;
  const copy = join(folder, basename(dockerfile));
  writeFileSync(copy, prepare(text));
  if (existsSync(`${dockerfile}.dockerignore`))
    copyFileSync(`${dockerfile}.dockerignore`, `${copy}.dockerignore`);
  return copy;
}

function withoutCache(dockerfile: string, keep: readonly string[] | undefined): true | readonly string[] {
  if (keep === undefined) return true;
  const { stages } = parseDockerfile(readFileSync(dockerfile, 'utf8'));
  return stages.flatMap(({ name }) => {
    if (name === undefined) throw new Error('a Dockerfile with a stage to keep needs a name for each stage');
    return keep.includes(name) ? [] : [name];
  });
}
