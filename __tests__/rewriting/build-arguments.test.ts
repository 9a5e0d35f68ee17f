import { describe, expect, test } from '@jest/globals';
import { rewrite } from '../../src/index.js';

const NODE = {
  'package.json': '{ "name": "shop", "dependencies": { "ms": "2.1.3" } }',
  'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
  'index.js': '',
  '.dockerignore': 'node_modules\n**/node_modules\n',
};

async function outcome(body: string, files: Readonly<Record<string, string>> = NODE) {
  const dockerfile = `FROM node:22\n${body}\n`;
  const { files: texts, skips } = await rewrite(
    { files: { ...files, Dockerfile: dockerfile } },
    { only: ['split-copy'] },
  );
  return {
    changed: texts['Dockerfile'] !== undefined,
    text: texts['Dockerfile'],
    skips: skips.map(({ code }) => code),
  };
}

describe('a build may be given another value than the default', () => {
  const inFolders = Object.fromEntries(
    ['web', 'api'].flatMap((folder) =>
      Object.entries(NODE).map(([path, text]) => [`${folder}/${path}`, text]),
    ),
  );

  test.each<[string, Readonly<Record<string, string>>]>([
    [
      'WORKDIR /app\nARG APP=web\nCOPY ${APP}/ ./\nRUN npm install',
      { ...inFolders, '.dockerignore': '**/node_modules' },
    ],
    ['ARG APP_DIR=/app\nWORKDIR $APP_DIR\nCOPY . $APP_DIR/\nRUN npm ci', NODE],
  ])('%j', async (body, files) => {
    expect(await outcome(body, files)).toMatchObject({ changed: false, skips: ['argument-decides'] });
  });

  test('what is relative to WORKDIR is right for each', async () => {
    expect((await outcome('ARG APP_DIR=/app\nWORKDIR $APP_DIR\nCOPY . .\nRUN npm ci')).text).toContain(
      'COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n',
    );
  });

  test('an argument that decides nothing is no reason', async () => {
    expect((await outcome('ARG COMMIT=none\nWORKDIR /app\nCOPY . .\nRUN npm ci')).changed).toBe(true);
  });
});
