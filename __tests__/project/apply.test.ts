import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { applyToProject, type ApplyRequest } from '../../src/project/apply.js';
import { fakeParts, type Asked } from './fake-parts.js';
import { tempProject } from './temp-project.js';

const request = (cwd: string, over: Partial<ApplyRequest> = {}): ApplyRequest => ({
  cwd,
  paths: ['.'],
  include: [],
  exclude: [],
  write: false,
  ...over,
});

describe('one failing file does not stop the others', () => {
  test('parse errors, bugs, encodings; in order, with what was read', async () => {
    const cwd = tempProject({
      'a/Dockerfile': 'FROM old\n',
      'b/Dockerfile': 'FROM a\nRUNN x\n',
      'c/Dockerfile': 'BUG\n',
      'd/Dockerfile': Buffer.from('\ufeffFROM a\n', 'utf16le'),
      'e/Dockerfile': 'FROM a\n',
    });
    const bugs: string[] = [];
    const { files } = await applyToProject(request(cwd, { write: true }), {
      ...fakeParts(),
      bug: (path) => bugs.push(path),
    });
    expect(files.map(({ path, status, error }) => [path, status, error?.code])).toEqual([
      ['a/Dockerfile', 'changed', undefined],
      ['b/Dockerfile', 'failed', 'unknown-instruction'],
      ['c/Dockerfile', 'failed', 'internal'],
      ['d/Dockerfile', 'failed', 'encoding-utf16'],
      ['e/Dockerfile', 'unchanged', undefined],
    ]);
    expect(files[1]).toMatchObject({
      before: 'FROM a\nRUNN x\n',
      error: { line: 2, column: 1, endColumn: 5, hint: 'did you mean RUN?' },
    });
    expect(bugs).toEqual(['c/Dockerfile']);
    expect(readFileSync(join(cwd, 'a/Dockerfile'), 'utf8')).toBe('FROM new\n');
    expect(files[0]?.changes.map((change) => change.status)).toEqual(['applied']);
  });

  test('a file that changes while it is rewritten is left as it became', async () => {
    const cwd = tempProject({ Dockerfile: 'old' });
    const parts = fakeParts();
    const rewrite: typeof parts.rewrite = (input, options) => {
      const report = parts.rewrite(input, options);
      writeFileSync(join(cwd, 'Dockerfile'), 'typed');
      return report;
    };
    const { files } = await applyToProject(request(cwd, { write: true }), { ...parts, rewrite });
    expect(files[0]).toMatchObject({ status: 'failed', error: { code: 'changed-meanwhile' } });
    expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe('typed');
  });
});

describe('writing', () => {
  test('a preview writes nothing; withheld changes neither', async () => {
    const cwd = tempProject({ Dockerfile: 'old', 'Dockerfile.x': 'risky' });
    await applyToProject(request(cwd), fakeParts());
    await applyToProject(request(cwd, { write: true, paths: ['Dockerfile.x'] }), fakeParts());
    expect([
      readFileSync(join(cwd, 'Dockerfile'), 'utf8'),
      readFileSync(join(cwd, 'Dockerfile.x'), 'utf8'),
    ]).toEqual(['old', 'risky']);
  });

  test('bytes that are no UTF-8 come back as they were', async () => {
    const cwd = tempProject({ Dockerfile: Buffer.from('# \u00e9\nold\n', 'latin1') });
    const { latin1 } = await applyToProject(request(cwd, { write: true }), fakeParts());
    expect([...latin1]).toEqual(['Dockerfile']);
    expect(readFileSync(join(cwd, 'Dockerfile')).toString('latin1')).toBe('# \u00e9\nnew\n');
  });
});

