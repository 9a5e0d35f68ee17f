import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A row of the table of Dockerfiles that stands beside the folder of repositories, by column name. */
export type Row = Readonly<Record<string, string>>;

/** The rows of a tab-separated table with a head line. */
export function readTable(path: string): Row[] {
  const [head = '', ...lines] = readFileSync(path, 'utf8').split(/\r?\n/);
  const names = head.split('\t');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t');
      return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
    });
}

/**
 * Where a row's Dockerfile stands in a folder named `<owner>__<repository>`, or `<owner>__<repository>__<a>__<b>` for the part of
 * a repository below …/a/b; undefined when it does not.
 */
export function pathIn(folder: string, row: Row): string | undefined {
  const [owner = '', name = '', ...below] = basename(folder).split('__');
  const path = row['dockerfile'] ?? '';
  if (row['repo'] !== `${owner}/${name}`) return undefined;
  if (below.length === 0) return path;
  const part = `/${below.join('/')}/`;
  const at = `/${path}`.indexOf(part);
  return at < 0 ? undefined : `/${path}`.slice(at + part.length);
}

/** Copies a stored repository: its files, and an empty one for each path of TREE.txt that was not stored; links of SYMLINKS.tsv. */
export function materialise(source: string, target: string): void {
  const links = new Map(
    linesOf(join(source, 'SYMLINKS.tsv')).map((line): [string, string] => {
      const [path = '', to = ''] = line.split('\t');
      return [path, to];
    }),
  );
  for (const path of linesOf(join(source, 'TREE.txt'))) {
    const copy = join(target, path);
    if (!copy.startsWith(`${target}/`) || throughLink(path, links)) continue;
    mkdirSync(dirname(copy), { recursive: true });
    const link = links.get(path);
    const stored = join(source, path);
    // A link that leads out of the copy is of no use there.
    if (link !== undefined) {
      if (!link.startsWith('/') && join(dirname(copy), link).startsWith(`${target}/`))
        symlinkSync(link, copy);
    } else if (lstatSync(stored, { throwIfNoEntry: false })?.isFile() === true) copyFileSync(stored, copy);
    else writeFileSync(copy, '');
  }
}

const linesOf = (path: string): string[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
    : [];

function throughLink(path: string, links: ReadonlyMap<string, string>): boolean {
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1))
    if (links.has(path.slice(0, at))) return true;
  return false;
}
