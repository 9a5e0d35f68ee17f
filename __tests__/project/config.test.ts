import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigFinder, mergeSettings } from '../../src/project/config.js';
import { configShape } from '../../src/project/config-shape.js';
import { ConfigProblems } from '../../src/project/problems.js';
import { problemsOf, toJsonSchema } from '../../src/project/shape.js';
import { tempProject } from './temp-project.js';

const ids = {
  transforms: {
    'cache-mounts': { a: { summary: 's' } },
    'split-copy': { manifests: { summary: 's', values: ['copy', 'bind'] } },
  },
  ecosystems: { apt: { packages: { summary: 's', values: ['option', 'lists-only'] } }, npm: {} },
};

function finder(cwd: string, over: { file?: string; none?: boolean } = {}): ConfigFinder {
  return new ConfigFinder({ cwd, ids, ...over });
}

/** Every problem as the user reads it. */
function problems(text: string, name = 'dfmod.config.json'): string[] {
  const cwd = tempProject({ [name]: text });
  const configs = finder(cwd);
  configs.configFor(join(cwd, 'Dockerfile'));
  try {
    configs.assertValid();
  } catch (error) {
    if (!(error instanceof ConfigProblems)) throw error;
    return error.problems.map(
      ({ message, place }) => `${place.path}:${place.line}:${place.column} ${message}`,
    );
  }
  return [];
}

describe('which config', () => {
  test('the nearest one wins whole, names in order, never above .git', () => {
    const cwd = tempProject({
      'dfmod.config.json': '{"unsafe": true}',
      'repo/.git/': '',
      'repo/a/.dfmodrc.json': '{"engine": "podman"}',
      'repo/a/b/package.json': '{"dfmod": {"engine": "podman"}}',
      'repo/a/c/package.json': '{"devDependencies": {"dfmod": "1"}}',
      'repo/d/Dockerfile': '',
    });
    const configs = finder(cwd);
    const settings = (path: string): unknown =>
      configs.configFor(join(cwd, path)).settingsFor(join(cwd, path));
    expect(settings('Dockerfile')).toEqual({ unsafe: true });
    expect(settings('repo/d/Dockerfile')).toEqual({});
    expect(settings('repo/a/Dockerfile')).toEqual({ engine: 'podman' });
    expect(settings('repo/a/b/x/Dockerfile')).toEqual({ engine: 'podman' });
    expect(settings('repo/a/c/Dockerfile')).toEqual({ engine: 'podman' });
    configs.assertValid();
  });

  test('--config replaces the search and counts patterns from the working directory; --no-config turns it off', () => {
    const cwd = tempProject({
      'etc/c.json': '{"ignore": ["old/"]}',
      'dfmod.config.json': '{"unsafe": true}',
    });
    const explicit = finder(cwd, { file: join(cwd, 'etc/c.json') }).configFor(join(cwd, 'Dockerfile'));
    expect(explicit.ignores(join(cwd, 'old/Dockerfile'))).toBe(true);
    expect(explicit.settingsFor(join(cwd, 'Dockerfile'))).toEqual({});
    expect(finder(cwd, { none: true }).configFor(join(cwd, 'Dockerfile')).path).toBeUndefined();
  });

  test('a --config that is missing is a problem', () => {
    const cwd = tempProject({});
    const configs = finder(cwd, { file: join(cwd, 'no.json') });
    configs.configFor(join(cwd, 'Dockerfile'));
    expect(() => configs.assertValid()).toThrow(/cannot read the config/);
  });
});

