import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rewriteDockerfile } from '../../src/engine/rewrite.js';
import type { RewriteOptions } from '../../src/engine/rewrite.js';
import type { FileReport } from '../../src/types.js';

export interface Example {
  /** `<transform or ecosystem>/<case>`. */
  readonly name: string;
  readonly folder: string;
  readonly title: string;
  readonly options: RewriteOptions;
  /** `<transform>: <code>` of each skip, sorted. */
  readonly skips: readonly string[];
  readonly text: string;
  /** The expected patch; empty when nothing must change. */
  readonly patch: string;
}

const ROOT = join(import.meta.dirname, '..', '..', 'examples');

const foldersIn = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

export function readExamples(): Example[] {
  return foldersIn(ROOT).flatMap((topic) =>
    foldersIn(join(ROOT, topic)).map((name) => readExample(`${topic}/${name}`)),
  );
}

/** `example.json`. */
interface Told {
  readonly title: string;
  readonly options?: RewriteOptions;
  readonly skips?: readonly string[];
}

function readExample(name: string): Example {
  const folder = join(ROOT, name);
  const told: Told = JSON.parse(readFileSync(join(folder, 'example.json'), 'utf8'));
  const patchFile = join(folder, 'expected.patch');
  return {
    name,
    folder,
    title: told.title,
    options: told.options ?? {},
    skips: told.skips ?? [],
    text: readFileSync(join(folder, 'Dockerfile'), 'utf8'),
    patch: existsSync(patchFile) ? readFileSync(patchFile, 'utf8') : '',
  };
}

/** Rewrites a text as a lone Dockerfile. */
export const rewriteText = (text: string, options: RewriteOptions = {}, latin1 = false): FileReport =>
  rewriteDockerfile(
    { path: 'Dockerfile', text, latin1, builds: [], tree: undefined, repositoryRoot: '' },
    options,
  );

export const skipNames = (report: FileReport): string[] =>
  report.skips.map(({ transform, code }) => `${transform}: ${code}`).sort();
