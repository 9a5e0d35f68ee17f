import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  lstatSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BuildReport } from '../../src/types.js';
import type { BuildRequest } from '../../src/verify/builder.js';
import { verifyDockerfile, type VerifyOptions } from '../../src/verify/verify.js';
import { fakeBuilder, file, image, type FakeBuild } from './support.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfmod-verify-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const DOCKERFILE = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n';

interface Given {
  readonly text?: string;
  readonly after?: Readonly<Record<string, string>>;
  readonly builds?: readonly BuildReport[];
  readonly options?: Partial<VerifyOptions>;
}

async function verify(answer: (request: BuildRequest, asked: number) => FakeBuild, given: Given = {}) {
  const {
    text = DOCKERFILE,
    after = { Dockerfile: `${DOCKERFILE}# new\n` },
    builds = [{ context: '.' }],
  } = given;
  write({ Dockerfile: text });
  const builder = fakeBuilder(answer);
  const before = (path: string): Uint8Array | undefined => {
    try {
      return readFileSync(join(folder, path));
    } catch {
      return undefined;
    }
  };
  const rewritten = Object.entries(after).map(([path, content]) => ({
    path: join(folder, path),
    before: before(path),
    after: Buffer.from(content),
  }));
  const reports = await verifyDockerfile(
    { dockerfile: 'Dockerfile', text, builds, rewritten },
    { cwd: folder, builder, rebuilds: false, ...given.options },
  );
  return { reports, requests: builder.requests };
}

const isAfter = (request: BuildRequest): boolean =>
  readFileSync(request.dockerfile, 'utf8').endsWith('# new\n');

describe('the verdict', () => {
  test('the same image, from two builds', async () => {
    const { reports, requests } = await verify(() => ({ image: image({ x: file('1') }) }));
    expect(reports).toMatchObject([{ status: 'same', paths: 1, target: undefined }]);
    expect(requests).toHaveLength(2);
  });

  test('a difference is looked at again with a fresh build of the original', async () => {
    const { reports, requests } = await verify((request) => ({
      image: image({ x: file(isAfter(request) ? 'new' : 'old') }),
    }));
    expect(reports).toMatchObject([{ status: 'different', differences: [{ at: 'x' }] }]);
    expect(requests.map(({ noCache }) => noCache)).toEqual([undefined, undefined, true]);
  });

  test('what the original does not keep itself is noise', async () => {
    const { reports } = await verify((_, asked) => ({ image: image({ x: file(`build ${asked}`) }) }));
    expect(reports).toMatchObject([{ status: 'same', differences: [], noise: ['x'] }]);
  });

  test('only the rewritten one fails', async () => {
    const { reports } = await verify((request) =>
      isAfter(request) ? { failure: 'npm ERR!' } : { image: image({}) },
    );
    expect(reports).toMatchObject([{ status: 'broken', failure: 'npm ERR!' }]);
  });

  test('the original fails, and the other is not built', async () => {
    const { reports, requests } = await verify(() => ({ failure: 'no' }));
    expect(reports).toMatchObject([{ status: 'unbuildable' }]);
    expect(requests).toHaveLength(1);
  });
});

const same = (): FakeBuild => ({ image: image({}) });

test('a cache that the Dockerfile moved is the package manager’s own all the same', async () => {
  const text = 'FROM node:20\nENV npm_config_cache=/c\nRUN npm install -g x\n';
  const { reports } = await verify(
    (request) => ({ image: image(isAfter(request) ? {} : { c: file('d'), 'c/x': file('1'), d: file('2') }) }),
    { text, after: { Dockerfile: `${text}# new\n` } },
  );
  expect(reports).toMatchObject([
    { status: 'different', differences: [{ at: 'd' }], byDesign: [{ paths: ['c', 'c/x'] }] },
  ]);
});

