import { describe, expect, test } from '@jest/globals';
import { split } from './split.js';

const lock = (ms: string) =>
  `{ "packages": { "": { "dependencies": { "ms": "${ms}" } }, "node_modules/ms": { "version": "2.1.3" } } }`;
const files = (ms: string) => ({
  'package.json': '{ "name": "shop", "dependencies": { "ms": "2.1.3" } }',
  'package-lock.json': lock(ms),
  'src/index.js': 'console.log(1);',
  '.dockerignore': 'node_modules\n',
});
const splits = (body: string, ms: string) =>
  split(`FROM node:22\nWORKDIR /app\nCOPY . .\n${body}\n`, files(ms));

describe('an install that mends a stale lock file', () => {
  test.each([
    'RUN npm install\nRUN npm ci --omit=dev',
    'RUN npm install\nRUN npm run build && npm prune --omit=dev',
    'RUN npm install\nRUN npm audit',
  ])('stays where a later step goes by it: %s', (body) => {
    expect(splits(body, '2.1.2').stuck[0]).toBe('copy-overwrites: ms');
    const { text, stuck } = splits(body, '2.1.3');
    expect(stuck).toEqual([]);
    expect(text).toContain('package-lock.json ./\nRUN npm install\n');
  });

  test('comes first where none does', () => {
    const { text, stuck } = splits('RUN npm install\nRUN npm run build', '2.1.2');
    expect(stuck).toEqual([]);
    expect(text).toContain('package-lock.json ./\nRUN npm install\n');
  });
});
