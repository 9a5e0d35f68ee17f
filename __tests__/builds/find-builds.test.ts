import { describe, expect, test } from '@jest/globals';
import { kindOfBuildFile, readBuilds } from '../../src/builds/find-builds.js';
import { brief } from './brief.js';
import { commandsOf } from './shell-commands.js';

test.each<[string, ReturnType<typeof kindOfBuildFile>]>([
  ['compose.yaml', 'compose'],
  ['a/docker-compose.yml', 'compose'],
  ['docker-compose.override.yml', 'compose'],
  ['compose-dev.yaml', 'compose'],
  ['dev.compose.yml', 'compose'],
  ['composer.yaml', undefined],
  ['decompose.yml', undefined],
  ['docker-bake.hcl', 'bake'],
  ['a/docker-bake.override.json', 'bake'],
  ['bake.hcl', 'bake'],
  ['main.hcl', undefined],
  ['.github/workflows/ci.yml', 'workflow'],
  ['.forgejo/workflows/ci.yaml', 'workflow'],
  ['.github/workflows/docker-compose.yml', 'workflow'],
  ['.github/actions/image/action.yml', 'workflow'],
  ['.github/dependabot.yml', undefined],
  ['.gitlab-ci.yml', 'gitlab'],
  ['ci/build.gitlab-ci.yml', 'gitlab'],
  ['skaffold.yaml', 'skaffold'],
  ['scripts/build.sh', 'script'],
  ['Makefile', 'makefile'],
  ['a/GNUmakefile', 'makefile'],
  ['docker.mk', 'makefile'],
  ['package.json', 'package-json'],
  ['a/package.json', 'package-json'],
  ['package-lock.json', undefined],
  ['Dockerfile', undefined],
])('kindOfBuildFile(%j) is %j', (path, expected) => {
  expect(kindOfBuildFile(path)).toBe(expected);
});

describe('readBuilds', () => {
  test.each<[string, string]>([
    ['compose.yaml', 'services: {a: {build: .}}'],
    ['docker-bake.hcl', 'target "a" {}'],
    ['docker-bake.json', '{"target": {"a": {}}}'],
    ['.github/workflows/ci.yml', 'jobs: {a: {steps: [{uses: docker/build-push-action@v6}]}}'],
    ['.gitlab-ci.yml', 'a: {script: [docker build .]}'],
    ['skaffold.yaml', 'build: {artifacts: [{image: a}]}'],
    ['build.sh', 'docker build .'],
    ['Makefile', 'a:\n\tdocker build .'],
    ['package.json', '{"scripts": {"a": "docker build ."}}'],
  ])('%s', async (path, text) => {
    const { builds, problem } = await readBuilds(path, text, { commandsOf });
    expect(problem).toBeUndefined();
    expect(builds).toMatchObject([{ dockerfile: 'Dockerfile', context: '', evidence: { path } }]);
  });

  test.each<[string, string]>([
    ['compose.yaml', 'build: ['],
    ['compose.yaml', `build: ${'['.repeat(20_000)}`],
    ['docker-bake.hcl', 'target "a" {'],
    ['docker-bake.json', '{'],
    ['package.json', '{"build": '],
    ['.gitlab-ci.yml', 'build: "'],
  ])('%s that cannot be read is a problem, no exception', async (path, text) => {
    const { builds, problem } = await readBuilds(path, text, { commandsOf });
    expect(builds).toEqual([]);
    expect(problem).toEqual(expect.any(String));
  });

  test('other files, and scripts without a reader of commands, state nothing', async () => {
    expect(await readBuilds('README.md', 'docker build .')).toEqual({ builds: [] });
    expect(await readBuilds('build.sh', 'docker build .')).toEqual({ builds: [] });
    const uses = 'jobs: {a: {steps: [{run: docker build api}, {uses: docker/build-push-action@v6}]}}';
    expect((await readBuilds('.github/workflows/a.yml', uses)).builds).toHaveLength(1);
  });
});

test('skaffold', async () => {
  const text = `
build:
  local: {useBuildkit: true}
  artifacts:
    - image: a
      context: web
      docker: {dockerfile: docker/a, target: prod, buildArgs: {A: "1", B: "{{.IMAGE}}"}}
    - image: b
      context: api
      kaniko: {dockerfile: k}
    - image: c
      jib: {}
    - image: d
      context: "{{.DIR}}"
profiles:
  - build:
      cluster: {}
      artifacts: [{image: e}]
---
build: {artifacts: [{image: f, context: ..}]}
`;
  const { builds } = await readBuilds('deploy/skaffold.yaml', text);
  expect(builds.map(brief)).toEqual([
    {
      dockerfile: 'deploy/web/docker/a',
      context: 'deploy/web',
      target: 'prod',
      args: { A: '1' },
      engine: 'buildkit',
    },
    { dockerfile: 'deploy/api/k', context: 'deploy/api', engine: 'kaniko' },
    { dockerfile: 'deploy/Dockerfile', context: 'deploy', engine: 'kaniko' },
    { dockerfile: 'Dockerfile', context: '' },
  ]);
});
