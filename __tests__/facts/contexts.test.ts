import { describe, expect, test } from '@jest/globals';
import type { Build } from '../../src/builds/build.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { possibleContexts } from '../../src/facts/contexts.js';
import { factsOf } from '../../src/facts/facts.js';

const stated = (context: string | undefined): Build => ({
  dockerfile: 'services/api/Dockerfile',
  context,
  target: undefined,
  args: new Map(),
  platforms: [],
  engine: undefined,
  lifetime: undefined,
  contexts: new Map(),
  evidence: { path: 'compose.yaml', text: `context: ${context ?? '$X'}` },
});

const MANIFESTS = { 'package.json': '{"name":"root"}', 'package-lock.json': '{}' };

interface Case {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly root?: string;
  readonly option?: string;
  readonly builds?: readonly Build[];
}

function contextsOf({ text, files, path = 'services/api/Dockerfile', root = '', option, builds = [] }: Case) {
  const doc = parseDockerfile(text);
  const found = possibleContexts({
    doc,
    facts: factsOf(doc),
    path,
    builds,
    option,
    tree: createMemoryTree({ ...files, [path]: text }),
    repositoryRoot: root,
  });
  return 'known' in found ? found.known.map((context) => context.root) : found.unknown;
}

const COPY_ALL = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n';

describe('what is stated', () => {
  const files = { 'services/api/package.json': '{}', 'web/x': '' };

  test('the option beats all', () => {
    const builds = [stated('web')];
    expect(contextsOf({ text: COPY_ALL, files, builds, option: 'services/api' })).toEqual(['services/api']);
    expect(contextsOf({ text: COPY_ALL, files, builds, option: 'services/api/' })).toEqual(['services/api']);
    expect(contextsOf({ text: COPY_ALL, files, builds, option: '.' })).toEqual(['']);
    expect(contextsOf({ text: COPY_ALL, files, builds, option: 'nowhere' })).toMatchObject({
      evidence: { text: '--context nowhere' },
    });
  });

  test('each stated folder counts once, whatever is in it', () => {
    const builds = [stated('web'), stated(''), stated('web')];
    expect(contextsOf({ text: COPY_ALL, files, builds })).toEqual(['web', '']);
  });

  test.each([undefined, 'gone', 'web/x'])('a context %j makes all of them unknown', (context) => {
    const builds = [stated('web'), stated(context)];
    const found = contextsOf({ text: COPY_ALL, files, builds });
    expect(found).toMatchObject({ evidence: { path: 'compose.yaml', text: `context: ${context ?? '$X'}` } });
  });
});

describe('what is possible', () => {
  test('the only folder with all that is copied', () => {
    const text = 'FROM node:22\nWORKDIR /app\nCOPY services/api/src ./src\n';
    expect(contextsOf({ text, files: { 'services/api/src/a.js': '' } })).toEqual(['']);
    expect(
      contextsOf({ text: text.replace('services/api/', ''), files: { 'services/api/src/a.js': '' } }),
    ).toEqual(['services/api']);
  });

  test('an install tells where COPY . . is built', () => {
    const own = { 'services/api/package.json': '{}', 'services/api/package-lock.json': '{}' };
    expect(contextsOf({ text: COPY_ALL, files: own })).toEqual(['services/api']);
    expect(contextsOf({ text: COPY_ALL, files: MANIFESTS })).toEqual(['']);
  });

  test('several: each of them, the nearest first', () => {
    const files = { ...MANIFESTS, 'services/api/package.json': '{}', 'services/api/package-lock.json': '{}' };
    expect(contextsOf({ text: COPY_ALL, files })).toEqual(['services/api', '']);
  });

  test('none, with what the nearest lacks', () => {
    expect(contextsOf({ text: COPY_ALL, files: {} })).toMatchObject({
      evidence: { text: expect.stringContaining('RUN npm ci') },
    });
    const text = 'FROM scratch\nCOPY missing.txt /\n';
    expect(contextsOf({ text, files: {} })).toMatchObject({
      evidence: { text: 'COPY missing.txt /: nothing in services/api is called missing.txt' },
    });
  });

  test('no folder above the repository root', () => {
    expect(contextsOf({ text: COPY_ALL, files: MANIFESTS, root: 'services' })).toMatchObject({
      reason:
        'no file states the build context, and none of services/api, services holds all that is copied; --context names one',
    });
    expect(contextsOf({ text: COPY_ALL, files: {}, path: 'Dockerfile' })).toMatchObject({
      reason: 'no file states the build context, and . does not hold all that is copied; --context names one',
    });
  });

  test('what the ignore file leaves out is not there', () => {
    const files = { 'a.txt': '', 'services/api/a.txt': '', '.dockerignore': 'a.txt\n' };
    expect(contextsOf({ text: 'FROM scratch\nCOPY a.txt /\n', files })).toEqual(['services/api']);
  });

  test.each([
    ['COPY --from=build /missing /x', 2],
    ['ADD https://example.com/missing /x', 2],
    ['COPY yarn.lock* a.txt /x/', 1],
    ['COPY *.lock /x/', 0],
    ['ARG X\nCOPY $X /x', 2],
    ['RUN --mount=type=bind,source=a.txt,target=/a cat /a', 1],
    ['RUN --mount=type=bind,from=build,source=missing,target=/a cat /a', 2],
  ])('%s', (instruction, folders) => {
    const files = { 'a.txt': '' };
    const found = contextsOf({ text: `FROM scratch\n${instruction}\n`, files, path: 'sub/Dockerfile' });
    if (folders > 0) expect(found).toEqual(folders === 1 ? [''] : ['sub', '']);
    else expect(found).toMatchObject({ reason: expect.stringContaining('holds all that is copied') });
  });
});