describe('which images', () => {
  const stages = 'FROM a AS base\nFROM base AS dev\nFROM base AS test\nFROM b\nCOPY --from=base /x /x\n';
  const after = { Dockerfile: `${stages}# new\n` };

  test('every one that is shipped', async () => {
    const { reports } = await verify(same, { text: stages, after });
    expect(reports.map(({ target }) => target)).toEqual([undefined, 'dev', 'test']);
  });

  test('what is stated, with its args, and the rest with those of the first', async () => {
    const builds = [
      { context: '.', target: 'dev', args: { A: '1' } },
      { context: '.', target: 'dev', args: { A: '2' } },
    ];
    const { reports } = await verify(same, { text: stages, after, builds });
    expect(reports.map(({ target, args }) => [target, args])).toEqual([
      ['dev', { A: '1' }],
      ['dev', { A: '2' }],
      ['test', { A: '1' }],
      [undefined, { A: '1' }],
    ]);
  });

  test('those that are asked for, with the args that are asked for', async () => {
    const options = { targets: ['TEST'], args: { A: '3' } };
    const { reports, requests } = await verify(same, { text: stages, after, options });
    expect(reports.map(({ target, args }) => [target, args])).toEqual([['test', { A: '3' }]]);
    expect(requests[0]).toMatchObject({ target: 'test', args: { A: '3' } });
  });

  test('a stage that is not there', async () => {
    const asked = verify(same, { text: stages, after, options: { targets: ['prod'] } });
    await expect(asked).rejects.toMatchObject({ code: 'no-such-stage' });
  });

  test('options with paths are meant from where the user stands', async () => {
    const { requests } = await verify(same, { options: { options: ['--secret', 'id=a,src=a.txt'] } });
    expect(requests[0]).toMatchObject({ cwd: folder, options: ['--secret', 'id=a,src=a.txt'] });
    expect(requests[0]?.context).not.toContain(folder);
  });

  test('named contexts: folders become absolute, images stay', async () => {
    const contexts = { lib: 'libs/x', base: 'docker-image://debian' };
    const { requests } = await verify(same, { builds: [{ context: '.', contexts }] });
    expect(requests[0]?.contexts).toEqual({ lib: join(folder, 'libs/x'), base: 'docker-image://debian' });
  });
});

const listed = (request: BuildRequest): string[] =>
  readdirSync(request.context, { recursive: true, encoding: 'utf8' }).sort();

describe('the context that is built', () => {
  test('holds what is sent, with its modes and links, and the rewritten texts', async () => {
    write({ 'src/run.sh': '#!', '.dockerignore': 'node_modules\n', 'node_modules/x.js': 'x' });
    chmodSync(join(folder, 'src/run.sh'), 0o750);
    symlinkSync('run.sh', join(folder, 'src/link'));
    mkdirSync(join(folder, 'empty'));
    const seen: Record<string, string[]> = {};
    await verify((request) => {
      seen[isAfter(request) ? 'after' : 'before'] = listed(request);
      expect(lstatSync(join(request.context, 'src/run.sh')).mode & 0o777).toBe(0o750);
      expect(lstatSync(join(request.context, 'src/link')).isSymbolicLink()).toBe(true);
      expect(readFileSync(join(request.context, 'Dockerfile'), 'utf8')).toBe(
        readFileSync(request.dockerfile, 'utf8'),
      );
      return { image: image({}) };
    });
    expect(seen['before']).toEqual(['.dockerignore', 'Dockerfile', 'empty', 'src', 'src/link', 'src/run.sh']);
    expect(seen['after']).toEqual(seen['before']);
  });

  test('each side has its own ignore file, and what only git ignores may go with a new line', async () => {
    write({ 'node_modules/x.js': 'host', 'data.txt': 'd' });
    const after = { Dockerfile: `${DOCKERFILE}# new\n`, '.dockerignore': 'node_modules\n' };
    const { reports } = await verify(
      (request) => {
        const ignored = readFileSync(`${request.dockerfile}.dockerignore`, 'utf8');
        expect(ignored).toBe(isAfter(request) ? 'node_modules\n' : '');
        const sha256 = createHash('sha256').update('host').digest('hex');
        return {
          image: image(isAfter(request) ? {} : { 'app/node_modules/x.js': file('host', { sha256 }) }),
        };
      },
      { after },
    );
    expect(reports).toMatchObject([{ status: 'same', byDesign: [{ paths: ['app/node_modules/x.js'] }] }]);
  });

  test('is a copy: an edit does not reach the user’s files, and nothing is left behind', async () => {
    write({
      'src/index.js': 'a\n',
      'package.json': '{}',
      'package-lock.json': '{"lockfileVersion":3,"packages":{}}',
    });
    const contexts = new Set<string>();
    const { reports } = await verify(
      (request) => {
        contexts.add(request.context);
        return { image: image({}), ran: ['COPY . .', 'RUN npm ci'] };
      },
      { options: { rebuilds: true } },
    );
    expect(reports[0]?.rebuilds.map(({ edit, path }) => [edit, path])).toEqual([
      ['nothing', undefined],
      ['source', 'src/index.js'],
      ['manifest', 'package.json'],
    ]);
    expect(readFileSync(join(folder, 'src/index.js'), 'utf8')).toBe('a\n');
    for (const context of contexts) expect(existsSync(context)).toBe(false);
  });
});

