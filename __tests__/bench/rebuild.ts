/**
 * Builds projects from the Dockerfile as it is and from the rewritten one, and times three rebuilds of each: nothing changed, a source
 * edited, a dependency bumped. Prints a Markdown table, and the mean and median reduction. All is measured in one run:
 *
 *     npm run bench:rebuild [-- <name of a project>…]
 *
 * Needs Docker; the first builds, which warm the caches of both sides, are not counted.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const root = process.cwd();
const program = join(root, 'bin/dfmod.js');
const PROJECTS = join(root, '__tests__/bench/projects');
const CASES = join(root, '__tests__/e2e/cases');

interface Project {
  readonly name: string;
  readonly folder: string;
  /** A source file; default: the one that verify finds. */
  readonly touch: string | undefined;
}

interface Run {
  readonly seconds?: number;
}

interface Rebuild {
  readonly edit: 'nothing' | 'source' | 'manifest';
  readonly before: Run;
  readonly after: Run;
}

interface Document {
  readonly images: readonly { readonly status: string; readonly rebuilds: readonly Rebuild[] }[];
}

interface CaseFile {
  readonly changed?: boolean;
  readonly engine?: string;
  readonly touch?: string;
  readonly builds?: readonly unknown[];
  readonly bump?: unknown;
}

function projects(wanted: readonly string[]): Project[] {
  const own = readdirSync(PROJECTS).map((name): Project => ({
    name,
    folder: join(PROJECTS, name),
    touch: undefined,
  }));
  const cases = readdirSync(CASES).flatMap((name): Project[] => {
    const folder = join(CASES, name);
    const { changed, engine, touch, builds, bump }: CaseFile = JSON.parse(
      readFileSync(join(folder, 'case.json'), 'utf8'),
    );
    const fits =
      changed === true &&
      engine === undefined &&
      builds === undefined &&
      bump !== undefined &&
      touch !== undefined;
    return fits ? [{ name, folder, touch }] : [];
  });
  return [...own, ...cases].filter(({ name }) => wanted.length === 0 || wanted.includes(name));
}

function measure({ name, folder, touch }: Project): Rebuild[] {
  const copy = mkdtempSync(join(tmpdir(), 'dfmod-bench-'));
  const scratch = mkdtempSync(join(tmpdir(), 'dfmod-bump-'));
  const bump = join(folder, 'bump');
  try {
    cpSync(folder, copy, {
      recursive: true,
      filter: (path) => relative(folder, path) !== 'case.json' && !path.startsWith(bump),
    });
    const bumps = existsSync(bump)
      ? readdirSync(bump, { recursive: true, encoding: 'utf8', withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => relative(bump, join(entry.parentPath, entry.name)))
      : [];
    const options = [
      ...(touch === undefined ? [] : ['--touch', touch]),
      ...bumps.flatMap((path) => ['--bump', `${path}=${replacement(bump, path, scratch)}`]),
    ];
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [program, 'verify', '--quiet', '--network', 'host', '--format', 'json', ...options],
      { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 26 },
    );
    const { images }: Document = JSON.parse(stdout || '{"images":[]}');
    const [image] = images;
    if (image?.status !== 'same') {
      process.stderr.write(`${name} is left out: ${image?.status ?? 'nothing was built'} ${stderr}\n`);
      return [];
    }
    return [...image.rebuilds];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(copy, { recursive: true, force: true });
  }
}

/** With something that no build has seen before: a known text could be answered from an older cache entry. */
function replacement(bump: string, path: string, scratch: string): string {
  const text = readFileSync(join(bump, path), 'utf8');
  const token = `bench-${process.pid}-${Date.now()}`;
  // Blanks at the end mean nothing in a manifest; a lock file goes with it as it is.
  const blanks = Date.now().toString(2).replaceAll('0', ' ').replaceAll('1', '\t');
  const other = /(?:package\.json|requirements.*\.txt)$/.test(path)
    ? `${text.replaceAll('{{token}}', token)}${blanks}\n`
    : text.replaceAll('{{token}}', token);
  const file = join(scratch, path.replaceAll('/', '-'));
  writeFileSync(file, other);
  return file;
}

const shown = ({ seconds }: Run): string => (seconds === undefined ? 'failed' : seconds.toFixed(1));

function cells(rebuild: Rebuild | undefined): string {
  return rebuild === undefined ? ' | ' : `${shown(rebuild.before)} | ${shown(rebuild.after)}`;
}

function reduction({ before, after }: Rebuild): number[] {
  return before.seconds === undefined || after.seconds === undefined
    ? []
    : [1 - after.seconds / before.seconds];
}

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;

function summary(label: string, values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `${label}: mean ${percent(mean)}, median ${percent(median)} less time (${values.length} projects)\n`;
}

const rebuilds = { source: [] as Rebuild[], manifest: [] as Rebuild[] };
process.stdout.write(
  '| project | nothing changed: before | after | source edited: before | after | dependency bumped: before | after |\n',
);
process.stdout.write('| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n');
for (const project of projects(process.argv.slice(2))) {
  const measured = measure(project);
  if (measured.length === 0) continue;
  const of = (edit: Rebuild['edit']): Rebuild | undefined => measured.find((each) => each.edit === edit);
  const [source, manifest] = [of('source'), of('manifest')];
  if (source) rebuilds.source.push(source);
  if (manifest) rebuilds.manifest.push(manifest);
  process.stdout.write(
    `| ${project.name} | ${cells(of('nothing'))} | ${cells(source)} | ${cells(manifest)} |\n`,
  );
}
process.stdout.write('\n');
process.stdout.write(summary('source edited', rebuilds.source.flatMap(reduction)));
process.stdout.write(summary('dependency bumped', rebuilds.manifest.flatMap(reduction)));
