import { describe, expect, test } from '@jest/globals';
import { berryLock, bun, inputsOf, json, npmInputs, pnpm, yarnBerry, yarnClassic } from './support.js';

const MANIFEST = json({ workspaces: ['packages/*'], dependencies: { ms: '^2.1.3' } });
const MEMBER = json({ name: 'a', devDependencies: { lib: 'npm:is-odd@^3' } });
const files = (lock: string, text: string, manifest = MANIFEST) => ({
  '/app/package.json': manifest,
  '/app/packages/a/package.json': MEMBER,
  '/app/pnpm-workspace.yaml': 'packages: ["packages/*"]\n',
  [`/app/${lock}`]: text,
});

const npmLock = (ms: string) =>
  json({
    packages: {
      '': { dependencies: { ms } },
      'packages/a': { devDependencies: { lib: 'npm:is-odd@^3' } },
      'node_modules/ms': { version: '2.1.3' },
      'packages/a/node_modules/lib': { version: '3.0.1' },
    },
  });
const pnpmLock = (ms: string) =>
  `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      ms:\n        specifier: ${ms}\n        version: 2.1.3\n\n  packages/a:\n    devDependencies:\n      lib:\n        specifier: npm:is-odd@^3\n        version: is-odd@3.0.1\n\npackages:\n\n  ms@2.1.3: {}\n`;
const staleInPnpm = (text: string, others: Record<string, string> = files('pnpm-lock.yaml', text)) =>
  inputsOf(pnpm, 'pnpm install', others).staleLock?.text;
const yarnLock = (ms: string) =>
  `# yarn lockfile v1\n\n\nms@2, ${ms}:\n  version "2.1.3"\n\n"lib@npm:is-odd@^3":\n  version "3.0.1"\n`;
const staleInYarn = (text: string) => inputsOf(yarnClassic, 'yarn', files('yarn.lock', text)).staleLock?.text;
const bunLock = (ms: string) =>
  `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "dependencies": {\n        "ms": "${ms}",\n      },\n    },\n    "packages/a": {\n      "name": "a",\n      "devDependencies": { "lib": "npm:is-odd@^3", },\n    },\n  },\n}\n`;
const staleInBun = (name: string, text: string) =>
  inputsOf(bun, 'bun install', files(name, text)).staleLock?.text;

describe('a lock file that agrees with the manifests is not stale, one that lacks something is', () => {
  test('npm', () => {
    expect(npmInputs('npm install', files('package-lock.json', npmLock('^2.1.3'))).staleLock).toBeUndefined();
    for (const text of [npmLock('^2.1.2'), json({ lockfileVersion: 1, dependencies: {} }), '', '{'])
      expect(npmInputs('npm install', files('package-lock.json', text)).staleLock?.file).toBe(
        '/app/package-lock.json',
      );
    const entryOnly = npmLock('^2.1.3').replace('node_modules/ms', 'node_modules/mz');
    expect(npmInputs('npm install', files('package-lock.json', entryOnly)).staleLock?.text).toBe('ms');
  });

  test('a frozen install, and one without a lock file, mend nothing', () => {
    expect(npmInputs('npm ci', files('package-lock.json', '{}')).staleLock).toBeUndefined();
    expect(npmInputs('npm install', files('other', '')).staleLock).toBeUndefined();
  });

  const old = `lockfileVersion: 5.4\nspecifiers:\n  ms: ^2.1.3\ndependencies:\n  ms: 2.1.3\n`;

  test('pnpm', () => {
    expect(staleInPnpm(pnpmLock('^2.1.3'))).toBeUndefined();
    expect(staleInPnpm(pnpmLock('^2.1.2'))).toBe('ms');
    expect(staleInPnpm('')).toBe('ms');
    expect(staleInPnpm(old)).toBe('lib');
    const alone = {
      '/app/package.json': json({ dependencies: { ms: '^2.1.3' } }),
      '/app/pnpm-lock.yaml': old,
    };
    expect(staleInPnpm('', alone)).toBeUndefined();
  });

  test('yarn 1', () => {
    expect(staleInYarn(yarnLock('ms@^2.1.3'))).toBeUndefined();
    expect(staleInYarn(yarnLock('ms@^2.1.2'))).toBe('ms@^2.1.3');
    expect(staleInYarn('')).toBe('ms@^2.1.3');
  });

  test('bun', () => {
    expect(staleInBun('bun.lock', bunLock('^2.1.3'))).toBeUndefined();
    expect(staleInBun('bun.lock', bunLock('^2.1.2'))).toBe('ms');
    expect(staleInBun('bun.lockb', '')).toBe('it is not a text');
  });
});

describe('later yarns need the lock file as they wrote it for every yarn run', () => {
  const manifest = `${JSON.stringify({ dependencies: { ms: '^2.1.3' } }, null, 2)}\n`;
  const berry = (lock: string, line = 'yarn install', settings: Record<string, string> = {}) =>
    inputsOf(yarnBerry, line, { '/app/package.json': manifest, '/app/yarn.lock': lock }, { settings });
  const four = { 'yarn.version': 'yarn@4.5.0' };
  const three = { 'yarn.version': 'yarn@3.8.7' };

  test('one that is empty, or lacks a dependency', () => {
    expect(berry(berryLock({ '.': manifest }), 'yarn install', four).code).toBeUndefined();
    for (const lock of ['', berryLock({}), berryLock({ '.': '{}' }), berryLock({ a: manifest })])
      expect(berry(lock, 'yarn install', four).code).toBe('copy-overwrites');
  });

  test('one of an older yarn, also where it is not known which yarn it is', () => {
    const older = berryLock({ '.': manifest }, 6);
    expect(berry(older, 'yarn install', four).because?.key).toBe('__metadata.version');
    expect(berry(older).code).toBe('copy-overwrites');
    expect(berry(older, 'yarn install', three).code).toBeUndefined();
    expect(berry(berryLock({ '.': manifest }, 4), 'yarn install', three).code).toBe('copy-overwrites');
    expect(berry(older, 'yarn install --immutable', four).code).toBeUndefined();
  });
});
