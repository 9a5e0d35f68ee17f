import { afterEach, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const folders: string[] = [];

function generate(cwd: string, ...args: string[]) {
  const program = join(root, '__tests__/tools/generate.mjs');
  return spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8', timeout: 60_000 });
}

function project(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'dfmod-generate-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test('this project’s registries are fresh', () => {
  expect(generate(root, '--check')).toMatchObject({ status: 0, stderr: '' });
});

test('modules are listed by name, transforms in running order, other files not at all', () => {
  const folder = project({
    'src/ecosystems/yarn-berry.ts': 'export default {};\n',
    'src/ecosystems/apt.ts': 'export default {};\n',
    'src/ecosystems/shared.ts': 'export const x = 1;\n',
    'transforms/cache-mounts.ts': 'export default {};\n',
    'transforms/order-layers.ts': 'export default {};\n',
  });
  expect(generate(folder, '--check')).toMatchObject({ status: 1 });
  expect(generate(folder).status).toBe(0);
  expect(generate(folder, '--check').status).toBe(0);
  const ecosystems = readFileSync(join(folder, 'src/ecosystems/index.ts'), 'utf8');
  expect(ecosystems).toMatch(/import yarnBerry from .\.\/yarn-berry\.js/);
  expect(ecosystems).toContain('export const ecosystems = [apt, yarnBerry];');
  const transforms = readFileSync(join(folder, 'transforms/index.ts'), 'utf8');
  expect(transforms).toContain('export const transforms = [orderLayers, cacheMounts];');
});

test('a transform without a place in the running order is refused', () => {
  const folder = project({ 'transforms/brand-new.ts': 'export default {};\n' });
  const { status, stderr } = generate(folder);
  expect(status).not.toBe(0);
  expect(stderr).toContain('brand-new');
});
