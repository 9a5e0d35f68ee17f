import { describe, expect, test } from '@jest/globals';
import type { BuildContext } from '../../src/context/build-context.js';
import { createBuildContext } from '../../src/context/create-context.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { factsOf } from '../../src/facts/facts.js';

/** The environment of the last RUN's first command. */
function environmentIn(text: string, contextOf?: () => BuildContext | undefined) {
  const facts = factsOf(parseDockerfile(text), undefined, contextOf);
  const command = facts.stages.at(-1)?.runs.at(-1)?.commands[0];
  if (command === undefined) throw new Error('no command');
  return command.environment;
}

const contextWith = (files: Readonly<Record<string, string>>) =>
  createBuildContext(createMemoryTree(files), '', 'Dockerfile');

const before = (instructions: string) => `FROM node:22\nWORKDIR /app\n${instructions}\nRUN true\n`;

describe('without the context, names decide what may have been copied', () => {
  test.each([
    ['COPY package.json yarn.lock ./', '/app/.yarnrc.yml', false],
    ['COPY package.json yarn.lock ./', '/app/package.json', true],
    ['COPY package*.json ./', '/app/.yarnrc.yml', false],
    ['COPY package*.json ./', '/app/package-lock.json', true],
    ['COPY package.json yarn.lock* pnpm-lock.yaml* ./', '/app/.yarnrc.yml', false],
    ['COPY package.json yarn.lock* ./', '/app/yarn.lock', true],
    ['COPY . .', '/app/.yarnrc.yml', true],
    ['COPY . .', '/other/.yarnrc.yml', false],
    ['COPY . /', '/app/.yarnrc.yml', true],
    ['COPY src ./src', '/app/.yarnrc.yml', false],
    ['COPY src .', '/app/.yarnrc.yml', true],
    ['COPY .yarn* ./', '/app/.yarnrc.yml', true],
    ['COPY docker/rc.yml .yarnrc.yml', '/app/.yarnrc.yml', true],
    ['COPY docker/rc.yml /app', '/app/.yarnrc.yml', false],
    ['COPY docker/.yarnrc.yml /app', '/app/.yarnrc.yml', true],
    ['COPY x .yarn/', '/app/.yarn', true],
    ['COPY x.js .yarn/releases/yarn.js', '/app/.yarn', true],
    ['COPY --from=build /app/node_modules ./node_modules', '/app/.yarnrc.yml', false],
    ['COPY --from=build /app ./', '/app/.yarnrc.yml', true],
    ['COPY <<EOF .yarnrc.yml\nx: y\nEOF', '/app/.yarnrc.yml', true],
    ['COPY --parents a/package.json ./', '/app/.yarnrc.yml', false],
    ['COPY --parents a/.yarnrc.yml ./', '/app/a/.yarnrc.yml', true],
    ['ADD https://example.com/x.json ./', '/app/.yarnrc.yml', false],
    ['ARG F\nCOPY $F ./', '/app/.yarnrc.yml', true],
    ['ARG D\nCOPY package.json $D/', '/app/.yarnrc.yml', false],
    ['ARG D\nCOPY package.json $D', '/app/.yarnrc.yml', true],
    ['RUN true', '/app/.yarnrc.yml', false],
  ])('%j: %s %s', (instructions, path, expected) => {
    expect(environmentIn(before(instructions)).mayBeCopied(path)).toBe(expected);
    expect(environmentIn(before(instructions)).files).toBeUndefined();
  });
});

describe('with the context, its files do', () => {
  test.each([
    ['COPY . .', '/app/.yarnrc.yml', false],
    ['COPY . .', '/app/package.json', true],
    ['COPY . .\nCOPY --from=build /out ./', '/app/.yarnrc.yml', true],
    ['COPY . .\nCOPY --from=build /out/x.json ./', '/app/.yarnrc.yml', false],
  ])('%j: %s %s', (instructions, path, expected) => {
    const context = contextWith({ 'package.json': '{}' });
    expect(environmentIn(before(instructions), () => context).mayBeCopied(path)).toBe(expected);
  });

  test('what a copy behind the RUN brings is not there yet', () => {
    const context = contextWith({ 'package.json': '{}', 'a.js': '' });
    const text = 'FROM node:22\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\nCOPY . .\n';
    expect(environmentIn(text, () => context).files?.list('/')).toEqual(['/app/package.json']);
  });
});

const asked = (): never => {
  throw new Error('asked');
};

test('the context is asked for only by who needs files', () => {
  const text =
    'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && pip install x && apt-get update\nRUN make\n';
  expect(factsOf(parseDockerfile(text), undefined, asked).stages[0]?.runs).toHaveLength(2);
  const first = 'FROM node:22\nRUN npm ci\n';
  expect(environmentIn(first, asked).mayBeCopied('/app/x')).toBe(false);
});
