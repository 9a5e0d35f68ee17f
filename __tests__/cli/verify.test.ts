import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { main } from '../../src/cli/main.js';
import { DfmodError } from '../../src/errors.js';
import { dockerBuilder } from '../../src/verify/docker.js';
import { podmanBuilder } from '../../src/verify/podman.js';
import { tempProject } from '../project/temp-project.js';
import { fakeIo, type FakeIo } from './fake-io.js';

async function verify(
  files: Readonly<Record<string, string>>,
  ...argv: string[]
): Promise<FakeIo & { code: number }> {
  const io = fakeIo(tempProject(files));
  return { ...io, code: await main(['verify', ...argv], io) };
}

describe('what is settled before anything is built', () => {
  test('a file that dfmod would leave alone', async () => {
    const { code, out } = await verify({ Dockerfile: 'FROM debian\n' });
    expect([code, out()]).toEqual([0, 'Dockerfile  dfmod would change nothing\n']);
  });

  test('a file that is no Dockerfile: exit code 2, and the others are looked at', async () => {
    const { code, out } = await verify({ 'a/Dockerfile': 'RUNN\n', 'b/Dockerfile': 'FROM debian\n' });
    expect(code).toBe(2);
    expect(out()).toMatch(/^a\/Dockerfile {2}.*RUNN.*\n\nb\/Dockerfile {2}dfmod would change nothing\n$/);
  });

  test('a context that only the build knows', async () => {
    const { code, out } = await verify({
      Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY gone.json ./\nRUN npm ci\n',
    });
    expect([code, out()]).toEqual([2, 'Dockerfile  its build context is not known: --context names it\n']);
  });

  test('a context that is not known stays so for whoever stands in a folder of the repository', async () => {
    const cwd = tempProject({
      '.git/HEAD': 'ref: refs/heads/main\n',
      'app/Dockerfile': 'FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n',
      'app/package.json': '{}',
      'compose.yaml':
        'services:\n  a:\n    build:\n      context: ${WHERE:?}\n      dockerfile: app/Dockerfile\n',
    });
    const io = fakeIo(join(cwd, 'app'));
    expect([await main(['verify'], io), io.out()]).toEqual([
      2,
      'Dockerfile  its build context is not known: --context names it\n',
    ]);
  });

  test('what another service builds is not made', async () => {
    const { code, out } = await verify({
      Dockerfile: 'FROM base\nFROM node:22\nRUN npm install -g x\n',
      'compose.yaml':
        'services:\n  a:\n    build:\n      context: .\n      additional_contexts:\n        base: service:b\n',
    });
    expect([code, out()]).toEqual([
      2,
      'Dockerfile  it is built on what another build gives it, which verify does not make\n',
    ]);
  });

  test('as JSON', async () => {
    const { out } = await verify({ Dockerfile: 'FROM debian\n' }, '--format', 'json');
    expect(JSON.parse(out())).toMatchObject({
      schemaVersion: 1,
      summary: { same: 0, different: 0, broken: 0, unbuildable: 0 },
      images: [],
      left: [{ dockerfile: 'Dockerfile', failed: false }],
    });
  });

  test.each<[string, readonly string[], string]>([
    ['an unknown format', ['--format', 'diff'], 'unknown format "diff"'],
    ['standard input', ['-'], 'verify builds files of the disk'],
    ['an unknown option', ['--buildarg', 'A=1'], 'Did you mean "--build-arg"?'],
  ])('%s is a mistake', async (_, argv, message) => {
    const { code, err } = await verify({ Dockerfile: 'FROM debian\n' }, ...argv);
    expect(code).toBe(2);
    expect(err()).toContain(message);
  });
});

const thrown = (make: () => unknown): unknown => {
  try {
    return make();
  } catch (error) {
    return error;
  }
};

describe('a machine without an engine', () => {
  test('says what is missing', () => {
    const error = thrown(() => dockerBuilder({ program: 'dfmod-no-such-docker' }));
    expect(error).toBeInstanceOf(DfmodError);
    expect(error).toMatchObject({
      code: 'no-engine',
      exitCode: 2,
      message: expect.stringContaining('no docker'),
    });
  });

  test('podman too', () => {
    expect(thrown(() => podmanBuilder('dfmod-no-such-podman'))).toMatchObject({ code: 'no-engine' });
  });
});
