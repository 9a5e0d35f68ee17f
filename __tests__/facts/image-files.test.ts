import { describe, expect, test } from '@jest/globals';
import { createBuildContext } from '../../src/context/create-context.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import type { MemoryEntry } from '../../src/context/memory-tree.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { factsOf } from '../../src/facts/facts.js';
import { copiedBy, destinationsOf, imageFilesAt, unknownCopies } from '../../src/facts/image-files.js';
import { COPIES, PROJECT } from './copy-table.js';

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

/** The last stage of a Dockerfile that is built with the project, and what its copies brought. */
function build(text: string, project: Readonly<Record<string, MemoryEntry>> = PROJECT) {
  const context = createBuildContext(createMemoryTree(project), '', 'Dockerfile');
  const facts = factsOf(parseDockerfile(text));
  const stage = facts.stages.at(-1);
  if (stage === undefined) throw new Error('no stage');
  const end = facts.doc.instructions.length;
  return {
    context,
    facts,
    stage,
    files: imageFilesAt(facts, context, stage, end),
    unknown: unknownCopies(facts, context, stage, end).map(({ place }) => place),
    copies: stage.stage.instructions.filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD'),
  };
}

const app = (instructions: string) => build(`FROM scratch\nWORKDIR /app\n${instructions}\n`);

describe('what real builds brought', () => {
  test.each(COPIES)('%j', (instructions, brought) => {
    const { files, unknown } = app(instructions);
    expect(unknown).toEqual([]);
    const found = files.list('/').map((path) => {
      const [first = ''] = (files.read(path) ?? 'not read').split('\n');
      return files.kind(path) === 'symlink' ? `${path} ->` : `${path} ${first}`.trim();
    });
    expect(found).toEqual(lines(brought));
  });
});

describe('a path', () => {
  const { files } = app('COPY . .');

  test.each([
    ['/app/package.json', 'file', 'p', 'package.json'],
    ['/app/src/up', 'symlink', undefined, 'src/up'],
    ['/app/linked/a.js', 'file', 'a', 'src/lib/a.js'],
    ['/app/src/up/one/package.json', 'file', '1', 'packages/one/package.json'],
    ['/app/src/self.js', 'symlink', 'i', 'src/self.js'],
    ['/app/src', 'directory', undefined, undefined],
    ['/app', 'directory', undefined, undefined],
    ['/', 'directory', undefined, undefined],
    ['/app/secret/key.pem', undefined, undefined, undefined],
    ['/app/secret', undefined, undefined, undefined],
    ['/app/ignored/a.txt', undefined, undefined, undefined],
    ['/package.json', undefined, undefined, undefined],
    ['/app/package.json/x', undefined, undefined, undefined],
  ])('%s is a %s', (path, kind, text, source) => {
    expect(files.kind(path)).toBe(kind);
    expect(files.read(path)).toBe(text);
    expect(files.origin(path)?.source).toBe(source);
  });

  test('a folder behind a link lists what it leads to, under its own name', () => {
    expect(files.list('/app/linked')).toEqual(['/app/linked/a.js', '/app/linked/b.ts']);
    expect(files.list('/app/src/up/one')).toEqual([
      '/app/src/up/one/package.json',
      '/app/src/up/one/src/x.js',
    ]);
  });

  test('a link that leaves what was copied leads to nothing', () => {
    const tree = { away: { link: '/etc' }, round: { link: 'round' }, up: { link: '../../x' } };
    const { files: odd } = build('FROM scratch\nWORKDIR /app\nCOPY . .\n', tree);
    const texts = Object.keys(tree).map((name) => odd.read(`/app/${name}`));
    expect(texts).toEqual([undefined, undefined, undefined]);
    expect(odd.kind('/app/away')).toBe('symlink');
  });

  test('it is told where in the project it lies', () => {
    const tree = createMemoryTree({ 'api/package.json': '{}', 'api/Dockerfile': '' });
    const context = createBuildContext(tree, 'api', 'api/Dockerfile');
    const facts = factsOf(parseDockerfile('FROM scratch\nCOPY package.json /x/\n'));
    const [stage] = facts.stages;
    const origin = stage && imageFilesAt(facts, context, stage, 2).origin('/x/package.json');
    expect(origin).toMatchObject({ source: 'package.json', path: 'api/package.json' });
    expect(origin?.copy.keyword).toBe('COPY');
  });
});

test('only what stands in front of the instruction counts, and the last copy wins', () => {
  const { facts, context, stage } = app('COPY package.json x\nCOPY README.md x\nRUN true');
  const at = (index: number) => imageFilesAt(facts, context, stage, index);
  expect([2, 3, 4].map((index) => at(index).read('/app/x'))).toEqual([undefined, 'p', 'r']);
  expect(at(4).origin('/app/x')?.source).toBe('README.md');
});

