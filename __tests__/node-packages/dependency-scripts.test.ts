import { describe, expect, test } from '@jest/globals';
import { UNKNOWN } from '../../src/ecosystem-api.js';
import { json, npmInputs } from './support.js';
import type { Situation } from './support.js';

const SCHEMA = 'generator client {\n  provider = "prisma-client-js"\n}\n';

const files = (
  scripts: Record<string, string>,
  others: Record<string, string> = {},
  manifest: object = {},
) => ({
  '/app/package.json': json({ ...manifest, scripts }),
  '/app/package-lock.json': '{}',
  '/app/src/index.js': '',
  ...others,
});

const uses = (name: string, range: string, others: Record<string, string> = {}, manifest: object = {}) =>
  npmInputs('npm ci', files({}, others, { ...manifest, devDependencies: { [name]: range } }));

describe('packages whose own scripts read the project', () => {
  const GIT = { '/app/.git/HEAD': '' };

  test.each([
    ['husky', '^4.3.0', 'reads-sources'],
    ['husky', '^9.0.0', undefined],
    ['yorkie', '2.0.0', 'reads-sources'],
    ['lefthook', '^1', 'reads-sources'],
    ['pre-push', '0.1.4', 'reads-sources'],
    ['eslint', '^9', undefined],
  ])('%s %s with .git', (name, range, code) => {
    expect(uses(name, range, GIT).code).toBe(code);
    expect(uses(name, range).code).toBeUndefined();
  });

  test('one that only the lock file names', () => {
    const lock = json({ packages: { 'node_modules/yorkie': { hasInstallScript: true } } });
    const inputs = npmInputs('npm ci', files({}, { ...GIT, '/app/package-lock.json': lock }));
    expect(inputs.code).toBe('reads-sources');
    expect(
      npmInputs('npm ci --ignore-scripts', files({}, { ...GIT, '/app/package-lock.json': lock })).code,
    ).toBeUndefined();
  });

  test('@prisma/client generates up to version 6', () => {
    const schema = { '/app/prisma/schema.prisma': SCHEMA };
    expect(uses('@prisma/client', '^6.1.0', schema).reads).toContain('/app/prisma/schema.prisma');
    expect(uses('@prisma/client', '^7.0.0', schema).reads).not.toContain('/app/prisma/schema.prisma');
    const files6 = files({}, schema, { dependencies: { '@prisma/client': '5.0.0' } });
    const env = { PRISMA_SKIP_POSTINSTALL_GENERATE: '1' };
    expect(npmInputs('npm ci', files6, { env }).reads).not.toContain('/app/prisma/schema.prisma');
  });

  test('@prisma/client may generate where a build argument decides', () => {
    const schema = { '/app/prisma/schema.prisma': SCHEMA };
    const files5 = files({}, schema, { dependencies: { '@prisma/client': '5.0.0' } });
    const env: Situation['env'] = { PRISMA_SKIP_POSTINSTALL_GENERATE: UNKNOWN };
    expect(npmInputs('npm ci', files5, { env }).reads).toContain('/app/prisma/schema.prisma');
  });

  test.each([
    ['@sveltejs/kit', '1.30.4', 'reads-sources'],
    ['@sveltejs/kit', '^2.5.0', 'reads-sources'],
    ['@sveltejs/kit', 'latest', 'reads-sources'],
    ['@sveltejs/kit', '>=2.16.0', 'reads-sources'],
    ['@sveltejs/kit', '^2.16.0', undefined],
    ['@sveltejs/kit', '~2.20', undefined],
    ['@sveltejs/kit', '^3.0.0', undefined],
    ['fomantic-ui', '^2.8.8', 'reads-sources'],
    ['fomantic-ui', '2.9.3', undefined],
    ['semantic-ui', '2.5.0', 'reads-sources'],
  ])('%s %s', (name, range, code) => {
    expect(uses(name, range, { '/app/svelte.config.js': '' }).code).toBe(code);
  });

  test('@sveltejs/kit looks for its settings', () => {
    const inputs = uses('@sveltejs/kit', '^1');
    expect(inputs.code).toBeUndefined();
    expect(inputs.absent).toContain('/app/svelte.config.js');
  });

  test('puppeteer reads its settings, nx the workspace, msw writes its worker', () => {
    const config = {
      '/app/.puppeteerrc.cjs':
        "const {join} = require('path');\n/** @type {import(\"puppeteer\").Configuration} */\nmodule.exports = {cacheDirectory: join(__dirname, '.cache')};",
    };
    expect(uses('puppeteer', '^23', config).reads).toContain('/app/.puppeteerrc.cjs');
    const reading = { '/app/.puppeteerrc.cjs': "module.exports = require('./other')" };
    expect(uses('puppeteer', '^23', reading).code).toBe('reads-sources');
    expect(uses('nx', '^20', { '/app/nx.json': '{}' }).code).toBe('reads-sources');
    expect(uses('nx', '^20').code).toBeUndefined();
    expect(uses('msw', '^2', {}, { msw: { workerDirectory: ['public'] } }).code).toBe('copy-overwrites');
    expect(uses('msw', '^2').code).toBeUndefined();
  });
});
