import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A case of the examples folder: what changes in it, or the file that is left and why. */
export interface ExampleCase {
  readonly title: string;
  /** The patch; empty when nothing changes. */
  readonly patch: string;
  readonly dockerfile: string;
  /** `<transform>: <reason code>`. */
  readonly skips: readonly string[];
}

/** The package's own folder: the program runs from `dist`, tests from `src`. */
function examplesRoot(): string | undefined {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const examples = join(folder, 'examples');
    if (existsSync(examples) && existsSync(join(folder, 'package.json'))) return examples;
    if (dirname(folder) === folder) return undefined;
  }
}

const folders = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    : [];

/** The cases of a transform or ecosystem; for a reason code those of any folder that it is given in. */
export function examplesOf(id: string): ExampleCase[] {
  const root = examplesRoot();
  if (root === undefined) return [];
  const own = folders(join(root, id)).map((name) => readCase(join(root, id, name)));
  if (own.length > 0) return own;
  const all = folders(root).flatMap((topic) =>
    folders(join(root, topic)).map((name) => readCase(join(root, topic, name))),
  );
  return all.filter(({ skips }) => skips.some((skip) => skip.endsWith(`: ${id}`)));
}

function readCase(folder: string): ExampleCase {
  const told: { title: string; skips?: string[] } = JSON.parse(
    readFileSync(join(folder, 'example.json'), 'utf8'),
  );
  const patch = join(folder, 'expected.patch');
  return {
    title: told.title,
    patch: existsSync(patch) ? readFileSync(patch, 'utf8') : '',
    dockerfile: readFileSync(join(folder, 'Dockerfile'), 'utf8'),
    skips: told.skips ?? [],
  };
}
