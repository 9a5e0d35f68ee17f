import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseArguments } from '../../src/cli/options.js';
import { runRewrite } from '../../src/cli/run-rewrite.js';
import { fakeParts, type Asked } from '../project/fake-parts.js';
import { tempProject } from '../project/temp-project.js';
import { fakeIo, type FakeIo } from './fake-io.js';

/** Runs `apply` or `check` with the engine of fake-parts; gives the exit code. */
async function run(io: FakeIo, argv: readonly string[], asked: Asked = []): Promise<number> {
  const parsed = await parseArguments(argv, { version: '1', columns: 100 });
  if (parsed.kind !== 'run') throw new Error(JSON.stringify(parsed));
  const isCheck = parsed.command === 'check';
  const mode = {
    command: isCheck ? ('check' as const) : ('apply' as const),
    write: parsed.args['write'] === true,
    check: isCheck || parsed.args['check'] === true,
    format: isCheck ? ('list' as const) : ('diff' as const),
  };
  return runRewrite(parsed.args, io, mode, async () => fakeParts(asked));
}

const TWO = { 'a/Dockerfile': 'FROM old\n', 'b/Dockerfile': 'FROM a\n' };

describe('streams', () => {
  test('piped: the patch alone on stdout, which git takes; the rest on stderr', async () => {
    const cwd = tempProject({ ...TWO, 'c d/Dockerfile': 'old\r\nold' });
    const io = fakeIo(cwd);
    expect(await run(io, ['apply'])).toBe(0);
    expect(io.err()).toBe('2 of 3 Dockerfiles would change: 2 changes.\nRun again with --write to apply.\n');
    execFileSync('git', ['apply', '-'], { cwd, input: io.outBytes() });
    expect([
      readFileSync(join(cwd, 'a/Dockerfile'), 'utf8'),
      readFileSync(join(cwd, 'c d/Dockerfile'), 'utf8'),
    ]).toEqual(['FROM new\n', 'new\r\nnew']);
  });

  test('the patch of a file that is not UTF-8 applies too', async () => {
    const cwd = tempProject({ 'é.Dockerfile': Buffer.from('# \u00e9\nold\n', 'latin1') });
    const io = fakeIo(cwd);
    await run(io, ['apply']);
    execFileSync('git', ['apply', '-'], { cwd, input: io.outBytes() });
    expect(readFileSync(join(cwd, 'é.Dockerfile')).toString('latin1')).toBe('# \u00e9\nnew\n');
  });

  test('a terminal shows each file with its changes before its patch', async () => {
    const io = fakeIo(tempProject(TWO), { tty: true });
    await run(io, ['apply']);
    expect(io.out()).toMatch(
      /^a\/Dockerfile {2}\(context \.\)\n {2}cache-mounts {2}line 1 {2}old is new\n--- a\/a\/Dockerfile\n/,
    );
  });

  test('piped with -v: titles and reasons on stderr, and the patch is still a patch', async () => {
    const cwd = tempProject(TWO);
    const io = fakeIo(cwd);
    await run(io, ['apply', '-v']);
    expect(io.err()).toMatch(/^a\/Dockerfile\n {2}cache-mounts {2}line 1 {2}old is new\. r\n/);
    execFileSync('git', ['apply', '-'], { cwd, input: io.outBytes() });
  });

  test('on a terminal with -v the reasons stand above the patch, and nowhere else', async () => {
    const io = fakeIo(tempProject(TWO), { tty: true });
    await run(io, ['apply', '-v']);
    expect(io.out()).toContain('  cache-mounts  line 1  old is new. r\n--- a/');
    expect(io.err()).not.toContain('old is new');
  });

  test('colour is for the stream that has it', async () => {
    const io = fakeIo(tempProject(TWO));
    await run(io, ['apply', '--color', 'always']);
    expect(io.out()).toContain('\u001b[32m+FROM new');
  });

  test('-q says nothing but errors', async () => {
    const io = fakeIo(tempProject({ ...TWO, 'c/Dockerfile': 'RUNN\n' }));
    expect(await run(io, ['apply', '-q', '-l'])).toBe(2);
    expect(io.out()).toBe('a/Dockerfile\n');
    expect(io.err()).toBe(
      'error  c/Dockerfile:1:1  unknown instruction "RUNN"\n> 1 | RUNN\n    | ^^^^ did you mean RUN?\n',
    );
  });

  test('formats with a file go there', async () => {
    const cwd = tempProject(TWO);
    const io = fakeIo(cwd);
    await run(io, ['apply', '-f', 'json=r.json', '-f', 'list', '-f', 'diff=r.patch']);
    expect(io.out()).toBe('a/Dockerfile\n');
    expect(readFileSync(join(cwd, 'r.json'), 'utf8')).toContain('"schemaVersion": 1');
    expect(readFileSync(join(cwd, 'r.patch'), 'utf8')).toMatch(/^--- a\/a\/Dockerfile\n/);
  });
});

