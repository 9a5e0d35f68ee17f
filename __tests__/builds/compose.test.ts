import { describe, expect, test } from '@jest/globals';
import { interpolate } from '../../src/builds/compose-interpolation.js';
import { readCompose } from '../../src/builds/compose.js';
import { brief } from './brief.js';

function builds(text: string, path = 'compose.yaml'): unknown[] {
  return readCompose(path, text).map(brief);
}

function service(fields: string): string {
  return `services:\n  web:\n    build:\n${fields.replaceAll(/^/gm, '      ')}\n`;
}

describe('readCompose', () => {
  test.each<[string, string, string, Record<string, unknown> | undefined]>([
    [
      'a string',
      'compose.yaml',
      'services: {web: {build: ./web}}',
      { dockerfile: 'web/Dockerfile', context: 'web' },
    ],
    ['the root', 'compose.yaml', 'services: {web: {build: .}}', { dockerfile: 'Dockerfile', context: '' }],
    [
      'a parent',
      'deploy/compose.yaml',
      'services: {web: {build: ../web/}}',
      { dockerfile: 'web/Dockerfile', context: 'web' },
    ],
    ['outside', 'compose.yaml', 'services: {web: {build: ../web}}', undefined],
    ['git', 'compose.yaml', 'services: {web: {build: "https://example.org/a.git#main"}}', undefined],
    [
      'a dockerfile of its context',
      'compose.yaml',
      service('context: web\ndockerfile: ../a.Dockerfile'),
      { dockerfile: 'a.Dockerfile', context: 'web' },
    ],
    [
      'only a dockerfile',
      'x/compose.yaml',
      service('dockerfile: a/b'),
      { dockerfile: 'x/a/b', context: 'x' },
    ],
    [
      'a target',
      'compose.yaml',
      service('context: .\ntarget: prod'),
      { dockerfile: 'Dockerfile', context: '', target: 'prod' },
    ],
    [
      'a default',
      'compose.yaml',
      service('context: ${DIR:-web}\ntarget: ${T:-}'),
      { dockerfile: 'web/Dockerfile', context: 'web' },
    ],
    ['a variable', 'compose.yaml', service('context: ${DIR}'), undefined],
    [
      'an inline Dockerfile',
      'compose.yaml',
      service('context: .\ndockerfile_inline: FROM scratch'),
      undefined,
    ],
    ['an image', 'compose.yaml', 'services: {web: {image: nginx}}', undefined],
    ['nothing', 'compose.yaml', '', undefined],
  ])('%s', (_, path, text, expected) => {
    expect(builds(text, path)).toEqual(expected === undefined ? [] : [expected]);
  });

  test('args, platforms and contexts', () => {
    const fields =
      'args:\n  A: 1\n  B: ${B:-b}\n  C: ${C}\n  D:\n  E: yes\nadditional_contexts:\n  lib: ../lib\n  base: docker-image://alpine\nplatforms: [linux/amd64, linux/arm64]';
    expect(builds(service(fields), 'a/compose.yaml')).toEqual([
      {
        dockerfile: 'a/Dockerfile',
        context: 'a',
        args: { A: '1', B: 'b', E: 'yes' },
        contexts: { lib: 'lib', base: 'docker-image://alpine' },
        platforms: ['linux/amd64', 'linux/arm64'],
      },
    ]);
    const lists =
      'services:\n  web:\n    platform: linux/amd64\n    build:\n      args: [A=1=2, B, "C=$${x}"]\n      additional_contexts: [lib=lib]\n';
    expect(builds(lists)).toEqual([
      {
        dockerfile: 'Dockerfile',
        context: '',
        args: { A: '1=2', C: '${x}' },
        contexts: { lib: 'lib' },
        platforms: ['linux/amd64'],
      },
    ]);
  });

  test('anchors, merges and extends', () => {
    const text = `
x-base: &base
  build: &build
    context: web
    args: {A: base}
services:
  merged:
    <<: *base
  nearer:
    build:
      <<: [{target: first}, *build, {target: second}]
      context: near
  alias:
    build: *build
  parent:
    build: {context: api, target: dev, args: {A: 1, B: 2}}
  child:
    extends: {service: parent}
    build: {target: prod, args: {B: 3}}
  circle:
    extends: circle
`;
    expect(builds(text)).toEqual([
      { dockerfile: 'web/Dockerfile', context: 'web', args: { A: 'base' } },
      { dockerfile: 'near/Dockerfile', context: 'near', target: 'first', args: { A: 'base' } },
      { dockerfile: 'web/Dockerfile', context: 'web', args: { A: 'base' } },
      { dockerfile: 'api/Dockerfile', context: 'api', target: 'dev', args: { A: '1', B: '2' } },
      { dockerfile: 'api/Dockerfile', context: 'api', target: 'prod', args: { A: '1', B: '3' } },
    ]);
  });

  test('the evidence is where the build is written', () => {
    const text = '# é\r\nservices:\r\n  web:\r\n    build: ./web # here\r\n';
    const [build] = readCompose('compose.yaml', text);
    expect(build?.evidence).toMatchObject({ path: 'compose.yaml', key: 'services.web.build', text: './web' });
    expect(text.slice(build?.evidence.span?.start, build?.evidence.span?.end)).toBe('./web');
  });

  test('what is no YAML is an error', () => {
    expect(() => readCompose('compose.yaml', 'a: [')).toThrow('Flow sequence');
  });
});

test.each<[string, string | undefined]>([
  ['plain', 'plain'],
  ['a$$b', 'a$b'],
  ['${A:-x}/${B-y}', 'x/y'],
  ['${A:-${B:-c}}', 'c'],
  ['${A:-}', ''],
  ['${A}', undefined],
  ['$A', undefined],
  ['${A:?no}', undefined],
  ['${A:-${B}}', undefined],
  ['${A:-x', undefined],
  [`${'${A:-'.repeat(50)}x${'}'.repeat(50)}`, undefined],
])('interpolate(%j) is %j', (text, expected) => {
  expect(interpolate(text)).toBe(expected);
});
