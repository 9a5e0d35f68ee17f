import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tempProject } from '../project/temp-project.js';

let home = '';
const bin = (): string => join(home, 'bin', 'dfmod.js');

beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'dfmod-bin-')));
  cpSync('bin', join(home, 'bin'), { recursive: true });
  cpSync('package.json', join(home, 'package.json'));
  execFileSync(process.execPath, ['__tests__/tools/build.mjs', join(home, 'dist')]);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

const MANY = Object.fromEntries(
  Array.from({ length: 400 }, (_, at) => [
    `${at}/Dockerfile`,
    `FROM node:22\n# ${'x'.repeat(1000)}\nRUN npm ci\n`,
  ]),
);

test('exit codes and streams of the process', () => {
  const cwd = tempProject({ Dockerfile: 'FROM node:22\nRUN npm ci\n' });
  const check = spawnSync(process.execPath, [bin(), 'check'], { cwd, encoding: 'utf8' });
  expect([check.status, check.stdout]).toEqual([1, 'Dockerfile\n']);
  const stdin = spawnSync(process.execPath, [bin(), 'apply', '-'], {
    cwd,
    encoding: 'utf8',
    input: 'FROM node:22\nRUN npm ci\n',
  });
  expect([stdin.status, stdin.stdout]).toEqual([
    0,
    'FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n',
  ]);
  const version = spawnSync(process.execPath, [bin(), '--version'], { cwd, encoding: 'utf8' });
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('quiet says nothing, unless a format is asked for', () => {
  const cwd = tempProject({ Dockerfile: 'FROM node:22\nRUN npm ci\n' });
  const quiet = spawnSync(process.execPath, [bin(), 'apply', '-q'], { cwd, encoding: 'utf8' });
  expect([quiet.status, quiet.stdout, quiet.stderr]).toEqual([0, '', '']);
  const asked = spawnSync(process.execPath, [bin(), 'apply', '-q', '-f', 'list'], { cwd, encoding: 'utf8' });
  expect(asked.stdout).toBe('Dockerfile\n');
});

test('a reader that goes away ends the output quietly', () => {
  const cwd = tempProject(MANY);
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', `"${process.execPath}" "${bin()}" apply -q -f diff | head -n 1; exit 0`],
    { cwd, encoding: 'utf8' },
  );
  expect([stdout, stderr]).toEqual(['--- a/0/Dockerfile\n', '']);
});

test('an interrupt ends with 130, also while it waits for standard input', async () => {
  const child = spawn(process.execPath, [bin(), 'apply', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('exit', (code, signal) => resolve([code, signal]));
  });
  await setTimeout(1000);
  child.kill('SIGINT');
  const [code, signal] = await ended;
  // A start that is slower than the second above dies of the signal itself, which a shell calls 130 too.
  expect(signal === 'SIGINT' ? 130 : code).toBe(130);
});

test('without the bundle it says so', () => {
  const bare = tempProject({});
  cpSync('bin', join(bare, 'bin'), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [join(bare, 'bin', 'dfmod.js')], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([2, 'error  dfmod is not built: run "npm run build" in its folder\n']);
});
