import { describe, expect, test } from '@jest/globals';
import { UNKNOWN } from '../../src/ecosystem-api.js';
import { inputsOf as callInputs } from '../support/call-inputs.js';
import { bun, inputsOf, json, npmInputs, pnpm, yarnBerry } from './support.js';
import type { Result, Situation } from './support.js';

const LOCK = { '/app/package-lock.json': '{}' };
const project = (manifest: object, others: Record<string, string> = {}) => ({
  '/app/package.json': json(manifest),
  ...LOCK,
  ...others,
});

const versions = {
  '/app/package.json': '{}',
  '/app/pnpm-lock.yaml': '',
  '/app/.tool-versions': 'nodejs 20',
  '/.nvmrc': '20',
};

const lib = { '/app/vendor/x/package.json': '{}', '/app/vendor/x/.git/HEAD': '' };

const cloning = (url: string) => npmInputs('npm ci', project({ dependencies: { x: url } }, lib)).code;

const scripts = { '/app/package.json': json({ scripts: { prepare: 'tsc' } }) };

const code = (ecosystem: string, run: string, more = '') =>
  (
    callInputs(
      ecosystem,
      run,
      { ...scripts, ...LOCK, '/app/yarn.lock': '', '/app/pnpm-lock.yaml': '', '/app/bun.lock': '{}' },
      { image: 'node:20-slim', before: `WORKDIR /app\nARG X\n${more}` },
    ) as Result
  ).code;

const installed = (text: string, executables: readonly string[]) =>
  npmInputs(
    'npm ci',
    project(
      { workspaces: ['a'] },
      { '/app/a/package.json': json({ name: 'a', bin: 'cli.js' }), '/app/a/cli.js': text },
    ),
    { executables },
  );

const settings = (npmrc: string, env: Record<string, string | typeof UNKNOWN> = {}) =>
  npmInputs('npm ci', project({}, { '/app/.npmrc': npmrc, '/app/certs/ca.pem': '' }), { env });

const yaml = (text: string) =>
  inputsOf(yarnBerry, 'yarn', { '/app/package.json': '{}\n', '/app/.yarnrc.yml': text }).code;

const volta = (path: string) =>
  inputsOf(
    pnpm,
    'pnpm install',
    { ...versions, '/app/package.json': json({ volta: { extends: path } }), '/package.json': '{}' },
    { env: { VOLTA_HOME: '/root/.volta' } },
  ).code;

describe('files of variables', () => {
  test('bun reads those of the mode and the local ones', () => {
    const files = { '/app/package.json': '{}', '/app/.env': 'REG_URL=x' };
    const { reads, absent } = callInputs('bun', 'bun install', files, {
      image: 'node:20-slim',
      before: 'WORKDIR /app',
    }) as Result;
    expect(reads).toContain('/app/.env');
    expect(absent).toEqual(
      expect.arrayContaining(['/app/.env.local', '/app/.env.production', '/app/.env.test.local']),
    );
    expect(inputsOf(bun, 'bun install --cwd /app', files, { workdir: '/' }).reads).toContain('/app/.env');
  });

  test('yarn reads .env.yarn, and those that its settings name', () => {
    const files = {
      '/app/package.json': '{}\n',
      '/app/.yarnrc.yml': 'injectEnvironmentFiles:\n  - .env.ci?\n  - .env.none?\n',
      '/app/.env.ci': '',
      '/app/.env.yarn': '',
    };
    const { reads, absent } = inputsOf(yarnBerry, 'yarn', files);
    expect(reads).toEqual(expect.arrayContaining(['/app/.env.ci', '/app/.env.yarn']));
    expect(absent).toContain('/app/.env.none');
  });

  test('npm reads none', () => {
    expect(npmInputs('npm ci', project({}, { '/app/.env': '' })).reads).not.toContain('/app/.env');
  });
});

describe('a link on the way', () => {
  const patch = '/app/patches/ms+2.1.3.patch';
  const files = project({ scripts: { postinstall: 'patch-package' } }, { [patch]: '' });

  test('to a folder that is read', () => {
    const refusal = npmInputs('npm ci', files, { links: ['/app/patches'] });
    expect(refusal.code).toBe('input-outside');
    expect(refusal.because?.file).toBe('/app/patches');
    expect(npmInputs('npm ci', files).reads).toContain(patch);
  });

  test('to the project itself', () => {
    expect(npmInputs('npm ci', files, { links: ['/app'] }).code).toBe('input-outside');
  });
});

describe('dependencies of the project in other places', () => {
  test.each([
    { peerDependencies: { x: 'file:./vendor/x' } },
    { pnpm: { packageExtensions: { a: { dependencies: { x: 'file:./vendor/x' } } } } },
    { workspaces: { packages: [], catalogs: { old: { x: 'file:./vendor/x' } } } },
  ])('%j', (manifest) => {
    expect(npmInputs('npm ci', project(manifest, lib)).reads).toContain('/app/vendor/x/package.json');
  });

  test('a repository that was copied is cloned', () => {
    expect(cloning('git+file:///app/vendor/x#main')).toBe('reads-sources');
    expect(cloning('git+file:///srv/x')).toBeUndefined();
    expect(cloning('git+https://x.org/x.git')).toBeUndefined();
  });
});

