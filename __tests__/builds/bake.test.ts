import { describe, expect, test } from '@jest/globals';
import { readBake } from '../../src/builds/bake.js';
import { brief } from './brief.js';

function builds(text: string, path = 'docker-bake.hcl'): unknown[] {
  return readBake(path, text).map((build) => {
    const { engine, ...rest } = brief(build);
    expect(engine).toBe('buildkit');
    return rest;
  });
}

describe('readBake', () => {
  test.each<[string, string, Record<string, unknown> | undefined]>([
    ['defaults', 'target "a" {}', { dockerfile: 'Dockerfile', context: '' }],
    [
      'a dockerfile is in its context',
      'target "a" {\n context = "./web"\n dockerfile = "docker/a"\n}',
      { dockerfile: 'web/docker/a', context: 'web' },
    ],
    [
      'a dockerfile of the command',
      'target "a" {\n context = "web"\n dockerfile = "cwd://docker/a"\n}',
      { dockerfile: 'docker/a', context: 'web' },
    ],
    ['a remote context', 'target "a" {\n context = "https://github.com/a/b.git"\n}', undefined],
    ['another target as context', 'target "a" {\n context = "target:b"\n}', undefined],
    ['an inline Dockerfile', 'target "a" {\n dockerfile-inline = "FROM scratch"\n}', undefined],
    ['a computed context', 'target "a" {\n context = X != "" ? X : "."\n}', undefined],
    [
      'variables',
      'variable "DIR" { default = "web" }\nvariable "NAME" {\n default = "${DIR}.Dockerfile"\n}\nV = "9"\ntarget "a" {\n context = DIR\n dockerfile = NAME\n args = { V = V, W = "w-${V}", X = f(V), Y = null, Z = MISSING }\n}',
      { dockerfile: 'web/web.Dockerfile', context: 'web', args: { V: '9', W: 'w-9' } },
    ],
    [
      'lists and maps',
      'target "a" {\n target = "prod"\n platforms = ["linux/amd64", "linux/arm64"]\n contexts = {\n  lib = "./lib"\n  base = "docker-image://alpine"\n }\n}',
      {
        dockerfile: 'Dockerfile',
        context: '',
        target: 'prod',
        platforms: ['linux/amd64', 'linux/arm64'],
        contexts: { lib: 'lib', base: 'docker-image://alpine' },
      },
    ],
  ])('%s', (_, text, expected) => {
    expect(builds(text)).toEqual(expected === undefined ? [] : [expected]);
  });

  test('targets inherit, the last parent first, and their own fields win', () => {
    const text = `
group "default" { targets = ["child"] }
target "_common" { args = { A = "common", C = "common" } }
target "one" {
  inherits = ["_common"]
  dockerfile = "one"
  target = "one"
  args = { A = "one" }
}
target "docker-metadata-action" {}
target "child" {
  inherits = ["one", "docker-metadata-action", "two"]
  args = { B = "child" }
}
target "two" { dockerfile = "two" }
`;
    expect(builds(text)).toEqual([
      { dockerfile: 'one', context: '', target: 'one', args: { A: 'one', C: 'common' } },
      { dockerfile: 'two', context: '', target: 'one', args: { A: 'one', B: 'child', C: 'common' } },
      { dockerfile: 'two', context: '' },
    ]);
  });

  test('a circle of parents and of variables ends', () => {
    const text =
      'variable "A" { default = B }\nvariable "B" { default = A }\ntarget "a" {\n inherits = ["b"]\n context = "x"\n}\ntarget "b" {\n inherits = ["a"]\n args = { A = A }\n context = "y"\n}';
    expect(builds(text)).toEqual([
      { dockerfile: 'x/Dockerfile', context: 'x' },
      { dockerfile: 'y/Dockerfile', context: 'y' },
    ]);
  });

  test('a matrix is written out', () => {
    const text = `
target "app" {
  name = "app-\${item.dir}-\${flavour}"
  matrix = {
    item = [{ dir = "web" }, { dir = "api" }]
    flavour = ["a", "b"]
    unknown = LIST
  }
  context = item.dir
  target = flavour
  args = { U = unknown }
}`;
    const rows = ['web', 'api'].flatMap((context) =>
      ['a', 'b'].map((target) => ({ dockerfile: `${context}/Dockerfile`, context, target })),
    );
    expect(builds(text)).toEqual(rows);
  });

  test('bake may be run in the file’s folder and in the root', () => {
    expect(builds('target "a" { context = "x" }', 'deploy/docker-bake.hcl')).toEqual([
      { dockerfile: 'deploy/x/Dockerfile', context: 'deploy/x' },
      { dockerfile: 'x/Dockerfile', context: 'x' },
    ]);
  });

  test('JSON says the same', () => {
    const file = {
      variable: { TAG: { default: 'v1' } },
      group: { default: { targets: ['a'] } },
      target: {
        _base: { args: { T: '${TAG}' } },
        a: { inherits: ['_base'], context: 'web', platforms: ['linux/amd64'] },
      },
    };
    expect(builds(JSON.stringify(file), 'docker-bake.json')).toEqual([
      { dockerfile: 'web/Dockerfile', context: 'web', args: { T: 'v1' }, platforms: ['linux/amd64'] },
    ]);
  });

  test('variables that double each other stay small', () => {
    const doubled = Array.from({ length: 40 }, (_, i) => `v${i + 1} = "\${v${i}}\${v${i}}"`).join('\n');
    expect(builds(`v0 = "aa"\n${doubled}\ntarget "a" { args = { V = v40 } }`)).toEqual([
      { dockerfile: 'Dockerfile', context: '' },
    ]);
  });

  test('the evidence is the target', () => {
    const text = '# x\ntarget "a" {\n  context = "."\n}\n';
    const [build] = readBake('docker-bake.hcl', text);
    expect(build?.evidence).toEqual({
      path: 'docker-bake.hcl',
      key: 'target.a',
      span: { start: 4, end: 34 },
      text: 'target "a" { context = "." }',
    });
  });
});
