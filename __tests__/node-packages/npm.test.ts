import { describe, expect, test } from '@jest/globals';
import { json, npmInputs } from './support.js';

const LOCK = '/app/package-lock.json';
const project = (manifest: object, others: Record<string, string> = {}) => ({
  '/app/package.json': json(manifest),
  [LOCK]: '{}',
  '/app/src/index.js': '',
  ...others,
});

const lib = (manifest: object) =>
  npmInputs(
    'npm ci',
    project(
      { dependencies: { lib: 'file:lib' } },
      { '/app/lib/package.json': json(manifest), '/app/lib/cli.js': '' },
    ),
  );

describe('the project', () => {
  test('reads manifest, lock file and settings, and nothing of the sources', () => {
    const files = project({}, { '/app/.npmrc': 'registry=https://npm.example.com/\n', '/app/yarn.lock': '' });
    expect(npmInputs('npm ci', files)).toMatchObject({
      reads: ['/app/.npmrc', LOCK, '/app/package.json', '/app/yarn.lock'],
      patterns: [],
      makes: ['/app/node_modules'],
      ignore: ['node_modules'],
    });
  });

  test('a folder that --prefix names, and one above the working directory', () => {
    const files = {
      '/app/web/package.json': '{}',
      '/app/web/package-lock.json': '{}',
      '/app/package.json': '{}',
    };
    expect(npmInputs('npm --prefix web ci', files).reads).toEqual([
      '/app/web/package-lock.json',
      '/app/web/package.json',
    ]);
    expect(npmInputs('npm ci', project({}), { workdir: '/app/src' }).makes).toEqual(['/app/node_modules']);
    expect(npmInputs('npm ci --prefix "$DIR"', files).code).toBe('manifest-missing');
  });

  test('what is not there is told', () => {
    expect(npmInputs('npm install', { '/app/index.js': '' }).code).toBe('manifest-missing');
    expect(npmInputs('npm ci', { '/app/package.json': '{}' }).code).toBe('manifest-missing');
    expect(npmInputs('npm install', { '/app/package.json': '{}' }).reads).toEqual(['/app/package.json']);
  });

  test('a byte order mark is no part of the JSON, a comment is a mistake', () => {
    expect(npmInputs('npm install', { '/app/package.json': '\uFEFF{}' }).code).toBeUndefined();
    const broken = npmInputs('npm install', { '/app/package.json': '{ // no\n}' });
    expect(broken.code).toBe('manifest-missing');
    expect(broken.because?.file).toBe('/app/package.json');
  });

  test('global installs read nothing, but for what they are given', () => {
    const files = project({ scripts: { prepare: 'tsc' } }, { '/app/.npmrc': '', '/root/.npmrc': '' });
    expect(npmInputs('npm install -g typescript', files)).toEqual({
      reads: ['/root/.npmrc'],
      patterns: [],
      makes: [],
      ignore: [],
    });
    expect(npmInputs('npm i --location=global x', files).reads).toEqual(['/root/.npmrc']);
    expect(npmInputs('npm install -g .', files).code).toBe('installs-project');
    expect(npmInputs('npm install -g "$TOOL"', files).code).toBe('installs-project');
    expect(npmInputs('npm install -g "npm@$VERSION" https://x.org/y.tgz', files).code).toBeUndefined();
    const archive = { ...files, '/app/cli-1.0.0.tgz': '' };
    expect(npmInputs('npm install -g ./cli-1.0.0.tgz', archive).reads).toContain('/app/cli-1.0.0.tgz');
  });

  test('adding a package writes package.json, which the COPY would write over', () => {
    expect(npmInputs('npm install express', project({})).code).toBe('copy-overwrites');
    expect(npmInputs('npm update', project({})).code).toBe('copy-overwrites');
    expect(npmInputs('npm install --no-save express', project({})).code).toBeUndefined();
    expect(npmInputs('npm install express', { '/srv/package.json': '{}' }).makes).toContain(
      '/app/package.json',
    );
  });

  test('tests are run by some installs', () => {
    expect(npmInputs('npm cit', project({})).code).toBe('reads-sources');
  });
});

