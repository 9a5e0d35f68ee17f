import { describe, expect, test } from '@jest/globals';
import { readWorkflow } from '../../src/builds/workflow.js';
import { brief } from './brief.js';
import { commandsOf } from './shell-commands.js';

function builds(text: string, path = '.github/workflows/ci.yml'): unknown[] {
  return readWorkflow(path, text, commandsOf).map(brief);
}

function job(steps: string, fields = 'runs-on: ubuntu-latest'): string {
  return `jobs:\n  image:\n${fields.replaceAll(/^/gm, '    ')}\n    steps:\n${steps.replaceAll(/^/gm, '      ')}\n`;
}

function action(inputs: string, uses = 'docker/build-push-action@v6'): string {
  return `- uses: ${uses}\n  with:\n    push: true\n${inputs.replaceAll(/^/gm, '    ')}`;
}

const HERE = { dockerfile: 'Dockerfile', context: '', engine: 'buildkit', lifetime: 'ephemeral' };

describe('build-push-action', () => {
  test.each<[string, string, Record<string, unknown> | undefined]>([
    ['the git context', '', HERE],
    ['a folder', 'context: ./web', { ...HERE, dockerfile: 'web/Dockerfile', context: 'web' }],
    [
      'a file is not in the context',
      'context: web\nfile: docker/a',
      { ...HERE, dockerfile: 'docker/a', context: 'web' },
    ],
    [
      'the workspace',
      'context: ${{ github.workspace }}/web\nfile: ${{github.workspace}}/a',
      { ...HERE, dockerfile: 'a', context: 'web' },
    ],
    [
      'a folder of git',
      'context: "{{defaultContext}}:web"\nfile: a',
      { ...HERE, dockerfile: 'web/a', context: 'web' },
    ],
    ['a remote', 'context: https://github.com/a/b.git', undefined],
    ['an unknown folder', 'context: ${{ inputs.dir }}', undefined],
    [
      'an unknown folder, a known file',
      'context: ${{ inputs.dir }}\nfile: a',
      { dockerfile: 'a', engine: 'buildkit', lifetime: 'ephemeral' },
    ],
    ['an unknown file', 'context: .\nfile: ${{ inputs.file }}', undefined],
    [
      'lists',
      'target: prod\nplatforms: linux/amd64, linux/arm64\nbuild-args: |\n  A=1\n  B=${{ github.sha }}\nbuild-contexts: |\n  lib=./lib',
      {
        ...HERE,
        target: 'prod',
        platforms: ['linux/amd64', 'linux/arm64'],
        args: { A: '1' },
        contexts: { lib: 'lib' },
      },
    ],
  ])('%s', (_, inputs, expected) => {
    expect(builds(job(action(inputs)))).toEqual(expected === undefined ? [] : [expected]);
  });

  test.each<[string, string, Record<string, unknown> | undefined]>([
    ['depot/build-push-action@v1', 'runs-on: ubuntu-latest', { ...HERE, lifetime: 'persistent' }],
    ['useblacksmith/build-push-action@v2', 'runs-on: blacksmith-4vcpu', { ...HERE, lifetime: 'persistent' }],
    ['int128/kaniko-action@v1', 'runs-on: ubuntu-24.04', { ...HERE, engine: 'kaniko' }],
    ['docker/build-push-action@v6', 'runs-on: [self-hosted, linux]', { ...HERE, lifetime: undefined }],
    ['docker/build-push-action@v6', 'runs-on: ${{ inputs.runner }}', { ...HERE, lifetime: undefined }],
    [
      'docker/build-push-action@v6',
      'runs-on: ${{ matrix.os }}\nstrategy: {matrix: {os: [ubuntu-22.04]}}',
      HERE,
    ],
    ['docker/setup-buildx-action@v3', 'runs-on: ubuntu-latest', undefined],
  ])('%s, %s', (uses, fields, expected) => {
    expect(builds(job(action('', uses), fields))).toEqual(
      expected === undefined ? [] : [JSON.parse(JSON.stringify(expected))],
    );
  });

  test('a matrix is written out', () => {
    const fields = `runs-on: ubuntu-latest
strategy:
  matrix:
    dir: [web, api]
    include:
      - {dir: web, target: prod}
      - {dir: docs, target: site}`;
    expect(builds(job(action('context: ${{ matrix.dir }}\ntarget: ${{ matrix.target }}'), fields))).toEqual([
      { ...HERE, dockerfile: 'web/Dockerfile', context: 'web', target: 'prod' },
      { ...HERE, dockerfile: 'api/Dockerfile', context: 'api' },
      { ...HERE, dockerfile: 'docs/Dockerfile', context: 'docs', target: 'site' },
    ]);
    const computed = 'runs-on: ubuntu-latest\nstrategy:\n  matrix: ${{ fromJSON(inputs.m) }}';
    expect(builds(job(action('context: ${{ matrix.dir }}'), computed))).toEqual([]);
    const objects = 'runs-on: ubuntu-latest\nstrategy: {matrix: {image: [{dir: a}, {dir: b}]}}';
    expect(builds(job(action('context: ${{ matrix.image.dir }}'), objects))).toMatchObject([
      { context: 'a' },
      { context: 'b' },
    ]);
  });
});