describe('rebuilds', () => {
  const sources = {
    'src/app.ts': 'a\n',
    'src/app.test.ts': 'a\n',
    'jest.config.js': 'a\n',
    'README.md': 'a',
    'package.json': '{}',
    'package-lock.json': '{"lockfileVersion":3,"packages":{}}',
  };

  test('both sides get the same edit, one after the other', async () => {
    write(sources);
    const seen: string[] = [];
    await verify(
      (request) => {
        seen.push(
          `${isAfter(request) ? 'after' : 'before'} ${readFileSync(join(request.context, 'src/app.ts'), 'utf8')}`,
        );
        return { image: image({}) };
      },
      { options: { rebuilds: true } },
    );
    const edited = seen.slice(4, 6);
    expect(edited[0]).toMatch(/^before a\n\n\/\/ dfmod-verify-/);
    expect(edited[1]?.replace('after', 'before')).toBe(edited[0]);
  });

  test('files that are named, and a manifest that is replaced', async () => {
    write({ ...sources, 'new.json': '{"name":"new"}' });
    const seen: string[] = [];
    const { reports } = await verify(
      (request) => {
        seen.push(readFileSync(join(request.context, 'package.json'), 'utf8'));
        return { image: image({}) };
      },
      {
        options: {
          rebuilds: true,
          touch: ['README.md'],
          bump: [{ path: 'package.json', replacement: 'new.json' }],
        },
      },
    );
    expect(reports[0]?.rebuilds.map(({ path }) => path)).toEqual([undefined, 'README.md', 'package.json']);
    expect(seen.at(-1)).toBe('{"name":"new"}');
  });

  test('a file that is not there', async () => {
    const asked = verify(() => ({ image: image({}) }), { options: { rebuilds: true, touch: ['nope.js'] } });
    await expect(asked).rejects.toMatchObject({ code: 'no-such-path' });
  });

  test('which steps ran, and a build that fails after the edit', async () => {
    write(sources);
    const { reports } = await verify(
      (request, asked) =>
        isAfter(request) && asked > 4
          ? { failure: 'gone' }
          : { image: image({}), ran: ['RUN npm ci'], cached: ['COPY . .'] },
      { options: { rebuilds: true } },
    );
    expect(reports[0]?.rebuilds[1]).toMatchObject({
      before: { seconds: 1, ran: ['RUN npm ci'], cached: ['COPY . .'] },
      after: { failure: 'gone' },
    });
  });
});