describe('local packages', () => {
  test('a folder, an archive and an override are read, and what they depend on', () => {
    const files = project(
      {
        dependencies: { lib: 'file:libs/lib', old: 'file:vendor/old-1.0.0.tgz', bare: './vendor/bare.tgz' },
        overrides: { deep: { inner: 'file:./libs/inner' } },
      },
      {
        '/app/libs/lib/package.json': json({ dependencies: { other: 'file:../other' } }),
        '/app/libs/lib/index.js': '',
        '/app/libs/lib/node_modules/x/index.js': '',
        '/app/libs/other/package.json': '{}',
        '/app/libs/inner/package.json': '{}',
        '/app/vendor/old-1.0.0.tgz': '',
        '/app/vendor/bare.tgz': '',
      },
    );
    const inputs = npmInputs('npm ci', files);
    expect(inputs.reads).toEqual([
      '/app/libs/inner/package.json',
      '/app/libs/lib/index.js',
      '/app/libs/lib/package.json',
      '/app/libs/other/package.json',
      LOCK,
      '/app/package.json',
      '/app/vendor/bare.tgz',
      '/app/vendor/old-1.0.0.tgz',
    ]);
    expect(inputs.folders).toEqual(['/app/libs/inner', '/app/libs/lib', '/app/libs/other']);
    expect(inputs.makes).toContain('/app/libs/lib/node_modules');
    expect(inputs.ignore).toEqual(['**/node_modules']);
  });

  test('what looks like a path and is none', () => {
    const ranges = {
      a: 'user/repo',
      b: 'git+https://x.org/a.git',
      c: 'https://x.org/a.tgz',
      d: '^1',
      e: 'npm:f@1',
      g: '',
    };
    expect(npmInputs('npm ci', project({ dependencies: ranges })).reads).toEqual([LOCK, '/app/package.json']);
  });

  test('its prepare script runs, and its programs are made executable', () => {
    expect(lib({ scripts: { prepare: 'tsc' } }).code).toBe('reads-sources');
    expect(lib({ bin: './cli.js' }).overwrites?.[0]?.file).toBe('/app/lib/cli.js');
    expect(lib({ bin: { x: 'dist/cli.js' } }).overwrites).toBeUndefined();
  });

  test('the project itself is all of its sources', () => {
    const files = {
      '/app/demo/package.json': json({ dependencies: { app: 'file:..' } }),
      '/app/demo/package-lock.json': '{}',
      '/app/package.json': '{}',
    };
    expect(npmInputs('npm ci', files, { workdir: '/app/demo' }).code).toBe('reads-sources');
  });
});

describe('settings', () => {
  test('files that they name', () => {
    const files = project({}, { '/app/.npmrc': 'cafile = "certs/ca.pem"\n', '/app/certs/ca.pem': '' });
    expect(npmInputs('npm ci', files).reads).toContain('/app/certs/ca.pem');
  });

  test('files that options and variables name', () => {
    const files = project({}, { '/app/ci.npmrc': '' });
    expect(npmInputs('npm ci --userconfig ci.npmrc', files).reads).toContain('/app/ci.npmrc');
    const env = { NPM_CONFIG_USERCONFIG: '/app/ci.npmrc', NODE_OPTIONS: '--max-old-space-size=4096' };
    expect(npmInputs('npm ci', files, { env }).reads).toContain('/app/ci.npmrc');
    const hook = { NODE_OPTIONS: '--require ./hook.js' };
    expect(npmInputs('npm ci', files, { env: hook }).code).toBe('reads-sources');
  });

  test('a loader is a program', () => {
    expect(npmInputs('npm ci', project({}, { '/app/.npmrc': 'node-options=--require ./x.js' })).code).toBe(
      'reads-sources',
    );
  });

  test.each([
    ['npm ci --ignore-scripts', {}, {}],
    ['npm ci', { '/app/.npmrc': 'ignore-scripts=true\n' }, {}],
    ['npm ci', {}, { NPM_CONFIG_IGNORE_SCRIPTS: 'true' }],
  ])('scripts are off: %s %j %j', (line, others, env) => {
    const files = project({ scripts: { postinstall: 'tsc' } }, others);
    expect(npmInputs(line, files, { env }).code).toBeUndefined();
  });

  test.each([
    ['npm ci --ignore-scripts=false', { '/app/.npmrc': 'ignore-scripts=true\n' }, {}],
    ['npm ci --omit=dev', {}, {}],
    ['npm ci', {}, { NODE_ENV: 'production' }],
  ])('scripts are on: %s %j %j', (line, others, env) => {
    const files = project({ scripts: { prepare: 'tsc' } }, others);
    expect(npmInputs(line, files, { env }).code).toBe('reads-sources');
  });
});