describe('programs of members', () => {
  test('are left alone if they are executable already', () => {
    const inputs = installed('#!/usr/bin/env node\n', ['/app/a/cli.js']);
    expect(inputs.overwrites).toBeUndefined();
    expect(inputs.reads).toContain('/app/a/cli.js');
    expect(installed('#!/usr/bin/env node\n', []).overwrites?.[0]?.file).toBe('/app/a/cli.js');
  });

  test('lose the carriage return behind #!', () => {
    expect(installed('#!/usr/bin/env node\r\n', ['/app/a/cli.js']).overwrites).toHaveLength(1);
    expect(installed('x\r\n', ['/app/a/cli.js']).overwrites).toBeUndefined();
  });
});

describe('what a build argument decides', () => {
  test.each([
    ['npm', 'npm ci --ignore-scripts=$X'],
    ['npm', 'NPM_CONFIG_IGNORE_SCRIPTS=$X npm ci'],
    ['npm', 'npm ci --ignore-scripts --no-ignore-scripts'],
    ['yarn-classic', 'yarn install --production=$X'],
    ['yarn-classic', 'yarn install --production $X'],
    ['yarn-classic', 'NODE_ENV=$X yarn install'],
    ['yarn-classic', 'yarn install --ignore-scripts=$X'],
    ['pnpm', 'pnpm install --ignore-scripts=$X'],
    ['pnpm', 'pnpm install --ignore-scripts=false'],
    ['pnpm', 'pnpm install --ignore-scripts --no-ignore-scripts'],
    ['bun', 'bun install --ignore-scripts=$X'],
  ])('%s: scripts run with %s', (ecosystem, run) => {
    expect(code(ecosystem, run)).toBe('reads-sources');
  });

  test.each([
    ['npm', 'npm ci --ignore-scripts'],
    ['npm', 'NPM_CONFIG_IGNORE_SCRIPTS=1 npm ci'],
    ['npm', 'npm ci --ignore-scripts=true'],
    ['yarn-classic', 'yarn install --production'],
    ['yarn-classic', 'NODE_ENV=production yarn install'],
    ['pnpm', 'pnpm install --ignore-scripts'],
    ['bun', 'bun install --ignore-scripts'],
  ])('%s: no scripts run with %s', (ecosystem, run) => {
    expect(code(ecosystem, run)).toBeUndefined();
  });

  test.each([
    ['npm install --save=$X left-pad', 'copy-overwrites'],
    ['npm install --no-save left-pad', undefined],
    ['npm ci --userconfig $X', 'input-outside'],
    ['npm ci --userconfig=$X', 'input-outside'],
    ['NPM_CONFIG_CAFILE=$X npm ci', 'input-outside'],
    ['NPM_CONFIG_LOGLEVEL=$X npm ci', undefined],
    ['npm ci --loglevel=$X', undefined],
  ])('%s', (line, expected) => {
    const files = { ...LOCK, '/app/package.json': '{}' };
    const result = callInputs('npm', line, files, { image: 'node:20-slim', before: 'WORKDIR /app\nARG X' });
    expect((result as Result).code).toBe(expected);
  });

  test('which yarn it is', () => {
    expect(code('yarn-classic', 'yarn install', 'RUN npm install -g yarn@$X')).toBe('yarn-version-unknown');
  });
});

describe('settings with variables', () => {
  test.each(['cafile=${CERTS}/ca.pem', 'cafile=${NONE-certs}/ca.pem', '//x.org/:certfile=${CERTS?}/ca.pem'])(
    '%s',
    (line) => {
      expect(settings(line, { CERTS: '/app/certs' }).reads).toContain('/app/certs/ca.pem');
    },
  );

  test('that are not known', () => {
    expect(settings('cafile=${CERTS}/ca.pem').code).toBe('input-outside');
    expect(settings('cafile=${CERTS}/ca.pem', { CERTS: UNKNOWN }).code).toBe('input-outside');
    expect(settings('//x.org/:_authToken=${NPM_TOKEN}').code).toBeUndefined();
    expect(settings('cafile=${HOME}/ca.pem').code).toBeUndefined();
    expect(yaml('httpsCaFilePath: "${CERTS}/ca.pem"\n')).toBe('input-outside');
    expect(yaml('npmAuthToken: "${TOKEN}"\n')).toBeUndefined();
    expect(yaml('npmAuthToken: "${TOKEN:-}"\n')).toBeUndefined();
  });

  test('bun writes them without braces', () => {
    const files = {
      '/app/package.json': '{}',
      '/app/bunfig.toml': 'cafile = "$CERTS/ca.pem"\n',
      '/c/ca.pem': '',
    };
    expect(inputsOf(bun, 'bun install', files, { env: { CERTS: '/c' } }).reads).toContain('/c/ca.pem');
    expect(inputsOf(bun, 'bun install', files).code).toBe('input-outside');
  });
});

describe('a version manager', () => {
  test.each<NonNullable<Situation['env']>>([
    { PATH: '/root/.asdf/shims:/usr/bin' },
    { PATH: UNKNOWN },
    { PATH: '/usr/bin', MISE_DATA_DIR: '/mise' },
    { VOLTA_HOME: '/root/.volta' },
  ])('%p', (env) => {
    const { reads, absent } = inputsOf(pnpm, 'pnpm install', versions, { env });
    expect(reads).toEqual(expect.arrayContaining(['/app/.tool-versions', '/.nvmrc']));
    expect(absent).toEqual(expect.arrayContaining(['/app/mise.toml', '/app/.node-version', '/package.json']));
  });

  test('none', () => {
    expect(inputsOf(pnpm, 'pnpm install', versions, { env: { PATH: '/usr/bin' } }).reads).not.toContain(
      '/app/.tool-versions',
    );
  });

  test('Volta’s choice in another file', () => {
    expect(volta('../package.json')).toBeUndefined();
    expect(volta('./tools/versions.json')).toBe('input-outside');
  });
});