describe('run', () => {
  test.each<[string, string, readonly unknown[]]>([
    ['a line', '- run: docker build .', [HERE]],
    [
      'lines',
      '- run: |\n    echo hi\n    cd web\n    docker build -f ../a .',
      [{ ...HERE, dockerfile: 'a', context: 'web' }],
    ],
    [
      'a subshell',
      '- run: |\n    (cd web && docker build .)\n    docker build .',
      [{ ...HERE, dockerfile: 'web/Dockerfile', context: 'web' }, HERE],
    ],
    [
      'a working directory',
      '- run: docker build .\n  working-directory: web',
      [{ ...HERE, dockerfile: 'web/Dockerfile', context: 'web' }],
    ],
    ['an unknown working directory', '- run: docker build .\n  working-directory: ${{ inputs.x }}', []],
    [
      'environment',
      '- run: docker build "$DIR/${{ env.SUB }}"\n  env: {DIR: web, SUB: x}',
      [{ ...HERE, dockerfile: 'web/x/Dockerfile', context: 'web/x' }],
    ],
    [
      'an expression',
      '- run: docker build -f a ${{ inputs.x }}',
      [{ dockerfile: 'a', engine: 'buildkit', lifetime: 'ephemeral' }],
    ],
    [
      'the workspace',
      '- run: cd web && docker build $GITHUB_WORKSPACE/api',
      [{ ...HERE, dockerfile: 'api/Dockerfile', context: 'api' }],
    ],
    [
      'the legacy builder',
      '- run: docker build .\n  env: {DOCKER_BUILDKIT: 0}',
      [{ ...HERE, engine: 'legacy' }],
    ],
    ['an unreadable script', '- run: "docker build . <<"', []],
  ])('%s', (_, steps, expected) => {
    expect(builds(job(steps))).toEqual(expected);
  });

  test('defaults of the job and the workflow', () => {
    const text = job('- run: docker build .', 'runs-on: x\ndefaults: {run: {working-directory: web}}');
    expect(builds(text)).toMatchObject([{ context: 'web' }]);
    expect(
      builds(`defaults: {run: {working-directory: api}}\n${job('- run: docker build .')}`),
    ).toMatchObject([{ context: 'api' }]);
    expect(builds(`env: {DIR: api}\n${job('- run: docker build $DIR')}`)).toMatchObject([{ context: 'api' }]);
  });
});

test('a composite action', () => {
  const text = `runs:\n  using: composite\n  steps:\n    - uses: docker/build-push-action@v6\n      with: {context: web}\n    - run: docker build api\n      shell: bash\n`;
  expect(builds(text, 'action.yml')).toMatchObject([{ context: 'web' }, { context: 'api' }]);
});

test('the evidence is the step', () => {
  const text = job(action('context: web'));
  const [build] = readWorkflow('w.yml', text, commandsOf);
  expect(build?.evidence).toMatchObject({ path: 'w.yml', text: 'docker/build-push-action@v6' });
  expect(text.slice(build?.evidence.span?.start, build?.evidence.span?.end)).toBe(
    'docker/build-push-action@v6',
  );
});
