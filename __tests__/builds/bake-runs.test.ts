import { describe, expect, test } from '@jest/globals';
import { withBakeRuns } from '../../src/builds/bake-runs.js';
import { readBake } from '../../src/builds/bake.js';
import type { BuilderLifetime } from '../../src/builds/build.js';
import { readBuilds } from '../../src/builds/find-builds.js';

async function runs(step: string, runsOn = 'ubuntu-latest'): Promise<unknown> {
  const text = `jobs:\n  a:\n    runs-on: ${runsOn}\n    steps: [${step}]\n`;
  return (await readBuilds('.github/workflows/a.yml', text)).bakeRuns;
}

describe('workflow steps that run bake', () => {
  test('name their files', async () => {
    expect(
      await runs('{uses: docker/bake-action@v6, with: {workdir: deploy, files: "a.hcl, ./b.hcl"}}'),
    ).toEqual([{ files: ['deploy/a.hcl', 'deploy/b.hcl'], lifetime: 'ephemeral' }]);
    expect(await runs('{uses: depot/bake-action@v1, with: {files: a.hcl}}')).toEqual([
      { files: ['a.hcl'], lifetime: 'persistent' },
    ]);
    expect(
      await runs('{uses: docker/bake-action@v6, with: {files: "${{ inputs.x }}"}}', 'self-hosted'),
    ).toEqual([{ files: [], lifetime: undefined }]);
  });

  test('or read the usual ones', async () => {
    expect(await runs('{uses: docker/bake-action@v6}')).toMatchObject([
      { files: expect.arrayContaining(['docker-bake.hcl', 'compose.yaml']) },
    ]);
    expect(await runs('{uses: actions/checkout@v4}, {run: docker build .}')).toBeUndefined();
  });
});

test.each<[(BuilderLifetime | undefined)[], BuilderLifetime | undefined]>([
  [[], undefined],
  [['ephemeral'], 'ephemeral'],
  [['persistent'], 'persistent'],
  [['persistent', 'ephemeral'], 'ephemeral'],
  [['persistent', undefined], undefined],
])('builders that live %j make it %s', (lifetimes, expected) => {
  const builds = readBake('docker-bake.hcl', 'target "a" {}');
  const bakeRuns = lifetimes.map((lifetime) => ({ files: ['docker-bake.hcl'], lifetime }));
  const other = { files: ['other.hcl'], lifetime: 'ephemeral' } as const;
  expect(withBakeRuns(builds, [...bakeRuns, other]).map(({ lifetime }) => lifetime)).toEqual([expected]);
});
