import { execFileSync } from 'node:child_process';

export interface Engine {
  readonly version: string;
  readonly buildx: string;
}

/** One command line of docker's, 20 seconds at most; undefined when it fails or is not there. */
function ask(...args: string[]): string | undefined {
  try {
    return execFileSync('docker', args, {
      timeout: 20_000,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

function findEngine(): Engine | undefined {
  const version = ask('version', '--format', '{{.Server.Version}}');
  const buildx = ask('buildx', 'version');
  return version === undefined || buildx === undefined ? undefined : { version, buildx };
}

/**
 * The Docker engine of the environment. Undefined only when there is none and DFMOD_E2E=optional allows that; else its absence
 * is an error of one line.
 */
export function requireEngine(): Engine | undefined {
  const engine = findEngine();
  if (engine !== undefined) return engine;
  const message =
    'no Docker engine with buildx answers: start one, set DOCKER_HOST, or set DFMOD_E2E=optional to skip';
  if (process.env['DFMOD_E2E'] !== 'optional') throw new Error(message);
  console.warn(message);
  return undefined;
}

/** Empties the builder's cache mounts, so that a build starts as on a new machine. */
export function pruneCacheMounts(): void {
  const args = ['buildx', 'prune', '--force', '--filter', 'type=exec.cachemount'];
  execFileSync('docker', args, { timeout: 120_000, stdio: 'ignore' });
}

/** DFMOD_NO_FRONTENDS says that the builder gets hold of no frontend image, having no registry in reach. */
const canResolve = (): boolean => process.env['DFMOD_NO_FRONTENDS'] === undefined;

const directive = /^\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.*)$/;

/**
 * The text to build: a `# syntax=` line whose frontend cannot be had (a machine without a registry) gives way to an empty
 * comment below the other directives, so that every line keeps its number.
 */
export function buildableText(text: string, resolves: (frontend: string) => boolean = canResolve): string {
  const lines = text.split('\n');
  let end = 0;
  while (directive.test(lines[end] ?? '')) end++;
  const header = lines.slice(0, end);
  const kept = header.filter((line) => {
    const [, name = '', value = ''] = directive.exec(line) ?? [];
    return name.toLowerCase() !== 'syntax' || resolves(value.trim());
  });
  return [...kept, ...header.slice(kept.length).map(() => '#'), ...lines.slice(end)].join('\n');
}
