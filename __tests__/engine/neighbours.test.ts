import { expect, test } from '@jest/globals';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { Surroundings } from '../../src/engine/surroundings.js';
import { createBuildContext } from '../../src/context/create-context.js';
import { kindOfBuildFile, readBuilds } from '../../src/builds/find-builds.js';
import { rewrite } from '../../src/index.js';

const TEXT = 'FROM node:22\nCOPY package.json ./\n';

/** The other Dockerfiles that may read the ignore file of the root, and whether that is stated. */
async function sharersOfRoot(files: Readonly<Record<string, string>>) {
  const tree = createMemoryTree({ Dockerfile: TEXT, 'package.json': '{}', ...files });
  const stated = await Promise.all(
    Object.entries(files).map(async ([path, text]) =>
      kindOfBuildFile(path) === undefined ? [] : (await readBuilds(path, text)).builds,
    ),
  );
  const surroundings = new Surroundings(
    {
      path: 'Dockerfile',
      builds: [],
      tree,
      repositoryRoot: '',
      context: undefined,
      neighbours: () =>
        Object.keys(files)
          .filter((path) => path.endsWith('Dockerfile'))
          .map((path) => ({
            path,
            text: files[path] ?? '',
            builds: stated.flat().filter(({ dockerfile }) => dockerfile === path),
          })),
      hintFor: () => undefined,
    },
    parseDockerfile(TEXT),
  );
  const context = createBuildContext(tree, '', 'Dockerfile');
  return surroundings.sharing(context).map(({ path, stated: says }) => [path, says]);
}

test('a Dockerfile that only its own folder fits does not read the ignore file above it', async () => {
  const own = { 'api/Dockerfile': 'FROM node:22\nCOPY server.js ./\n', 'api/server.js': '' };
  expect(await sharersOfRoot(own)).toEqual([]);
  expect(await sharersOfRoot({ ...own, 'server.js': '' })).toEqual([['api/Dockerfile', false]]);
});

test('one that no folder fits may be built with any', async () => {
  expect(await sharersOfRoot({ 'api/Dockerfile': 'FROM node:22\nCOPY dist ./\n' })).toEqual([
    ['api/Dockerfile', false],
  ]);
});

const compose = (context: string) =>
  `services: {a: {build: {context: "${context}", dockerfile: ${context === '.' ? 'api/' : ''}Dockerfile}}}\n`;

test('what is stated holds, whatever is there', async () => {
  const files = { 'api/Dockerfile': 'FROM node:22\nCOPY server.js ./\n', 'api/server.js': '' };
  expect(await sharersOfRoot({ ...files, 'compose.yaml': compose('.') })).toEqual([['api/Dockerfile', true]]);
  expect(await sharersOfRoot({ ...files, 'compose.yaml': compose('./api') })).toEqual([]);
});

const PROJECT = {
  'app/Dockerfile': 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
  'app/package.json': '{"name": "app"}\n',
  'app/package-lock.json': '{"name": "app", "lockfileVersion": 3, "packages": {"": {"name": "app"}}}\n',
};

test('the context that a transform found is reported, without evidence', async () => {
  const { reports } = await rewrite({ files: PROJECT });
  expect(reports.find(({ path }) => path === 'app/Dockerfile')?.builds).toEqual([{ context: 'app' }]);
  const plain = await rewrite({ files: { Dockerfile: 'FROM debian\nRUN apt-get update\n' } });
  expect(plain.reports[0]?.builds).toEqual([]);
});

test('a change that needs what another Dockerfile’s change makes of the ignore file names it', async () => {
  const files = {
    ...PROJECT,
    'app/b.Dockerfile': PROJECT['app/Dockerfile'],
    'compose.yaml':
      'services: {a: {build: {context: app}}, b: {build: {context: app, dockerfile: b.Dockerfile}}}\n',
  };
  const { reports } = await rewrite({ files });
  expect(
    reports.map(({ path, others }: { path: string; others?: readonly unknown[] }) => [
      path,
      others?.length ?? 0,
    ]),
  ).toEqual([
    ['app/.dockerignore', 0],
    ['app/Dockerfile', 1],
    ['app/b.Dockerfile', 0],
  ]);
  const splits = reports
    .filter(({ companion }) => companion === undefined)
    .flatMap(({ changes }) => changes.filter(({ transform }) => transform === 'split-copy'));
  expect(splits.map(({ files: needed }) => needed)).toEqual([
    ['app/Dockerfile', 'app/.dockerignore'],
    ['app/b.Dockerfile', 'app/.dockerignore'],
  ]);
});