describe('exit codes', () => {
  const FAILING = { ...TWO, 'c/Dockerfile': 'RUNN\n' };
  test.each([
    [['apply'], TWO, 0],
    [['apply', '--check'], TWO, 1],
    [['apply', '--write', '--check'], TWO, 1],
    [['apply', '--write'], TWO, 0],
    [['check'], TWO, 1],
    [['check', 'b'], TWO, 0],
    [['check'], FAILING, 2],
    [['apply', '--check', 'b'], FAILING, 0],
    [['check'], { Dockerfile: 'risky' }, 0],
    [['check', '--unsafe'], { Dockerfile: 'risky' }, 1],
  ])('%j %j', async (argv, files, code) => {
    expect(await run(fakeIo(tempProject(files)), argv)).toBe(code);
  });

  test('after --write a check is clean', async () => {
    const cwd = tempProject(TWO);
    await run(fakeIo(cwd), ['apply', '-w']);
    const io = fakeIo(cwd);
    expect(await run(io, ['check'])).toBe(0);
    expect([io.out(), io.err()]).toEqual(['', '2 Dockerfiles are up to date.\n']);
  });
});

describe('standard input', () => {
  test('text in, rewritten text out, nothing else on stdout', async () => {
    const cwd = tempProject({ 'x/dfmod.config.json': '{"unsafe": true}' });
    const io = fakeIo(cwd, { stdin: Buffer.from('# \u00e9\r\nrisky', 'latin1') });
    expect(await run(io, ['apply', '-', '--stdin-filepath', 'x/Dockerfile'])).toBe(0);
    expect(io.outBytes().toString('latin1')).toBe('# \u00e9\r\nnew');
  });

  test.each([
    ['unchanged text comes back as it is', 'FROM a\n', [], 0, 'FROM a\n'],
    ['what cannot be parsed gives nothing', 'RUNN\n', [], 2, ''],
    ['--check says whether it would change', 'old', ['--check'], 1, 'new'],
    ['a format that is asked for', 'old', ['-l'], 0, 'Dockerfile\n'],
  ])('%s', async (_name, stdin, flags, code, out) => {
    const io = fakeIo(tempProject({}), { stdin });
    expect(await run(io, ['apply', '-', ...flags])).toBe(code);
    expect(io.out()).toBe(out);
  });

  test.each([
    [['apply', '-', '-w'], /--write cannot be used with -/],
    [['apply', '-', 'a'], /cannot be mixed/],
    [['apply', '--stdin-filepath', 'x'], /goes with -/],
  ])('%j is refused', async (argv, message) => {
    await expect(run(fakeIo(tempProject(TWO)), argv)).rejects.toThrow(message);
  });
});

describe('selection', () => {
  test('--files-from: lines or NUL, from a file or standard input; empty is fine', async () => {
    const cwd = tempProject({ ...TWO, list: 'a/Dockerfile\r\n', empty: '' });
    const out = async (argv: string[], stdin = ''): Promise<string> => {
      const io = fakeIo(cwd, { stdin });
      expect(await run(io, ['apply', '-l', ...argv])).toBe(0);
      return io.out();
    };
    expect(await out(['--files-from', 'list'])).toBe('a/Dockerfile\n');
    expect(await out(['--files-from', '-'], 'b/Dockerfile\0a/Dockerfile\0')).toBe('a/Dockerfile\n');
    expect(await out(['--files-from', 'empty'])).toBe('');
    await expect(run(fakeIo(cwd), ['apply', '--files-from', 'no'])).rejects.toThrow(
      /cannot read --files-from no/,
    );
  });

  test('--only and --skip take lists of ids that exist', async () => {
    const asked: Asked = [];
    await run(
      fakeIo(tempProject(TWO)),
      ['apply', '--only', 'cache-mounts,split-copy', '--only', 'split-copy', '--skip', ' split-copy '],
      asked,
    );
    expect(asked[0]?.[1]).toMatchObject({
      only: ['cache-mounts', 'split-copy', 'split-copy'],
      skip: ['split-copy'],
    });
    await expect(run(fakeIo(tempProject(TWO)), ['apply', '--only', 'cache-mount'])).rejects.toThrow(
      'unknown transform "cache-mount". Did you mean "cache-mounts"?',
    );
    await expect(run(fakeIo(tempProject(TWO)), ['apply', '--only', ''])).rejects.toThrow(
      '--only names no transform',
    );
    await expect(run(fakeIo(tempProject(TWO)), ['apply', '--skip', 'npm'])).rejects.toThrow(
      '"npm" is an ecosystem, not a transform.',
    );
  });
});
