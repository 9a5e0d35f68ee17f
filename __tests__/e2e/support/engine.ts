import { execFileSync } from 'node:child_process';
import { DfmodError } from '../../../src/errors.js';
import { buildableText } from '../../../src/verify/buildable-text.js';
import type { Builder } from '../../../src/verify/builder.js';
import { dockerBuilder } from '../../../src/verify/docker.js';
import { podmanBuilder } from '../../../src/verify/podman.js';

/**
 * The Docker engine of the environment. Undefined only when there is none and DFMOD_E2E=optional allows that; else its absence
 * is an error of one line.
 */
export function requireEngine(): Builder | undefined {
  try {
    return dockerBuilder();
  } catch (error) {
    if (!(error instanceof DfmodError)) throw error;
    const message = `${error.message}: start Docker, set DOCKER_HOST, or set DFMOD_E2E=optional to skip`;
    if (process.env['DFMOD_E2E'] !== 'optional') throw new Error(message, { cause: error });
    console.warn(message);
    return undefined;
  }
}

/** The second engine, where there is one: buildah in the PATH, or the program that DFMOD_BUILDAH names. */
export function secondEngine(): Builder | undefined {
  try {
    return podmanBuilder(process.env['DFMOD_BUILDAH'] ?? 'buildah');
  } catch (error) {
    if (error instanceof DfmodError) return undefined;
    throw error;
  }
}

/** Empties the builder's cache mounts, so that a build starts as on a new machine. */
export function pruneCacheMounts(): void {
  const args = ['buildx', 'prune', '--force', '--filter', 'type=exec.cachemount'];
  execFileSync('docker', args, { timeout: 120_000, stdio: 'ignore' });
}

/** DFMOD_NO_FRONTENDS says that the builder gets hold of no frontend image, having no registry in reach. */
export function prepare(text: string): string {
  return process.env['DFMOD_NO_FRONTENDS'] === undefined ? text : buildableText(text, () => false);
}
