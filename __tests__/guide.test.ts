import { describe, expect, test } from '@jest/globals';
import { rewrite } from '../src/index.js';

/** The examples of Docker's guide "Optimize cache usage in builds", as docs/guide.md goes through them. */
const PROJECT = {
  'package.json':
    '{ "name": "shop", "scripts": { "build": "node index.js" }, "dependencies": { "ms": "2.1.3" } }',
  'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
  'index.js': '',
  'main.go': 'package main',
};

async function outcome(dockerfile: string, files: Readonly<Record<string, string>> = PROJECT) {
  const { files: texts, skips } = await rewrite({ files: { ...files, Dockerfile: dockerfile } });
  return {
    text: texts['Dockerfile'] ?? dockerfile,
    ignore: texts['.dockerignore'],
    skips: skips.map(({ code }) => code),
  };
}

describe('order your layers', () => {
  const printed = [
    'FROM node',
    'WORKDIR /app',
    'COPY . .          # Copy over all files in the current directory',
    'RUN npm install   # Install dependencies',
    'RUN npm build     # Run build',
    '',
  ].join('\n');

  test('as printed it cannot build, and the skip says so', async () => {
    const { text, ignore, skips } = await outcome(printed);
    expect(skips).toEqual(['comment-as-source']);
    expect(text).toContain(
      'COPY . .          # Copy over all files in the current directory\nRUN --mount=type=cache',
    );
    expect(ignore).toBeUndefined();
  });

  test('in a form that builds, it comes out as the guide says', async () => {
    const { text, ignore, skips } = await outcome(
      'FROM node\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\n',
    );
    expect(text).toBe(
      'FROM node\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN --mount=type=cache,target=/root/.npm npm install\nCOPY . .\nRUN npm run build\n',
    );
    expect(ignore).toContain('\nnode_modules\n');
    expect(skips).toEqual([]);
  });

  test('the improved file needs nothing but the cache', async () => {
    const improved =
      'FROM node\nWORKDIR /app\nCOPY package.json package-lock.json .\nRUN npm install\nCOPY . .\nRUN npm run build\n';
    const { text, skips } = await outcome(improved);
    expect(text).toBe(
      improved.replace('RUN npm install', 'RUN --mount=type=cache,target=/root/.npm npm install'),
    );
    expect(skips).toEqual([]);
  });
});

describe('use bind mounts', () => {
  test('a mount that the step writes into cannot build, and the skip says what to write', async () => {
    const printed =
      'FROM golang:latest\nWORKDIR /app\nRUN --mount=type=bind,target=. go build -o /app/hello\n';
    const { text, skips } = await outcome(printed);
    // What it mounts is not looked into for C.
    expect([text, skips]).toEqual([
      printed,
      ['cache-needed-later', 'cache-key-incomplete', 'mount-read-only'],
    ]);
  });

  test('such a mount is never made', async () => {
    const copied =
      'FROM golang AS build\nWORKDIR /app\nCOPY . .\nRUN go build -o /app/hello\n\nFROM scratch\nCOPY --from=build /app/hello /\n';
    expect((await outcome(copied)).text).not.toContain('type=bind');
  });
});

describe('use cache mounts', () => {
  test.each([
    'FROM node\nWORKDIR /app\nRUN --mount=type=cache,target=/root/.npm npm install\n',
    'FROM python\nWORKDIR /app\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\n',
  ])('as it would be written: %j', async (printed) => {
    expect((await outcome(printed)).text).toBe(printed);
  });
});
