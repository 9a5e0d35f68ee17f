import { describe, expect, test } from '@jest/globals';
import { bun, inputsOf, json, npmInputs, pnpm, yarnBerry, yarnClassic } from './support.js';

const MEMBERS = {
  '/app/packages/a/package.json': json({ name: 'a' }),
  '/app/packages/a/src/index.js': '',
  '/app/packages/b/package.json': json({ name: 'b' }),
  '/app/packages/b/node_modules/x/package.json': '{}',
  '/app/tools/deep/c/package.json': json({ name: 'c' }),
};
const root = (workspaces: unknown) => ({
  '/app/package.json': json({ workspaces }),
  '/app/package-lock.json': '{}',
  '/app/yarn.lock': '',
  ...MEMBERS,
});
const yaml = (text: string) => ({
  '/app/package.json': '{}',
  '/app/pnpm-lock.yaml': '',
  '/app/pnpm-workspace.yaml': text,
  ...MEMBERS,
});
const A = '/app/packages/a/package.json';
const B = '/app/packages/b/package.json';
const C = '/app/tools/deep/c/package.json';
const members = (reads: readonly string[] | undefined) => reads?.filter((path) => [A, B, C].includes(path));

describe('definitions in package.json', () => {
  test('a list of globs', () => {
    const inputs = npmInputs('npm ci', root(['packages/*']));
    expect(inputs.reads).toEqual(['/app/package-lock.json', '/app/package.json', A, B, '/app/yarn.lock']);
    expect(inputs.patterns).toEqual(['/app/packages/*/package.json']);
    expect(inputs.makes).toEqual([
      '/app/node_modules',
      '/app/packages/a/node_modules',
      '/app/packages/b/node_modules',
    ]);
    expect(inputs.ignore).toEqual(['**/node_modules']);
  });

  test.each([
    [{ packages: ['packages/a'], nohoist: ['**/x'] }, [A]],
    [
      ['./packages/a/', 'tools/**'],
      [A, C],
    ],
    [['{packages,tools/deep}/*'], [A, B, C]],
    [['packages/**', '!packages/b'], [A]],
    [
      ['!packages/b', 'packages/*'],
      [A, B],
    ],
    [['packages/@scope/*', 'packages/gone'], []],
    [[], []],
  ])('%j', (workspaces, expected) => {
    expect(members(npmInputs('npm ci', root(workspaces)).reads)).toEqual(expected);
  });

  test.each([[['packages/[ab]']], [['packages/@(a|b)']], [[1]], ['packages/*'], [['*/../packages/*']]])(
    '%j cannot be followed',
    (workspaces) => {
      expect(npmInputs('npm ci', root(workspaces)).code).toBe('workspace-unclear');
    },
  );

  test('yarn 1 knows no negation', () => {
    const inputs = inputsOf(yarnClassic, 'yarn install', root(['packages/*', '!packages/b']));
    expect(members(inputs.reads)).toEqual([A, B]);
  });

  test('an install in a member is one of the workspace; in a stranger it is not', () => {
    const inside = npmInputs('npm ci', root(['packages/*']), { workdir: '/app/packages/a' });
    expect(members(inside.reads)).toEqual([A, B]);
    expect(inside.makes).toContain('/app/node_modules');
    const stranger = { ...root(['packages/*']), '/app/tools/deep/c/package-lock.json': '{}' };
    const outside = npmInputs('npm ci', stranger, { workdir: '/app/tools/deep/c' });
    expect(members(outside.reads)).toEqual([C]);
    expect(outside.makes).toEqual(['/app/tools/deep/c/node_modules']);
    expect(outside.patterns).toEqual([]);
  });

  test('a filtered install reads all manifests still', () => {
    expect(members(npmInputs('npm ci -w packages/a', root(['packages/*'])).reads)).toEqual([A, B]);
    expect(members(inputsOf(bun, 'bun install --filter a', root(['packages/*'])).reads)).toEqual([A, B]);
  });

  test('links are not followed', () => {
    const kinds = (path: string) => ({ ...root(['packages/*']), [path]: '' });
    const linked = npmInputs('npm ci', kinds('/app/packages/link'), { links: ['/app/packages/link'] });
    expect(linked.code).toBe('workspace-unclear');
    const manifest = npmInputs('npm ci', root(['packages/*']), { links: [A] });
    expect(manifest.code).toBe('input-outside');
  });

  test('scripts and programs of members', () => {
    const a = (manifest: object) => ({
      ...root(['packages/*']),
      [A]: json(manifest),
      '/app/packages/a/cli.js': '',
    });
    expect(npmInputs('npm ci', a({ scripts: { prepare: 'tsc' } })).because).toEqual({
      file: A,
      key: 'scripts.prepare',
      text: 'tsc',
    });
    // yarn 1 runs prepare of the root alone.
    expect(inputsOf(yarnClassic, 'yarn', a({ scripts: { prepare: 'tsc' } })).code).toBeUndefined();
    expect(inputsOf(yarnClassic, 'yarn', a({ scripts: { postinstall: 'tsc' } })).code).toBe('reads-sources');
    const linked = npmInputs('npm ci', a({ bin: 'cli.js' }));
    expect(linked.reads).toContain('/app/packages/a/cli.js');
    expect(linked.overwrites?.[0]?.file).toBe('/app/packages/a/cli.js');
  });

  test('a member that another names by its folder is linked, not copied', () => {
    const files = { ...root(['packages/*']), [B]: json({ dependencies: { a: 'file:../a' } }) };
    expect(npmInputs('npm ci', files).reads).not.toContain('/app/packages/a/src/index.js');
    expect(inputsOf(yarnClassic, 'yarn', files).reads).toContain('/app/packages/a/src/index.js');
  });

  test('later yarns: workspaces in workspaces, and the root is where the lock file is', () => {
    const nested = {
      '/app/package.json': json({ workspaces: ['packages/*'] }),
      '/app/yarn.lock': '__metadata:\n',
      '/app/packages/a/package.json': json({ workspaces: ['parts/*'] }),
      '/app/packages/a/parts/p/package.json': '{}',
    };
    const inputs = inputsOf(yarnBerry, 'yarn install --immutable', nested, {
      workdir: '/app/packages/a/parts/p',
    });
    expect(inputs.reads).toContain('/app/packages/a/parts/p/package.json');
    expect(inputs.reads).toContain('/app/yarn.lock');
    expect(inputs.patterns).toEqual(['/app/packages/*/package.json', '/app/packages/a/parts/*/package.json']);
  });
});