describe('content', () => {
  test('ignore and overrides count from the config; the last override wins, id by id', () => {
    const cwd = tempProject({
      'sub/dfmod.config.json': JSON.stringify({
        ignore: ['legacy/**', '!legacy/keep/**'],
        transforms: { 'cache-mounts': { a: 'x' } },
        overrides: [
          { files: ['tools/'], unsafe: true, transforms: { 'split-copy': false } },
          { files: ['tools/x/'], unsafe: false },
        ],
      }),
    });
    const at = (path: string): string => join(cwd, 'sub', path);
    const config = finder(cwd).configFor(at('Dockerfile'));
    expect(
      [at('legacy/Dockerfile'), at('Dockerfile'), join(cwd, 'legacy/Dockerfile')].map((path) =>
        config.ignores(path),
      ),
    ).toEqual([true, false, false]);
    expect(config.settingsFor(at('Dockerfile'))).toEqual({ transforms: { 'cache-mounts': { a: 'x' } } });
    expect(config.settingsFor(at('tools/x/Dockerfile'))).toEqual({
      unsafe: false,
      transforms: { 'cache-mounts': { a: 'x' }, 'split-copy': false },
    });
    expect(config.entriesFor(at('tools/Dockerfile')).map(({ key, value }) => [key, value])).toEqual([
      ['transforms.cache-mounts', { a: 'x' }],
      ['unsafe', true],
      ['transforms.split-copy', false],
    ]);
  });

  test('all mistakes at once, each with its place and what was meant', () => {
    const text = `{
  "unsaef": true,
  "engine": "podmn",
  "transforms": { "cahce-mounts": false, "split-copy": 3 },
  "ignore": "x",
  "overrides": [{ "files": ["a"], "root": true, "transforms": { "split-copy": { "manifests": "bnd" } } }],
  "baseImages": { "r/*": { "lik": "node" } },
  "ecosystems": { "apt": { "packages": "lists", "x": 1 }, "nmp": {} }
}`;
    expect(problems(text)).toEqual([
      'dfmod.config.json:2:3 unsaef: unknown key. Did you mean "unsafe"?',
      'dfmod.config.json:3:13 engine: one of auto, buildkit, podman, kaniko, legacy expected. Did you mean "podman"?',
      'dfmod.config.json:4:19 transforms.cahce-mounts: unknown transform. Did you mean "cache-mounts"?',
      'dfmod.config.json:4:56 transforms.split-copy: true, false or an object of options expected',
      'dfmod.config.json:5:13 ignore: a list of strings expected',
      'dfmod.config.json:6:35 overrides.0.root: unknown key',
      'dfmod.config.json:6:94 overrides.0.transforms.split-copy.manifests: one of copy, bind expected. Did you mean "bind"?',
      'dfmod.config.json:7:28 baseImages.r/*.lik: unknown key. Did you mean "like"?',
      'dfmod.config.json:8:40 ecosystems.apt.packages: one of option, lists-only expected',
      'dfmod.config.json:8:49 ecosystems.apt.x: unknown option',
      'dfmod.config.json:8:59 ecosystems.nmp: unknown ecosystem. Did you mean "npm"?',
    ]);
    expect(problems('{"name": "x",\n "dfmod": {"engin": 1}}', 'package.json')).toEqual([
      'package.json:2:12 engin: unknown key. Did you mean "engine"?',
    ]);
  });

  test('a wrong file is not taken in part', () => {
    const cwd = tempProject({ 'dfmod.config.json': '{"unsafe": true, "x": 1}' });
    expect(finder(cwd).configFor(join(cwd, 'Dockerfile')).settingsFor(join(cwd, 'Dockerfile'))).toEqual({});
  });
});

test('merging: undefined says nothing, ids merge, the rest is replaced', () => {
  const merged = mergeSettings(
    { unsafe: true, transforms: { a: 1, b: 2 } },
    { transforms: { b: 3 }, engine: 'kaniko' },
  );
  expect(merged).toEqual({ unsafe: true, transforms: { a: 1, b: 3 }, engine: 'kaniko' });
});

test('the JSON schema has every key that is accepted', () => {
  const schema = toJsonSchema(configShape(ids));
  const everything = {
    $schema: '',
    root: true,
    ignore: [],
    engine: 'auto',
    unsafe: false,
    transforms: {},
    ecosystems: {},
    baseImages: {},
    overrides: [],
  };
  expect(schema).toHaveProperty('additionalProperties', false);
  expect(Object.keys(Object(schema['properties'])).sort()).toEqual(Object.keys(everything).sort());
  expect(problemsOf(everything, configShape(ids))).toEqual([]);
});
