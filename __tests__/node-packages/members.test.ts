import { describe, expect, test } from '@jest/globals';
import { bun, inputsOf, json, npmInputs, pnpm, yarnClassic } from './support.js';

const TOOL = '/app/packages/tool';
const workspace = (tool: object, others: Record<string, string> = {}) => ({
  '/app/package.json': json({ workspaces: ['packages/*'] }),
  '/app/pnpm-workspace.yaml': 'packages: ["packages/*"]\n',
  [`${TOOL}/package.json`]: json({ name: '@a/tool', ...tool }),
  '/app/packages/web/package.json': json({ dependencies: { thetool: 'workspace:@a/tool@*' } }),
  ...others,
});

const readWith = (lock: string) =>
  inputsOf(
    pnpm,
    'pnpm install',
    workspace({}, { '/app/pnpm-workspace.yaml': '# none\n', '/app/pnpm-lock.yaml': lock }),
  ).reads;

describe('members of workspaces', () => {
  test.each([pnpm, bun])('programs of one that is depended on by another name: $id', (manager) => {
    const files = workspace({ bin: { mytool: 'cli.js' } }, { [`${TOOL}/cli.js`]: '' });
    expect(inputsOf(manager, `${manager.id} install`, files).reads).toContain(`${TOOL}/cli.js`);
  });

  test('a folder that pnpm links in place of the member', () => {
    const tool = { publishConfig: { directory: 'dist', linkDirectory: true } };
    const files = workspace(tool, { [`${TOOL}/dist/package.json`]: '{}' });
    expect(inputsOf(pnpm, 'pnpm install', files).because?.key).toBe('publishConfig.directory');
    expect(inputsOf(pnpm, 'pnpm install', workspace(tool)).code).toBeUndefined();
  });

  test('all folders, where pnpm up to 8 finds no packages in its file', () => {
    expect(readWith("lockfileVersion: '6.0'\n\nimporters: {}\n")).toContain(`${TOOL}/package.json`);
    expect(readWith("lockfileVersion: '9.0'\n\nimporters: {}\n")).not.toContain(`${TOOL}/package.json`);
  });
});

test('a range that begins with a dot is a folder', () => {
  const files = {
    '/app/package.json': json({ dependencies: { dep: '.vendor/dep' } }),
    '/app/.vendor/dep/package.json': '{}',
  };
  expect(npmInputs('npm install', files).reads).toContain('/app/.vendor/dep/package.json');
});

test('bun takes over what pnpm left', () => {
  const files = { '/app/package.json': '{}', '/app/pnpm-lock.yaml': "lockfileVersion: '9.0'\n" };
  const taking = { ...bun, lockFiles: ['bun.lock', 'pnpm-lock.yaml'] };
  expect(inputsOf(taking, 'bun install', files).code).toBe('copy-overwrites');
  expect(inputsOf(taking, 'bun install', { ...files, '/app/bun.lock': '{}' }).code).toBeUndefined();
});

test('a folder that is copied whole, with packages in it', () => {
  const files = {
    '/app/package.json': json({ dependencies: { lib: 'file:lib' } }),
    '/app/lib/package.json': '{}',
    '/app/lib/test/node_modules/x/index.js': '',
  };
  expect(inputsOf(yarnClassic, 'yarn', files).code).toBe('reads-sources');
});

const rc = (value: string) => ({
  '/app/package.json': '{}',
  '/app/.yarnrc': `yarn-offline-mirror-pruning ${value}\n`,
});

test('a mirror that yarn 1 prunes', () => {
  expect(inputsOf(yarnClassic, 'yarn', rc('true')).code).toBe('copy-overwrites');
  expect(inputsOf(yarnClassic, 'yarn', rc('false')).code).toBeUndefined();
});