describe('pnpm-workspace.yaml', () => {
  test.each([
    ['packages:\n  - packages/*\n', [A, B]],
    ['packages:\n  - packages/*\n  - "!packages/b"\n', [A]],
    ['packages: ["**"]\n', [A, B, C]],
    ['catalog:\n  x: ^1\n', []],
  ])('%j', (text, expected) => {
    const inputs = inputsOf(pnpm, 'pnpm install --frozen-lockfile', yaml(text));
    expect(inputs.code).toBeUndefined();
    expect(members(inputs.reads)).toEqual(expected);
    expect(inputs.reads).toContain('/app/pnpm-workspace.yaml');
  });

  test.each([
    'packages:\n  - "packages/[ab]"\n',
    'packages: packages/*\n',
    'packages: [\n',
    'packages:\n  - x: y\n',
  ])('%j cannot be followed', (text) => {
    expect(inputsOf(pnpm, 'pnpm install', yaml(text)).code).toMatch(/workspace-unclear|manifest-missing/);
  });

  test('another form of manifest is not read', () => {
    const files = { ...yaml('packages:\n  - packages/*\n'), '/app/packages/d/package.yaml': '' };
    expect(inputsOf(pnpm, 'pnpm install', files).code).toBe('workspace-unclear');
  });

  test('settings: patches, overrides, pnpmfile', () => {
    const files = {
      ...yaml('patchedDependencies:\n  ms@2.1.3: patches/ms.patch\noverrides:\n  lib: link:./lib\n'),
      '/app/patches/ms.patch': '',
      '/app/lib/package.json': '{}',
      '/app/.pnpmfile.cjs': 'module.exports = { hooks: { readPackage: (pkg) => pkg } };',
    };
    const { reads, folders } = inputsOf(pnpm, 'pnpm install', files);
    expect(folders).toEqual(['/app/patches']);
    for (const path of ['/app/patches/ms.patch', '/app/lib/package.json', '/app/.pnpmfile.cjs'])
      expect(reads).toContain(path);
    const required = { ...files, '/app/.pnpmfile.cjs': "require('./hooks')" };
    expect(inputsOf(pnpm, 'pnpm install', required).code).toBe('reads-sources');
  });

  test('fetch reads the lock file and patches, and runs nothing', () => {
    const files = {
      ...yaml('packages:\n  - packages/*\n'),
      '/app/package.json': json({
        scripts: { prepare: 'tsc' },
        pnpm: { patchedDependencies: { ms: 'patches/ms.patch' } },
      }),
      '/app/patches/ms.patch': '',
    };
    const inputs = inputsOf(pnpm, 'pnpm fetch', files);
    expect(inputs.code).toBeUndefined();
    expect(inputs.reads).toContain('/app/patches/ms.patch');
    expect(inputsOf(pnpm, 'pnpm fetch', { '/app/package.json': '{}' }).code).toBe('manifest-missing');
  });

  test('injected members are copied with their sources', () => {
    const meta = { dependencies: { a: 'workspace:*' }, dependenciesMeta: { a: { injected: true } } };
    const files = { ...yaml('packages:\n  - packages/*\n'), [B]: json(meta) };
    expect(inputsOf(pnpm, 'pnpm install', files).because?.key).toBe('dependenciesMeta.a.injected');
    const all = yaml('packages:\n  - packages/*\ninjectWorkspacePackages: true\n');
    expect(inputsOf(pnpm, 'pnpm install', all).code).toBe('reads-sources');
  });

  test('programs count, whoever uses them', () => {
    const files = {
      ...yaml('packages:\n  - packages/*\n'),
      [A]: json({ name: 'a', bin: 'src/index.js' }),
    };
    expect(inputsOf(pnpm, 'pnpm install', files).overwrites?.[0]?.file).toBe('/app/packages/a/src/index.js');
  });
});
