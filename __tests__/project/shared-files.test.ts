import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { realParts } from '../../src/cli/parts.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { companionReports } from '../../src/engine/companions.js';
import { applyToProject, type ApplyParts, type ApplyRequest } from '../../src/project/apply.js';
import { diskReaders } from '../../src/project/readers.js';
import type { DockerfileReport, FileReport } from '../../src/types.js';
import { fakeParts } from './fake-parts.js';
import { tempProject } from './temp-project.js';

const request = (cwd: string, over: Partial<ApplyRequest> = {}): ApplyRequest => ({
  cwd,
  paths: ['.'],
  include: [],
  exclude: [],
  write: false,
  ...over,
});

const IGNORE = '.dockerignore';
const readIn = (cwd: string, path: string): string => readFileSync(join(cwd, path), 'utf8');

/** An engine in which each `old` needs the line `x` in the ignore file, and `more` a line of its own. */
function sharingParts(after: (path: string) => void = () => undefined): ApplyParts {
  const parts = fakeParts();
  return {
    ...parts,
    readers: diskReaders,
    rewrite(input, options): DockerfileReport {
      const report = parts.rewrite(input, options);
      const ignore = input.tree?.read(IGNORE);
      const wanted = [
        ...(input.text.includes('old') ? ['x'] : []),
        ...(input.text.includes('more') ? [input.path] : []),
      ];
      const text = wanted
        .filter((line) => ignore?.split('\n').includes(line) !== true)
        .map((line) => `${line}\n`);
      after(input.path);
      if (text.length === 0) return report;
      const at = ignore?.length ?? 0;
      const edits = [{ start: at, end: at, text: text.join(''), changes: [0] }];
      const file = { before: ignore, text: (ignore ?? '') + text.join(''), edits };
      const changes = report.changes.map((change) => ({ ...change, files: [input.path, IGNORE] }));
      return { ...report, changes, others: companionReports([[IGNORE, file]], changes), patch: report.patch };
    },
  };
}

const shown = (files: readonly FileReport[]): unknown[] =>
  files.map(({ path, status, changes, error }) => [
    path,
    status,
    changes.map((change) => change.status),
    error?.code,
  ]);

describe('a file that several Dockerfiles share', () => {
  test('is decided once: whoever comes later sees what was made of it', async () => {
    const cwd = tempProject({
      'a/Dockerfile': 'old\n',
      'b/Dockerfile': 'old\n',
      'c/Dockerfile': 'old more\n',
    });
    const { files } = await applyToProject(request(cwd), sharingParts());
    expect(files.map(({ path }) => path)).toEqual([IGNORE, 'a/Dockerfile', 'b/Dockerfile', 'c/Dockerfile']);
    expect(files[0]).toMatchObject({
      status: 'changed',
      before: '',
      after: 'x\nc/Dockerfile\n',
      companion: { created: true },
      edits: [{ start: 0, end: 0, text: 'x\nc/Dockerfile\n', changes: [0, 1] }],
      changes: [{ files: ['a/Dockerfile', IGNORE] }, { files: ['c/Dockerfile', IGNORE] }],
    });
    expect(files[0]?.patch).toBe('--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1,2 @@\n+x\n+c/Dockerfile\n');
    expect(existsSync(join(cwd, IGNORE))).toBe(false);
  });

  test('is written with them, and a second run changes nothing', async () => {
    const cwd = tempProject({ 'a/Dockerfile': 'old\n', 'b/Dockerfile': 'old more\n', [IGNORE]: 'y\n' });
    const first = await applyToProject(request(cwd, { write: true }), sharingParts());
    expect(shown(first.files)).toEqual([
      [IGNORE, 'changed', ['applied', 'applied'], undefined],
      ['a/Dockerfile', 'changed', ['applied'], undefined],
      ['b/Dockerfile', 'changed', ['applied'], undefined],
    ]);
    expect([readIn(cwd, IGNORE), readIn(cwd, 'a/Dockerfile')]).toEqual(['y\nx\nb/Dockerfile\n', 'new\n']);
    const second = await applyToProject(request(cwd, { write: true }), sharingParts());
    expect(second.files.map(({ status }) => status)).toEqual(['unchanged', 'unchanged']);
    expect(readdirSync(cwd).sort()).toEqual([IGNORE, 'a', 'b']);
  });

  test('below the working directory, with the paths of the repository', async () => {
    const cwd = tempProject({ '.git/': '', 'a/Dockerfile': 'old\n' });
    const { files } = await applyToProject(request(join(cwd, 'a'), { write: true }), sharingParts());
    expect(files.map(({ path, changes }) => [path, changes[0]?.files])).toEqual([
      ['../.dockerignore', ['Dockerfile', '../.dockerignore']],
      ['Dockerfile', ['Dockerfile', '../.dockerignore']],
    ]);
    expect(readIn(cwd, IGNORE)).toBe('x\n');
  });
});

