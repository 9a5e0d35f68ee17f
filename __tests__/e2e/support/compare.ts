import { isDeepStrictEqual } from 'node:util';
import type { Image, ImageConfig } from './build.js';
import type { Entry, Tree } from './tree.js';

/** A reason for which a rewritten image may differ: the exceptions of promise 1 (docs/architecture.md), and no others. */
export interface Allowance {
  readonly title: string;
  /** Paths without a leading slash; `*` stands for one part; what is below a path is meant too. */
  readonly paths: readonly string[];
}

const standing: readonly Allowance[] = [
  {
    title: 'package managers’ caches, lists and logs',
    paths: [
      'var/cache/apt',
      'var/lib/apt/lists',
      'var/log/apt',
      'var/log/dpkg.log',
      'var/log/alternatives.log',
      'root/.npm',
      'home/*/.npm',
      'usr/local/share/.cache/yarn',
      'home/*/.cache/yarn',
      'root/.yarn/berry',
      'home/*/.yarn/berry',
      'root/.local/share/pnpm/store',
      'home/*/.local/share/pnpm/store',
      'root/.local/state/pnpm',
      'home/*/.local/state/pnpm',
      'root/.bun/install/cache',
      'home/*/.bun/install/cache',
      'root/.cache/pip',
      'home/*/.cache/pip',
    ],
  },
  { title: 'temporary files', paths: ['tmp', 'var/tmp', 'run'] },
];

/** Made by the builder for the time of a RUN, not by the image. */
const mountPoints = ['dev', 'proc', 'sys', 'etc/hosts', 'etc/hostname', 'etc/resolv.conf'];

export interface Comparison {
  /** One line a difference; empty when it is the same image. */
  readonly differences: readonly string[];
  /** What differs with leave, by the allowance's title. */
  readonly allowed: ReadonlyMap<string, readonly string[]>;
}

/**
 * Compares the original's image with the rewritten one's. `again` is the original built once more without cache: what differs
 * between its own two builds is noise. `allowances` are the case's own (a moved cache, a lock file of a non-frozen install).
 */
export function compareImages(
  original: Image,
  again: Image,
  rewritten: Image,
  allowances: readonly Allowance[] = [],
): Comparison {
  const differences = configDifferences(original.config, rewritten.config);
  const allowed = new Map<string, string[]>();
  const rules = [...standing, ...allowances];
  const pure = cacheFolders(original.tree, rules);
  for (const path of [...new Set([...original.tree.keys(), ...rewritten.tree.keys()])].sort()) {
    const before = original.tree.get(path);
    const after = rewritten.tree.get(path);
    const difference = entryDifference(before, after, again.tree.get(path));
    if (difference === undefined || covers(mountPoints, path)) continue;
    const title =
      allowanceOf(rules, path, before, after) ?? (after === undefined ? pure.get(path) : undefined);
    if (title === undefined) {
      differences.push(`${path}: ${difference}`);
      continue;
    }
    const paths = allowed.get(title) ?? [];
    paths.push(path);
    allowed.set(title, paths);
  }
  return { differences, allowed };
}

/** What is below an allowed folder may differ; the folder itself may be absent, but not have another owner or mode. */
function allowanceOf(
  rules: readonly Allowance[],
  path: string,
  before: Entry | undefined,
  after: Entry | undefined,
): string | undefined {
  const parent =
    before !== undefined && after !== undefined && before.type === 'directory'
      ? path.slice(0, path.lastIndexOf('/') + 1)
      : path;
  return rules.find(({ paths }) => covers(paths, parent))?.title;
}

function covers(patterns: readonly string[], path: string): boolean {
  const parts = path.split('/');
  return patterns.some((pattern) => {
    const wanted = pattern.split('/');
    return (
      wanted.length <= parts.length && wanted.every((part, index) => part === '*' || part === parts[index])
    );
  });
}

/** Folders that hold caches and nothing else (`root/.cache` above `root/.cache/pip`): they come and go with them. */
function cacheFolders(tree: Tree, rules: readonly Allowance[]): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  const others = new Set<string>();
  for (const [path, { type }] of tree) {
    const title = rules.find(({ paths }) => covers(paths, path))?.title;
    const ancestors = ancestorsOf(path);
    if (title !== undefined) for (const ancestor of ancestors) titles.set(ancestor, title);
    else if (type !== 'directory') for (const ancestor of ancestors) others.add(ancestor);
  }
  return new Map([...titles].filter(([path]) => !others.has(path)));
}

function ancestorsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** In words; what the original's second build has otherwise than its first is not looked at. */
function entryDifference(
  before: Entry | undefined,
  after: Entry | undefined,
  again: Entry | undefined,
): string | undefined {
  if ((before === undefined) !== (again === undefined)) return undefined;
  if (before === undefined) return after === undefined ? undefined : 'only in the rewritten image';
  if (after === undefined) return 'missing from the rewritten image';
  const contentIsNoise = before.sha256 !== again?.sha256;
  const told = (['type', 'mode', 'owner', 'size', 'sha256', 'link', 'attributes'] as const)
    .filter((key) => before[key] === again?.[key] && before[key] !== after[key])
    .filter((key) => key !== 'size' || !contentIsNoise)
    .map((key) => `${key} was ${before[key] ?? 'none'}, is ${after[key] ?? 'none'}`);
  return told.length === 0 ? undefined : told.join('; ');
}

function configDifferences(before: ImageConfig, after: ImageConfig): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .map((key) => `config ${key}: was ${JSON.stringify(before[key])}, is ${JSON.stringify(after[key])}`);
}
