import type { Build, BuilderLifetime } from './build.js';
import { projectPath } from './project-paths.js';
import { resolveExpressions, type Names } from './workflow-matrix.js';
import type { YamlValue } from './yaml-value.js';

/** A workflow step that has bake build what bake files state. */
export interface BakeRun {
  /** The files it may read, project-relative. */
  readonly files: readonly string[];
  readonly lifetime: BuilderLifetime | undefined;
}

/** What bake reads when no file is named (https://docs.docker.com/build/bake/introduction/). */
const DEFAULT_FILES = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
];

/** Reads a step of docker/bake-action or depot/bake-action; undefined for any other. */
export function readBakeStep(
  uses: string,
  inputs: YamlValue | undefined,
  names: Names,
  lifetime: BuilderLifetime | undefined,
): BakeRun | undefined {
  const owner = /^(docker|depot)\/bake-action@/.exec(uses)?.[1];
  if (owner === undefined) return undefined;
  const folder = projectPath('', resolveExpressions(inputs?.get('workdir')?.text ?? '.', names));
  const written = (inputs?.get('files')?.text ?? '').split(/[\n,]/).flatMap((file) => file.trim() || []);
  const files = (written.length === 0 ? DEFAULT_FILES : written).flatMap((file) => {
    return projectPath(folder, resolveExpressions(file, names)) ?? [];
  });
  return { files, lifetime: owner === 'depot' ? 'persistent' : lifetime };
}

/**
 * Builds with the lifetime of the builder that a workflow has them built by. One that forgets decides: what is right for it is
 * right for the others.
 */
export function withBakeRuns(builds: readonly Build[], runs: readonly BakeRun[]): Build[] {
  return builds.map((build) => {
    if (build.lifetime !== undefined) return build;
    const lifetimes = runs
      .filter(({ files }) => files.includes(build.evidence.path))
      .map(({ lifetime }) => lifetime);
    const persistent = lifetimes.length > 0 && lifetimes.every((lifetime) => lifetime === 'persistent');
    const lifetime = lifetimes.includes('ephemeral') ? 'ephemeral' : persistent ? 'persistent' : undefined;
    return { ...build, lifetime };
  });
}
