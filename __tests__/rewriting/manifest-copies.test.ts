import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { manifestCopies } from '../../src/rewriting/manifest-copies.js';
import { imageFiles } from '../support/image-files.js';

interface Asked {
  readonly copy?: string;
  readonly workdir?: string;
  /** Every file of the context; it lies at `/app/<path>`. */
  readonly files: readonly string[];
  readonly wanted: readonly string[];
  readonly patterns?: readonly string[];
  readonly folders?: readonly string[];
  readonly parents?: boolean;
  /** The folder of the context that lies at /app. */
  readonly source?: string;
}

const inApp = (path: string): string => `/app/${path}`;

function printed({
  copy = 'COPY . .',
  workdir = '/app',
  files,
  wanted,
  patterns = [],
  folders = [],
  parents = false,
  source = '',
}: Asked) {
  const doc = parseDockerfile(`FROM node\n${copy}\n`);
  const instruction = doc.instructions[1];
  if (instruction === undefined) throw new Error('no COPY');
  const tree = imageFiles(Object.fromEntries(files.map((path) => [`/app/${path}`, ''])));
  const origin = (path: string) => ({ copy: instruction, source: source + path.slice('/app/'.length), path });
  const result = manifestCopies(
    {
      manifests: wanted.map((path) => ({ image: inApp(path), ...origin(inApp(path)) })),
      patterns: patterns.map(inApp),
      folders: folders.map(inApp),
      files: { ...tree, origin },
    },
    { doc, workdir, parents },
  );
  return 'refused' in result ? result.refused : result.lines;
}

describe('manifests by themselves', () => {
  test('files of one folder share a line', () => {
    expect(
      printed({
        files: ['package.json', 'package-lock.json', 'index.js'],
        wanted: ['package.json', 'package-lock.json'],
      }),
    ).toEqual(['COPY package.json package-lock.json ./']);
  });

  test.each<[string, Partial<Asked>, string]>([
    [
      'flags of the owner are carried',
      { copy: 'COPY --chown=node:node --link . .' },
      'COPY --chown=node:node --link package.json ./',
    ],
    ['ADD becomes COPY, which unpacks nothing', { copy: 'ADD . /app' }, 'COPY package.json /app/'],
    ['the keyword keeps its case', { copy: 'copy . .' }, 'copy package.json ./'],
    [
      'a path is absolute where the COPY says so',
      { copy: 'COPY . /app/', workdir: '/srv' },
      'COPY package.json /app/',
    ],
    ['a path is relative to WORKDIR', { copy: 'COPY . app', workdir: '/' }, 'COPY package.json app/'],
    ['a folder of the context', { copy: 'COPY web/ .', source: 'web/' }, 'COPY web/package.json ./'],
  ])('%s', (_, asked, line) => {
    expect(printed({ files: ['package.json', 'a.js'], wanted: ['package.json'], ...asked })).toEqual([line]);
  });

  test('a folder that is read as a whole is copied as one', () => {
    const files = [
      'package.json',
      'patches/a.patch',
      'patches/b.patch',
      '.yarn/releases/yarn.cjs',
      'src/a.js',
    ];
    expect(printed({ files, wanted: files.slice(0, 4), folders: ['patches', '.yarn'] })).toEqual([
      'COPY package.json ./',
      'COPY .yarn .yarn/',
      'COPY patches patches/',
    ]);
  });

  test('a member that has nothing but its manifest yet is not copied as a folder', () => {
    const files = ['package.json', 'packages/a/package.json'];
    expect(printed({ files, wanted: files, patterns: ['packages/*/package.json'] })).toEqual([
      'COPY package.json ./',
      'COPY packages/a/package.json packages/a/',
    ]);
  });

  test('a name that would be read as a pattern is refused', () => {
    expect(printed({ files: ['a b/package.json'], wanted: ['a b/package.json'] })).toMatch(/quotes/);
  });
});

describe('workspaces', () => {
  const files = [
    'package.json',
    'package-lock.json',
    'packages/a/package.json',
    'packages/a/i.js',
    'packages/b/package.json',
    'apps/x/package.json',
  ];
  const wanted = files.filter((path) => path.endsWith('.json'));

  test("the definition's globs, where COPY --parents may be used", () => {
    expect(
      printed({ files, wanted, patterns: ['packages/*/package.json', 'apps/*/package.json'], parents: true }),
    ).toEqual([
      'COPY package.json package-lock.json ./',
      'COPY --parents packages/*/package.json apps/*/package.json ./',
    ]);
  });

  test('a glob that matches more than the install reads is written out', () => {
    expect(
      printed({
        files,
        wanted: wanted.filter((path) => !path.includes('/b/')),
        patterns: ['packages/*/package.json'],
        parents: true,
      }),
    ).toContain('COPY --parents packages/a/package.json ./');
  });

  test('below a folder of the context, the path up to the pivot is dropped', () => {
    expect(
      printed({
        files,
        wanted,
        source: 'web/',
        copy: 'COPY web .',
        patterns: ['packages/*/package.json', 'apps/*/package.json'],
        parents: true,
      }),
    ).toContain('COPY --parents web/./packages/*/package.json web/./apps/*/package.json ./');
  });

  test('else one line a folder', () => {
    expect(printed({ files, wanted, patterns: ['packages/*/package.json'] })).toEqual([
      'COPY package.json package-lock.json ./',
      'COPY packages/a/package.json packages/a/',
      'COPY packages/b/package.json packages/b/',
      'COPY apps/x/package.json apps/x/',
    ]);
  });

  test('but not more lines than anybody wants', () => {
    const many = Array.from({ length: 20 }, (_, i) => `packages/p${i}/package.json`);
    expect(printed({ files: many, wanted: many, patterns: ['packages/*/package.json'] })).toMatch(
      /20 COPY lines/,
    );
  });
});
