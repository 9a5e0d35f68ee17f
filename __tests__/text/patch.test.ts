import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unifiedPatch } from '../../src/text/patch.js';

let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'dfmod-patch-'));
});

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

describe('git apply takes the patch', () => {
  test.each([
    ['Dockerfile', 'FROM a\nRUN b\nRUN c\n', 'FROM a\nRUN --mount=x b\nRUN c\n'],
    ['crlf/Dockerfile', 'FROM a\r\nRUN b\r\n', 'FROM a\r\nRUN b \\\r\n    c\r\n'],
    ['lone-cr/Dockerfile', 'FROM a\nRUN b\rc\nRUN d\n', 'FROM a\nRUN b\rc\nRUN e\n'],
    ['no-final-newline/Dockerfile', 'FROM a\nRUN b', 'FROM a\nRUN --x b'],
    ['bom/Dockerfile', '\ufeffFROM a\nRUN b\n', '\ufeff# syntax=docker/dockerfile:1\nFROM a\nRUN b\n'],
    ['a folder/my file', 'FROM a\n', 'FROM b\n'],
    ['größe/Dockerfile 日本', 'FROM a\n', 'FROM b\n'],
    ['quote"d/Dockerfile', 'FROM a\n', 'FROM b\n'],
    ['new/.dockerignore', undefined, 'node_modules\n.git\n'],
  ])('%s', (path, before, after) => {
    if (before !== undefined) write(path, before);
    const patch = unifiedPatch(path, before, after);
    writeFileSync(join(dir, 'p.patch'), patch);
    execFileSync('git', ['apply', '--whitespace=nowarn', 'p.patch'], {
      cwd: dir,
      stdio: 'pipe',
      env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(dir) },
    });
    expect(readFileSync(join(dir, path), 'utf8')).toBe(after);
    expect(patch).not.toContain('diff --git');
  });
});

test('names the file twice, and /dev/null for a new one', () => {
  expect(unifiedPatch('x/Dockerfile', 'a\n', 'b\n')).toBe(
    '--- a/x/Dockerfile\n+++ b/x/Dockerfile\n@@ -1,1 +1,1 @@\n-a\n+b\n',
  );
  expect(unifiedPatch('n', undefined, 'b\n')).toMatch(/^--- \/dev\/null\n\+\+\+ b\/n\n/);
});

test('three lines of context', () => {
  const lines = Array.from({ length: 20 }, (_, index) => `RUN ${index}\n`);
  const after = lines.with(10, 'RUN x\n');
  expect(unifiedPatch('f', lines.join(''), after.join(''))).toContain('@@ -8,7 +8,7 @@');
});

test('nothing for nothing', () => {
  expect(unifiedPatch('f', 'a', 'a')).toBe('');
});
