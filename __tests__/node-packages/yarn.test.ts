import { describe, expect, test } from '@jest/globals';
import { berryLock, bun, inputsOf, json, pnpm, yarnBerry, yarnClassic } from './support.js';

/** As a later yarn writes it. */
const written = (manifest: object) => `${JSON.stringify(manifest, null, 2)}\n`;
const berry = (settings: string, others: Record<string, string> = {}, manifest: object = {}) => ({
  '/app/package.json': written(manifest),
  '/app/yarn.lock': berryLock({ '.': written(manifest) }),
  '/app/.yarnrc.yml': settings,
  ...others,
});

const plugins = (spec: string) => `plugins:\n  - path: .yarn/plugins/x.cjs\n    spec: "${spec}"\n`;

const pnpmProject = (manifest: object) => ({
  '/app/package.json': json(manifest),
  '/app/pnpm-lock.yaml': '',
});

const depending = (range: string) => ({
  '/app/package.json': json({ dependencies: { lib: range } }),
  '/app/lib/package.json': json({ scripts: { postinstall: 'echo' } }),
  '/app/lib/index.js': '',
});

const made = (settings: string, env: Record<string, string> = {}) =>
  inputsOf(yarnBerry, 'yarn', berry(settings), { env }).ignore;

describe('yarn 1', () => {
  test('its release, and packages that lie in the repository', () => {
    const files = {
      '/app/package.json': '{}',
      '/app/yarn.lock': '',
      '/app/.yarnrc': 'yarn-path ".yarn/releases/yarn-1.22.19.cjs"\nyarn-offline-mirror "./mirror"\n',
      '/app/.yarn/releases/yarn-1.22.19.cjs': '',
      '/app/mirror/ms-2.1.3.tgz': '',
    };
    const { reads } = inputsOf(yarnClassic, 'yarn install --frozen-lockfile', files);
    expect(reads).toContain('/app/.yarn/releases/yarn-1.22.19.cjs');
    expect(reads).toContain('/app/mirror/ms-2.1.3.tgz');
  });

  test('link: takes nothing of the folder, file: all of it', () => {
    expect(inputsOf(yarnClassic, 'yarn', depending('link:lib')).reads).toEqual(['/app/package.json']);
    expect(inputsOf(yarnClassic, 'yarn', depending('file:lib')).reads).toContain('/app/lib/index.js');
  });
});

