import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');

/** The house, from the ground up: a file may import from its own room and from floors below. See docs/architecture.md. */
const FLOORS: readonly (readonly string[])[] = [
  ['src/types.ts', 'src/verify-types.ts', 'src/errors.ts', 'src/reason-codes.ts'],
  ['src/text'],
  ['src/dockerfile', 'src/shell', 'src/context', 'src/builds'],
  ['src/install-inputs.ts', 'src/call-arguments.ts'],
  ['src/ecosystem-api.ts', 'src/base-image-api.ts'],
  ['src/language-inputs'],
  [
    'src/node-packages',
    'src/php-packages',
    'src/python-packages',
    'src/ruby-packages',
    'src/system-packages',
    'src/go-modules',
  ],
  ['src/node-packages', 'src/python-packages', 'src/system-packages', 'src/go-modules', 'src/java-projects'],
  ['src/ecosystems', 'src/base-images'],
  ['src/facts'],
  ['src/rewriting'],
  ['src/transform-api.ts'],
  ['transforms'],
  ['src/engine'],
  ['src/project', 'src/verify'],
  ['src/report'],
  ['src/index.ts', 'src/cli'],
];

/** Rooms that may import less than the floors below them. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  'src/report': ['src/types.ts', 'src/verify-types.ts', 'src/report'],
  transforms: ['src/transform-api.ts', 'transforms'],
};

/** Packages that one room alone may import. */
const OWNERS: Readonly<Record<string, string>> = {
  'dockerfile-ast': 'src/dockerfile',
  'vscode-languageserver-textdocument': 'src/dockerfile',
  unbash: 'src/shell',
  diff: 'src/text',
  prettier: 'src/project',
  'tar-stream': 'src/verify',
  yargs: 'src/cli',
};

const FILE_SYSTEM = new Set([
  'node:fs',
  'node:fs/promises',
  'node:child_process',
  'node:net',
  'node:http',
  'node:https',
]);
const MAY_READ_DISK = new Set(['src/context', 'src/project', 'src/verify', 'src/cli']);

const sources = ['src', 'transforms'].flatMap((dir) =>
  readdirSync(join(ROOT, dir), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(dir, file).replaceAll('\\', '/')),
);

const roomOf = (file: string) => FLOORS.flat().find((room) => file === room || file.startsWith(`${room}/`));
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => specifier);
}

const resolved = (file: string, specifier: string) =>
  relative(ROOT, join(ROOT, dirname(file), specifier))
    .replaceAll('\\', '/')
    .replace(/\.js$/, '.ts');

describe('the house', () => {
  test('every source file stands in a room', () => {
    expect(sources.filter((file) => roomOf(file) === undefined)).toEqual([]);
  });

  test('imports only go down', () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => resolved(file, specifier))
        .filter((target) => {
          const [from, to] = [roomOf(file), roomOf(target)];
          if (from === undefined || to === undefined) return true;
          if (ONLY[from] && !ONLY[from].includes(to)) return true;
          return from !== to && floorOf(to) >= floorOf(from);
        })
        .map((target) => `${file} -> ${target}`),
    );
    // A file of data on the lowest floors may name the codes it explains.
    expect(wrong.filter((line) => line !== 'src/reason-codes.ts -> src/types.ts')).toEqual([]);
  });

  test('each package has one owner', () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => OWNERS[specifier] !== undefined && OWNERS[specifier] !== roomOf(file))
        .map((specifier) => `${file} -> ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  test('only the rooms that must touch the file system', () => {
    const wrong = sources.filter(
      (file) =>
        !MAY_READ_DISK.has(roomOf(file) ?? '') &&
        importsOf(file).some((specifier) => FILE_SYSTEM.has(specifier)),
    );
    expect(wrong).toEqual([]);
  });

  test('only src/project writes, and src/verify its own copies', () => {
    const wrong = sources.filter(
      (file) =>
        !['src/project', 'src/verify'].includes(roomOf(file) ?? '') &&
        /\b(writeFile|writeFileSync|renameSync|rmSync|mkdirSync|unlinkSync|appendFileSync)\b/.test(
          readFileSync(join(ROOT, file), 'utf8'),
        ),
    );
    expect(wrong.filter((file) => file !== 'src/cli/output.ts')).toEqual([]);
  });

  test('no source file is longer than 300 lines', () => {
    const long = sources.filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 301);
    expect(long).toEqual([]);
  });
});