test('stages that it is built on count, and what they have in ONBUILD', () => {
  const base = 'FROM scratch AS base\nWORKDIR /app\nCOPY package.json .\nONBUILD COPY README.md .\n';
  const rest = 'FROM scratch AS other\nCOPY docs /app\nFROM base\nCOPY src src\n';
  const { files } = build(base + rest);
  expect(files.list('/app').filter((path) => !path.startsWith('/app/src'))).toEqual([
    '/app/README.md',
    '/app/package.json',
  ]);
  expect(files.kind('/app/src/index.js')).toBe('file');
  expect(build(base).files.kind('/app/README.md')).toBeUndefined();
});

test('a destination that nothing shows to be a folder is the file, and the folder when it is asked as one', () => {
  const { files } = build('FROM unknown\nCOPY package.json /opt/thing\n');
  expect(files.read('/opt/thing')).toBe('p');
  expect(files.read('/opt/thing/package.json')).toBe('p');
  expect(files.kind('/opt/thing/other.json')).toBeUndefined();
});

describe('--parents', () => {
  test.each([
    ['packages/*/package.json', '/app/packages/one/package.json /app/packages/two/package.json'],
    ['./packages/one/package.json README.md', '/app/README.md /app/packages/one/package.json'],
    ['packages/./*/package.json', '/app/one/package.json /app/two/package.json'],
    ['./packages/./one', '/app/one/package.json /app/one/src/x.js'],
    ['**/package.json', '/app/package.json /app/packages/one/package.json /app/packages/two/package.json'],
    ['--exclude=**/two packages/*/package.json', '/app/packages/one/package.json'],
    ['missing.json', ''],
  ])('%s', (words, expected) => {
    const { files, unknown } = app(`COPY --parents ${words} ./`);
    expect(files.list('/').join(' ')).toBe(expected);
    expect(unknown).toEqual([]);
  });

  test('a folder is made only for what comes', () => {
    const { files } = app('COPY --parents packages/*/package.json ./');
    expect(files.kind('/app/packages/one')).toBe('directory');
    expect(files.kind('/app/packages/one/src')).toBeUndefined();
  });

  test('what lies behind a link cannot be told', () => {
    expect(app('COPY --parents linked/*.js ./').unknown).toEqual(['/app']);
  });
});

describe('what is not known', () => {
  test.each([
    ['COPY --from=build /out ./', '/app'],
    ['COPY --from=build /app/package-lock.json ./', '/app/package-lock.json'],
    ['COPY --from=build /app/*.json ./', '/app'],
    ['COPY --from=build /app/dist dist', '/app/dist'],
    ['COPY <<EOF .npmrc\nx\nEOF', '/app/.npmrc'],
    ['COPY <<file.txt package.json ./\nx\nfile.txt', '/app/file.txt'],
    ['ADD rootfs.tar.gz /', '/'],
    ['ADD https://example.com/a/x.json?y=1 ./', '/app/x.json'],
    ['ADD https://example.com/x.json y.json', '/app/y.json'],
    ['ADD https://example.com/ ./', '/app'],
    ['ADD https://github.com/a/b.git /src', '/src'],
    ['ADD git@github.com:a/b.git /src', '/src'],
    ['ARG DIR\nCOPY $DIR ./', '/app'],
    ['ARG DIR\nCOPY package.json $DIR/', '/'],
    ['COPY --exclude=*.json package.json README.md ./', '/app/package.json'],
    ['COPY --exclude=$X . .', '/app'],
  ])('%j', (instruction, place) => {
    const { unknown, facts, context, stage, copies } = app(instruction);
    expect(unknown).toEqual([place]);
    const [copy] = copies;
    const destinations = copy && destinationsOf(facts, context, stage, copy);
    if (instruction.includes('$DIR/')) expect(destinations).toBeUndefined();
    else expect(destinations).toContain(place);
  });

  test('an archive is told by what is in it, and --unpack=false keeps it', () => {
    expect(build('FROM scratch\nADD base /\n', { base: 'BZh91AY' }).unknown).toEqual(['/']);
    expect(build('FROM scratch\nADD base /\n', { base: 'text' }).unknown).toEqual([]);
    expect(app('ADD --unpack=false rootfs.tar.gz ./').files.kind('/app/rootfs.tar.gz')).toBe('file');
  });

  test('what may have been written over has no origin any more, what came later has', () => {
    const over = app('COPY . .\nCOPY --from=build /out ./src').files;
    expect(over.origin('/app/src/index.js')).toBeUndefined();
    expect(over.read('/app/src/index.js')).toBe('i');
    expect(over.origin('/app/package.json')?.source).toBe('package.json');
    const under = app('COPY --from=build /out ./src\nCOPY . .').files;
    expect(under.origin('/app/src/index.js')?.source).toBe('src/index.js');
  });

  test('a source behind a link out of the context', () => {
    expect(build('FROM scratch\nCOPY away /x\n', { away: { link: '/etc' } }).unknown).toEqual(['/x']);
  });

  test('where the working directory is not known', () => {
    expect(build('FROM unknown\nCOPY . .\n').unknown).toEqual(['/']);
    const windows = 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY . /app\n';
    expect(build(windows).unknown).toEqual(['/']);
  });
});