const untouched = (cwd: string): string[] => [readIn(cwd, 'a/Dockerfile'), readIn(cwd, 'b/Dockerfile')];

describe('all that hangs together is written or nothing', () => {
  const project = { 'a/Dockerfile': 'old\n', 'b/Dockerfile': 'old\n', 'c/Dockerfile': 'FROM a\n' };

  test('the shared file came into being meanwhile', async () => {
    const cwd = tempProject(project);
    const parts = sharingParts((path) => {
      if (path === 'b/Dockerfile') writeFileSync(join(cwd, IGNORE), 'typed');
    });
    const { files } = await applyToProject(request(cwd, { write: true }), parts);
    expect(shown(files)).toEqual([
      [IGNORE, 'failed', [], 'changed-meanwhile'],
      ['a/Dockerfile', 'failed', [], 'not-written'],
      ['b/Dockerfile', 'failed', [], 'not-written'],
      ['c/Dockerfile', 'unchanged', [], undefined],
    ]);
    expect(files[1]?.error?.message).toBe(
      'it goes together with .dockerignore: the file came into being while dfmod worked',
    );
    expect([readIn(cwd, IGNORE), ...untouched(cwd)]).toEqual(['typed', 'old\n', 'old\n']);
  });

  test('the shared file changed meanwhile', async () => {
    const cwd = tempProject({ ...project, [IGNORE]: 'y\n' });
    const parts = sharingParts(() => writeFileSync(join(cwd, IGNORE), 'typed'));
    const { files } = await applyToProject(request(cwd, { write: true }), parts);
    expect(files.map(({ error }) => error?.code)).toEqual([
      'changed-meanwhile',
      'not-written',
      'not-written',
      undefined,
    ]);
    expect([readIn(cwd, IGNORE), ...untouched(cwd)]).toEqual(['typed', 'old\n', 'old\n']);
  });

  test('a Dockerfile that the shared file was edited for changed meanwhile', async () => {
    const cwd = tempProject(project);
    const parts = sharingParts((path) => {
      if (path === 'a/Dockerfile') writeFileSync(join(cwd, path), 'typed');
    });
    const { files } = await applyToProject(request(cwd, { write: true }), parts);
    expect(shown(files).slice(0, 3)).toEqual([
      [IGNORE, 'failed', [], 'not-written'],
      ['a/Dockerfile', 'failed', [], 'changed-meanwhile'],
      ['b/Dockerfile', 'failed', [], 'not-written'],
    ]);
    expect([existsSync(join(cwd, IGNORE)), ...untouched(cwd)]).toEqual([false, 'typed', 'old\n']);
  });
});

const APP = {
  'compose.yaml':
    'services:\n  a: {build: {context: ., dockerfile: a/Dockerfile}}\n  b: {build: {context: ., dockerfile: b/Dockerfile}}\n',
  'a/Dockerfile': 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
  'b/Dockerfile': 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
  'package.json': '{"name": "app", "version": "1.0.0"}\n',
  'package-lock.json': '{"name": "app", "lockfileVersion": 3, "packages": {"": {"name": "app"}}}\n',
  'index.js': '',
};

