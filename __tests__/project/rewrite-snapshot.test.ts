import { expect, test } from '@jest/globals';
import { rewrite } from '../../src/index.js';

const FILES = {
  'compose.yaml': 'services: {a: {build: {context: ., dockerfile: a.Dockerfile}}}\n',
  'a.Dockerfile': 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
  'b/Dockerfile': 'FROM debian\nRUN echo\n',
  'package.json': '{"name": "app", "version": "1.0.0"}\n',
  'package-lock.json': '{"name": "app", "lockfileVersion": 3, "packages": {"": {"name": "app"}}}\n',
};

test('a text alone', () => {
  expect(rewrite('FROM node:22\nRUN npm ci\n').after).toContain('--mount=type=cache');
});

test('a project by its texts: what it states, its Dockerfiles, the files they share', async () => {
  const { files, changes, skips, reports } = await rewrite({ files: FILES });
  expect(Object.keys(files)).toEqual(['.dockerignore', 'a.Dockerfile']);
  expect(files['a.Dockerfile']).toMatch(/COPY package[^]*RUN [^]*npm ci\nCOPY \. \.\n$/);
  expect(changes[0]?.files).toEqual(['a.Dockerfile', '.dockerignore']);
  expect(skips).toEqual([]);
  expect(reports.map(({ path, status }) => [path, status])).toEqual([
    ['.dockerignore', 'changed'],
    ['a.Dockerfile', 'changed'],
    ['b/Dockerfile', 'unchanged'],
  ]);
  expect((await rewrite({ files: { ...FILES, ...files } })).files).toEqual({});
});

test('only the Dockerfiles that are named, and what is none fails alone', async () => {
  const files = { x: 'RUNN y\n', z: 'FROM node:22\nRUN npm ci\n' };
  const { reports } = await rewrite({ files, dockerfiles: ['x', 'z'] });
  expect(reports.map(({ path, status }) => [path, status])).toEqual([
    ['x', 'failed'],
    ['z', 'changed'],
  ]);
  await expect(rewrite({ files, dockerfiles: ['q'] })).rejects.toThrow('no such file: q');
});
