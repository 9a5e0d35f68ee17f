import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Builder, Built } from '../../src/verify/builder.js';
import { build } from './support/build.js';
import { pruneCacheMounts, requireEngine } from './support/engine.js';
import { npmRegistry, type NpmRegistry } from './support/npm-registry.js';

const engine = requireEngine();
const suite = engine === undefined ? describe.skip : describe;
const program = process.env['DFMOD_BIN'] ?? resolve(import.meta.dirname, '../../bin/dfmod.js');
const builder = (): Builder => {
  if (engine === undefined) throw new Error('no engine');
  return engine;
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfmod-caches-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
}

function rewrite(...paths: readonly string[]): void {
  execFileSync(process.execPath, [program, 'apply', '--write', '--quiet', ...paths], { cwd: folder });
  for (const path of paths) expect(readFileSync(join(folder, path), 'utf8')).toContain('--mount=type=cache');
}

const built = (dockerfile = 'Dockerfile', wanted?: string): Promise<Built> =>
  build(builder(), {
    context: folder,
    dockerfile: join(folder, dockerfile),
    ...(wanted === undefined ? {} : { image: true, wanted: [wanted] }),
  });

const token = (): string => `${process.pid}-${Date.now()}`;

suite('npm’s cache', () => {
  const releases = ['a', 'b', 'c'].flatMap((name) => [
    { name, version: '1.0.0' },
    { name, version: '1.0.1' },
  ]);
  let registry: NpmRegistry;

  beforeAll(async () => {
    registry = await npmRegistry(releases);
  });
  afterAll(() => registry.close());

  /** A project that depends on three packages. */
  function depends(versions: Readonly<Record<string, string>>): void {
    const packages = Object.fromEntries(
      Object.entries(versions).map(([name, version]) => [
        `node_modules/${name}`,
        {
          version,
          resolved: `${registry.url}-/${name}-${version}.tgz`,
          integrity: registry.integrity({ name, version }),
        },
      ]),
    );
    const root = { name: 'x', version: '1.0.0', dependencies: versions };
    write({
      'package.json': JSON.stringify(root),
      'package-lock.json': JSON.stringify({
        ...root,
        lockfileVersion: 3,
        packages: { '': root, ...packages },
      }),
    });
  }

  beforeEach(() => {
    pruneCacheMounts();
    registry.fetched();
    write({
      '.npmrc': `registry=${registry.url}\naudit=false\nfund=false\nupdate-notifier=false\n`,
      '.dockerignore': 'node_modules\n',
      'index.js': `// ${token()}\n`,
      Dockerfile: `FROM node:20-slim\nWORKDIR /app\nENV RUN_OF=${token()}\nCOPY . .\nRUN npm ci\nRUN node -p "require('a')" > /a\n`,
    });
    depends({ a: '1.0.0', b: '1.0.0', c: '1.0.0' });
    rewrite('Dockerfile');
  });

  test('a bump fetches that package alone, a source edit nothing', async () => {
    await built();
    expect(registry.fetched()).toEqual(['a-1.0.0', 'b-1.0.0', 'c-1.0.0']);
    appendFileSync(join(folder, 'index.js'), `// ${token()}\n`);
    await built();
    expect(registry.fetched()).toEqual([]);
    depends({ a: '1.0.1', b: '1.0.0', c: '1.0.0' });
    const { image } = await built('Dockerfile', 'a');
    expect(registry.fetched()).toEqual(['a-1.0.1']);
    expect(image?.tree.get('a')?.text).toBe('1.0.1\n');
  });

  test('a cache that was pruned between two builds costs a download and nothing else', async () => {
    await built();
    pruneCacheMounts();
    registry.fetched();
    appendFileSync(join(folder, 'index.js'), `// ${token()}\n`);
    await built();
    expect(registry.fetched()).toEqual([]);
    depends({ a: '1.0.1', b: '1.0.0', c: '1.0.0' });
    const { image } = await built('Dockerfile', 'a');
    expect(registry.fetched()).toEqual(['a-1.0.1', 'b-1.0.0', 'c-1.0.0']);
    expect(image?.tree.get('a')?.text).toBe('1.0.1\n');
  });
});

suite('apt’s cache', () => {
  test('two builds at once, and one more after it was pruned', async () => {
    pruneCacheMounts();
    const dockerfile = (name: string): string =>
      `FROM debian:bookworm-slim\nENV RUN_OF=${token()}\nRUN apt-get update && apt-get install -y --no-install-recommends ${name}\n`;
    write({ Dockerfile: dockerfile('jq'), 'Dockerfile.other': dockerfile('file') });
    rewrite('Dockerfile', 'Dockerfile.other');
    const both = await Promise.all([
      built('Dockerfile', 'usr/bin/jq'),
      built('Dockerfile.other', 'usr/bin/file'),
    ]);
    expect(both.map(({ image }) => [image?.tree.has('usr/bin/jq'), image?.tree.has('usr/bin/file')])).toEqual(
      [
        [true, false],
        [false, true],
      ],
    );
    pruneCacheMounts();
    write({
      Dockerfile: readFileSync(join(folder, 'Dockerfile'), 'utf8').replace(/RUN_OF=.*/, `RUN_OF=${token()}`),
    });
    const again = await built('Dockerfile', 'usr/bin/jq');
    expect(again.steps.map(({ ran }) => ran)).toEqual([true]);
    expect(again.image?.tree.has('usr/bin/jq')).toBe(true);
  });
});