const withheld = async (
  over: Partial<ApplyRequest>,
  prepare: (cwd: string) => void = () => undefined,
): Promise<readonly string[]> => {
  const cwd = tempProject(APP);
  prepare(cwd);
  const { files } = await applyToProject(request(cwd, { paths: ['a/Dockerfile'], ...over }), realParts());
  expect(files.map(({ path }) => path)).toEqual(['a/Dockerfile']);
  return (files[0]?.changes ?? [])
    .filter(({ status, safety }) => status === 'withheld' && safety === 'safe')
    .map(({ reason }) => reason);
};

describe('with the transforms themselves', () => {
  test('two Dockerfiles of one context, written once, then up to date', async () => {
    const cwd = tempProject(APP);
    const first = await applyToProject(request(cwd, { write: true }), realParts());
    expect(first.files.map(({ path, status }) => [path, status])).toEqual([
      [IGNORE, 'changed'],
      ['a/Dockerfile', 'changed'],
      ['b/Dockerfile', 'changed'],
    ]);
    expect(readIn(cwd, IGNORE)).toContain('node_modules');
    const second = await applyToProject(request(cwd, { write: true }), realParts());
    expect(second.files.map(({ path, status }) => [path, status])).toEqual([
      ['a/Dockerfile', 'unchanged'],
      ['b/Dockerfile', 'unchanged'],
    ]);
  });

  test('a neighbour that the run is not about is asked too', async () => {
    const needs = 'FROM node:22\nCOPY node_modules /app/node_modules\n';
    const cwd = tempProject({ ...APP, 'b/Dockerfile': needs });
    const { files } = await applyToProject(request(cwd, { paths: ['a/Dockerfile'] }), realParts());
    expect(files.map(({ path }) => path)).toEqual(['a/Dockerfile']);
    expect(files[0]?.skips).toMatchObject([
      {
        code: 'ignore-file-shared',
        evidence: { path: 'b/Dockerfile', text: 'COPY node_modules /app/node_modules' },
      },
    ]);
  });

  test('a change is withheld when the other file is not to be edited', async () => {
    const stdin = { bytes: Buffer.from(APP['a/Dockerfile']), path: 'a/Dockerfile' };
    expect(await withheld({ stdin })).toEqual([
      expect.stringMatching(/^\.dockerignore is not edited: only standard input is rewritten\. /),
    ]);
    expect(await withheld({ exclude: [IGNORE] })).toEqual([
      expect.stringMatching(/--exclude or the config leaves it out/),
    ]);
    expect(
      await withheld({}, (cwd) =>
        writeFileSync(join(cwd, 'dfmod.config.json'), '{"ignore": [".dockerignore"]}'),
      ),
    ).toHaveLength(1);
    expect(
      await withheld({}, (cwd) => {
        writeFileSync(join(cwd, 'shared.ignore'), 'x\n');
        symlinkSync('shared.ignore', join(cwd, IGNORE));
      }),
    ).toEqual([expect.stringMatching(/it is a link/)]);
    expect(
      await withheld({}, (cwd) => writeFileSync(join(cwd, IGNORE), Buffer.from('caf\u00e9\n', 'latin1'))),
    ).toEqual([expect.stringMatching(/it is not UTF-8/)]);
  });
});

test('the tree of a project is not searched for what nobody asks', async () => {
  const cwd = tempProject({ Dockerfile: 'FROM node:22\nRUN npm ci\n' });
  const listed: string[] = [];
  const tree = createMemoryTree({ Dockerfile: '' });
  const openTree = () => ({
    committed: false,
    mayAppear: () => [],
    list: (dir: string) => {
      listed.push(dir);
      return tree.list(dir);
    },
    entries: (dir: string) => tree.entries(dir),
    kind: (path: string) => tree.kind(path),
    read: (path: string) => tree.read(path),
    link: (path: string) => tree.link(path),
    executable: (path: string) => tree.executable(path),
  });
  const parts = realParts();
  await applyToProject(request(cwd), { ...parts, readers: { ...parts.readers, openTree } });
  expect(listed).toEqual([]);
});