describe('later yarns', () => {
  test('.yarn without what the install makes', () => {
    const { reads, makes } = inputsOf(
      yarnBerry,
      'yarn install --immutable',
      berry('yarnPath: .yarn/releases/yarn-4.9.2.cjs\n', {
        '/app/.yarn/releases/yarn-4.9.2.cjs': '',
        '/app/.yarn/cache/ms.zip': '',
        '/app/.yarn/patches/ms.patch': '',
        '/app/.yarn/install-state.gz': '',
      }),
    );
    expect(reads).toEqual([
      '/app/.yarn/cache/ms.zip',
      '/app/.yarn/patches/ms.patch',
      '/app/.yarn/releases/yarn-4.9.2.cjs',
      '/app/.yarnrc.yml',
      '/app/package.json',
      '/app/yarn.lock',
    ]);
    expect(makes).toContain('/app/.yarn/install-state.gz');
  });

  test('plugins: its own, and others', () => {
    expect(inputsOf(yarnBerry, 'yarn', berry(plugins('@yarnpkg/plugin-version'))).code).toBeUndefined();
    expect(inputsOf(yarnBerry, 'yarn', berry(plugins('https://x.org/plugin.js'))).code).toBe('reads-sources');
    expect(inputsOf(yarnBerry, 'yarn', berry('plugins:\n  - ./tools/plugin.cjs\n')).code).toBe(
      'reads-sources',
    );
  });

  test('patches, portals and programs that make packages', () => {
    const inputs = inputsOf(
      yarnBerry,
      'yarn',
      berry(
        '',
        { '/app/fixes/ms.patch': '', '/app/lib/package.json': '{}', '/app/lib/index.js': '' },
        {
          dependencies: { ms: 'patch:ms@npm%3A2.1.3#~/fixes/ms.patch::version=1', lib: 'portal:./lib' },
          resolutions: { typescript: 'patch:typescript@npm%3A5#builtin<compat/typescript>' },
        },
      ),
    );
    expect(inputs.reads).toContain('/app/fixes/ms.patch');
    expect(inputs.reads).toContain('/app/lib/package.json');
    expect(inputs.reads).not.toContain('/app/lib/index.js');
    const generated = berry('', {}, { dependencies: { gen: 'exec:./gen.js' } });
    expect(inputsOf(yarnBerry, 'yarn', generated).code).toBe('reads-sources');
  });

  test('a lock file of yarn 1 is rewritten', () => {
    const files = { ...berry(''), '/app/yarn.lock': '# yarn lockfile v1\n' };
    expect(inputsOf(yarnBerry, 'yarn', files).code).toBe('copy-overwrites');
  });

  test("what is made: Plug'n'Play, node_modules, or either", () => {
    expect(made('')).toEqual(['.pnp.cjs', '.yarn/install-state.gz']);
    expect(made('nodeLinker: node-modules\n')).toEqual(['.yarn/install-state.gz', 'node_modules']);
    expect(made('', { YARN_NODE_LINKER: 'pnpm' })).toEqual([
      '.pnp.cjs',
      '.yarn/install-state.gz',
      'node_modules',
    ]);
  });

  test("programs of members are made executable, but not by Plug'n'Play", () => {
    const members = {
      '/app/packages/a/package.json': written({ name: 'a', bin: 'cli.js' }),
      '/app/packages/a/cli.js': '',
    };
    const workspace = { workspaces: ['packages/*'] };
    const lock = berryLock({ '.': '{}', 'packages/a': '{}' });
    const linked = berry('nodeLinker: node-modules\n', { ...members, '/app/yarn.lock': lock }, workspace);
    expect(inputsOf(yarnBerry, 'yarn', linked).overwrites).toHaveLength(1);
    expect(
      inputsOf(yarnBerry, 'yarn', berry('', { ...members, '/app/yarn.lock': lock }, workspace)).overwrites,
    ).toBeUndefined();
  });

  test('settings that are not YAML', () => {
    expect(inputsOf(yarnBerry, 'yarn', berry('a: [')).code).toBe('manifest-missing');
  });
});

describe('corepack', () => {
  const settings = { 'corepack.enabled': 'enable' };

  test('pins the version in a package.json that names none', () => {
    const inputs = inputsOf(pnpm, 'pnpm install', pnpmProject({}), { settings });
    expect(inputs.overwrites?.[0]?.key).toBe('packageManager');
  });

  test('changes nothing where a version is named, pinning is off, or it is not there', () => {
    const named = pnpmProject({ packageManager: 'pnpm@9.1.0' });
    expect(inputsOf(pnpm, 'pnpm install', named, { settings }).overwrites).toBeUndefined();
    const env = { COREPACK_ENABLE_AUTO_PIN: '0' };
    expect(inputsOf(pnpm, 'pnpm install', pnpmProject({}), { settings, env }).overwrites).toBeUndefined();
    expect(inputsOf(pnpm, 'pnpm install', pnpmProject({})).overwrites).toBeUndefined();
    expect(inputsOf(bun, 'bun install', pnpmProject({}), { settings }).overwrites).toBeUndefined();
  });
});

describe('bun', () => {
  test('its lock file, settings and patches', () => {
    const files = {
      '/app/package.json': json({ patchedDependencies: { 'ms@2.1.3': 'patches/ms.patch' } }),
      '/app/bun.lock': '{}',
      '/app/bunfig.toml': '[install]\ncafile = "./ca.pem"\n',
      '/app/ca.pem': '',
      '/app/patches/ms.patch': '',
    };
    expect(inputsOf(bun, 'bun install --frozen-lockfile', files).reads).toEqual(Object.keys(files).sort());
  });
});