describe('what the engine is asked', () => {
  test('flags beat the config, and only what was given is given', async () => {
    const cwd = tempProject({
      'dfmod.config.json': '{"engine": "podman", "unsafe": true, "transforms": {"split-copy": false}}',
      Dockerfile: '',
    });
    const asked: Asked = [];
    await applyToProject(
      request(cwd, { unsafe: false, only: ['cache-mounts'], skip: undefined }),
      fakeParts(asked),
    );
    expect(asked[0]?.[1]).toEqual({
      engine: 'podman',
      unsafe: false,
      transforms: { 'split-copy': false },
      only: ['cache-mounts'],
    });
  });

  test('paths from the root of the repository in, paths from the working directory out', async () => {
    const cwd = tempProject({ '.git/': '', 'services/api/Dockerfile': 'old\n', 'services/api/src/': '' });
    const asked: Asked = [];
    const { files } = await applyToProject(
      request(join(cwd, 'services'), { context: 'api' }),
      fakeParts(asked),
    );
    expect(asked[0]?.[0].path).toBe('services/api/Dockerfile');
    expect(asked[0]?.[1].context).toBe('services/api');
    expect(files[0]).toMatchObject({
      path: 'api/Dockerfile',
      builds: [{ context: '..', evidence: '../compose.yaml:3' }],
      changes: [{ files: ['api/Dockerfile'] }],
    });
    expect(files[0]?.patch).toMatch(/^--- a\/api\/Dockerfile\n\+\+\+ b\/api\/Dockerfile\n/);
  });

  test('the indent of the settings, unless the file shows its own', async () => {
    const cwd = tempProject({
      '.editorconfig': 'root = true\n[*]\nindent_size = 2\n',
      'a/Dockerfile': 'FROM a\n',
      'b/Dockerfile': 'RUN a \\\n    b\n',
    });
    const asked: Asked = [];
    await applyToProject(request(cwd), fakeParts(asked));
    expect(asked.map(([, options]) => options.indent)).toEqual(['  ', undefined]);
  });

  test('builds are read once, given to the Dockerfile they name, and those in ignored files are not', async () => {
    const cwd = tempProject({
      '.git/': '',
      '.gitignore': 'out/\n',
      'a/Dockerfile': '',
      'b/Dockerfile': '',
      'build.conf': 'a/Dockerfile',
      'out/build.conf': 'b/Dockerfile',
    });
    const asked: Asked = [];
    const read: string[] = [];
    const parts = fakeParts(asked);
    const build = {
      context: '',
      target: undefined,
      args: new Map(),
      platforms: [],
      engine: undefined,
      lifetime: undefined,
      contexts: new Map(),
    };
    const readers = {
      ...parts.readers,
      isBuildFile: (path: string) => path.endsWith('build.conf'),
      readBuilds: async (path: string, text: string) => {
        read.push(path);
        return [{ ...build, dockerfile: text, evidence: { path, text } }];
      },
    };
    const builds = async (over: Partial<ApplyRequest>): Promise<number[]> => {
      asked.length = 0;
      await applyToProject(request(cwd, over), { ...parts, readers });
      return asked.map(([input]) => input.builds.length);
    };
    expect(await builds({})).toEqual([1, 0]);
    expect(await builds({ paths: ['a'] })).toEqual([1]);
    expect(await builds({ cwd: join(cwd, 'b'), paths: ['Dockerfile', '../a/Dockerfile'] })).toEqual([1, 0]);
    expect(read).toEqual(['build.conf', 'build.conf', 'build.conf']);
  });
});

test('a context outside the repository is refused', async () => {
  const cwd = tempProject({ 'repo/.git/': '', 'repo/Dockerfile': '' });
  const { files } = await applyToProject(request(join(cwd, 'repo'), { context: '..' }), fakeParts());
  expect(files[0]?.error?.code).toBe('context-outside');
});

test('ignored by config or --exclude: reported, not rewritten, also when named', async () => {
  const cwd = tempProject({
    'dfmod.config.json': '{"ignore": ["legacy/**"]}',
    'legacy/Dockerfile': 'old',
    'x/Dockerfile': 'old',
  });
  const { files } = await applyToProject(
    request(cwd, { paths: ['legacy/Dockerfile', 'x'], exclude: ['x'], write: true }),
    fakeParts(),
  );
  expect(files.map((file) => file.status)).toEqual(['ignored', 'ignored']);
  expect(readFileSync(join(cwd, 'legacy/Dockerfile'), 'utf8')).toBe('old');
});

test('a wrong config stops everything before anything is written', async () => {
  const cwd = tempProject({
    'a/Dockerfile': 'old',
    'b/Dockerfile': 'old',
    'b/dfmod.config.json': '{"x": 1}',
  });
  await expect(applyToProject(request(cwd, { write: true }), fakeParts())).rejects.toThrow('x: unknown key');
  expect(readFileSync(join(cwd, 'a/Dockerfile'), 'utf8')).toBe('old');
});

test('standard input goes by a path that need not exist', async () => {
  const cwd = tempProject({ 'dfmod.config.json': '{"unsafe": true}' });
  const { files } = await applyToProject(
    request(cwd, { stdin: { bytes: Buffer.from('risky'), path: 'no/such/Dockerfile' } }),
    fakeParts(),
  );
  expect(files[0]).toMatchObject({ path: 'no/such/Dockerfile', after: 'new' });
});
