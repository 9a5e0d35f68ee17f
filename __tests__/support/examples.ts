import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rewriteDockerfile } from '../../src/engine/rewrite.js';
import type { RewriteOptions } from '../../src/engine/rewrite.js';
import { rewriteSnapshot } from '../../src/project/rewrite-snapshot.js';
import type { FileReport } from '../../src/types.js';

export interface Example {
  /** `<transform or ecosystem>/<case>`. */
  readonly name: string;
  readonly folder: string;
  readonly title: string;
  readonly options: RewriteOptions;
  /** `<transform>: <code>` of each skip, sorted. */
  readonly skips: readonly string[];
  /** The project by path; a Dockerfile alone is one of which nothing else is known. */
  readonly files: Readonly<Record<string, string>>;
  /** The expected patches of all files, in the order of their paths; empty when nothing must change. */
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
    files: readProject(folder),
    patch: existsSync(patchFile) ? readFileSync(patchFile, 'utf8') : '',
  };
}

const OF_THE_EXAMPLE = new Set(['example.json', 'expected.patch']);

function readProject(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    if (entry.isFile() && !OF_THE_EXAMPLE.has(path)) files[path] = readFileSync(join(folder, path), 'utf8');
  }
  return files;
}

/** Rewrites a project, in the order of its paths. */
export async function rewriteFiles(
  files: Readonly<Record<string, string>>,
  options: RewriteOptions = {},
): Promise<readonly FileReport[]> {
  const [path, ...more] = Object.keys(files);
  if (path === 'Dockerfile' && more.length === 0) return [rewriteText(files[path] ?? '', options)];
  return (await rewriteSnapshot({ files }, options)).reports;
}

/** Rewrites a text as a lone Dockerfile. */
export const rewriteText = (text: string, options: RewriteOptions = {}, latin1 = false): FileReport =>
  rewriteDockerfile(
    { path: 'Dockerfile', text, latin1, builds: [], tree: undefined, repositoryRoot: '' },
    options,
  );

export const skipNames = (...reports: readonly FileReport[]): string[] =>
  reports
    .flatMap(({ skips }) => skips)
    .map(({ transform, code }) => `${transform}: ${code}`)
    .sort();
