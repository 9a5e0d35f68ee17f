import { describe, expect, test } from '@jest/globals';
import { createBuildContext } from '../../src/context/create-context.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { factsOf } from '../../src/facts/facts.js';
import { reachOfRun } from '../../src/facts/reach.js';

function reachIn(run: string, files: Readonly<Record<string, string>> = { 'package.json': '{}' }) {
  const context = createBuildContext(createMemoryTree(files), '', 'Dockerfile');
  const text = `FROM node:22\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`;
  const found = factsOf(parseDockerfile(text), undefined, () => context).stages[0]?.runs[0];
  if (found === undefined) throw new Error('no RUN');
  return reachOfRun(found);
}

/** Whether it reads, and writes, a settings file of the project; the command, where that is not known. */
function ofProject(run: string) {
  const { reads, writes, unknown } = reachIn(run);
  return unknown ?? [reads, writes].map((paths) => paths.includes('/app/.npmrc'));
}

describe('settings', () => {
  test.each([
    ['npm config set registry https://x', [false, false]],
    ['npm set cache /x', [false, false]],
    ['npm config set --location user x y', [false, false]],
    ['npm config set -g cache /x', [false, false]],
    ['npm config set --location=project x y', [true, true]],
    ['npm config set --location project cache /y', [true, true]],
    ['npm config set -L project x y', [true, true]],
    ['npm_config_location=project npm config set x y', [true, true]],
    ['npm config get registry', [true, false]],
    ['npm config set --userconfig=/app/.npmrc x y', 'npm config set --userconfig=/app/.npmrc x y'],
    ['yarn config set registry https://x', [true, false]],
    ['pnpm config set store-dir /x', [true, false]],
    ['pnpm config set --location project store-dir /x', [true, true]],
    ['pnpm config set --location=project store-dir /x', [true, true]],
    ['pip config set global.index-url https://x', [false, false]],
  ])('%s reads and writes those of the project: %j', (run, expected) => {
    expect(ofProject(run)).toEqual(expected);
  });

  test('yarn 2 and later write to the project', () => {
    const { writes } = reachIn('yarn set version 4.1.0 && yarn config set nodeLinker node-modules');
    expect(writes).toContain('/app');
  });

  test('pip for everybody', () => {
    expect(reachIn('pip config --global set global.timeout 9').writes).toContain('/etc');
  });

  test('a .yarnrc may name the yarn that is then run', () => {
    const files = { 'package.json': '{}', '.yarnrc': 'yarn-path "./yarn.js"' };
    expect(reachIn('yarn config set registry https://x', files).unknown).toContain('yarn config');
  });
});