describe('one copy', () => {
  test.each([
    [
      'COPY src/lib package*.json ./',
      '/app/a.js=src/lib/a.js /app/b.ts=src/lib/b.ts /app/package-lock.json=package-lock.json /app/package.json=package.json',
      '/app /app/package-lock.json /app/package.json',
    ],
    ['COPY linked /x/', '/x/a.js=linked/a.js /x/b.ts=linked/b.ts', '/x'],
    ['COPY link.json /x/', '/x/link.json=link.json', '/x/link.json'],
    ['COPY packages/*/package.json ./', '/app/package.json=packages/two/package.json', '/app/package.json'],
    ['COPY --from=build /x /y', '', '/y'],
    ['COPY missing ./', '', ''],
  ])('%s', (instruction, brought, places) => {
    const { facts, context, stage, copies } = app(instruction);
    const [copy] = copies;
    if (copy === undefined) throw new Error('no copy');
    const files = copiedBy(facts, context, stage, copy);
    expect(files.map(({ image, source }) => `${image}=${source}`).join(' ')).toBe(brought);
    expect(destinationsOf(facts, context, stage, copy)?.join(' ')).toBe(places);
    // By the name of its source a file can be copied again.
    for (const { source } of files) expect(context.sources(source)).toHaveLength(1);
  });
});

test('asking for one path walks no folder', () => {
  const tree = createMemoryTree(PROJECT);
  const unwalked = {
    committed: false,
    mayAppear: () => [],
    list: (): never => {
      throw new Error('walked');
    },
    entries: (folder: string) => tree.entries(folder),
    kind: (path: string) => tree.kind(path),
    read: (path: string) => tree.read(path),
    link: (path: string) => tree.link(path),
    executable: (path: string) => tree.executable(path),
  };
  const context = createBuildContext(unwalked, '', 'Dockerfile');
  const text = 'FROM scratch\nWORKDIR /app\nCOPY package*.json ./\nCOPY . .\nCOPY src/*.txt ./\n';
  const facts = factsOf(parseDockerfile(text));
  const [stage] = facts.stages;
  const copy = stage?.stage.instructions.at(-1);
  if (stage === undefined || copy === undefined) throw new Error('no copy');
  const files = imageFilesAt(facts, context, stage, 9);
  expect(files.read('/app/package.json')).toBe('p');
  expect(files.origin('/app/notes.txt')?.source).toBe('src/notes.txt');
  expect(files.kind('/app/none')).toBeUndefined();
  expect(destinationsOf(facts, context, stage, copy)).toEqual(['/app/notes.txt']);
});

test('the mode that a COPY brings, which --chmod changes', () => {
  const executable = new Set(['bin/x', 'target']);
  const tree = createMemoryTree({ 'bin/x': 'x', 'bin/y': 'y', target: 't', link: { link: 'target' } });
  const context = createBuildContext(
    {
      committed: true,
      mayAppear: () => [],
      list: (dir: string) => tree.list(dir),
      entries: (dir: string) => tree.entries(dir),
      kind: (path: string) => tree.kind(path),
      read: (path: string) => tree.read(path),
      link: (path: string) => tree.link(path),
      executable: (path: string) => executable.has(path),
    },
    '',
    'Dockerfile',
  );
  const modes = (instructions: string) => {
    const facts = factsOf(parseDockerfile(`FROM scratch\nWORKDIR /app\n${instructions}\n`));
    const [stage] = facts.stages;
    if (stage === undefined) throw new Error('no stage');
    const files = imageFilesAt(facts, context, stage, 9);
    return ['bin/x', 'bin/y', 'link', 'bin', 'none'].map((path) => files.executable(`/app/${path}`));
  };
  expect(modes('COPY . .')).toEqual([true, false, true, undefined, undefined]);
  expect(modes('COPY --chmod=644 . .')).toEqual(Array(5).fill(undefined));
  expect(modes('COPY . .\nCOPY --chmod=600 bin/x bin/')).toEqual([
    undefined,
    false,
    true,
    undefined,
    undefined,
  ]);
});
