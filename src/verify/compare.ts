import { isDeepStrictEqual } from 'node:util';
import { standingAllowances, type Allowance } from './allowances.js';
import type { Entry, Image, ImageConfig, Tree } from './image.js';
import type { DesignedDifference, Difference } from '../verify-types.js';

/** Made by the builder for the time of a RUN, not by the image. */
const mountPoints = ['dev', 'proc', 'sys', 'etc/hosts', 'etc/hostname', 'etc/resolv.conf'];

export interface Comparison {
  /** Empty when it is the same image. */
  readonly differences: readonly Difference[];
  /** What differs with leave. */
  readonly byDesign: readonly DesignedDifference[];
  /** Paths that differ, and differ as well between two builds of the original. */
  readonly noise: readonly string[];
}

/**
 * Compares the original's image with the rewritten one's. `again` is the original built once more without cache: what differs
 * between its own two builds is noise. `allowances` come on top of those that hold for every image.
 */
export function compareImages(
  original: Image,
  again: Image,
  rewritten: Image,
  allowances: readonly Allowance[] = [],
): Comparison {
  const differences = configDifferences(original.config, rewritten.config);
  const allowed = new Map<string, string[]>();
  const noise: string[] = [];
  const rules = [...standingAllowances(original.config), ...allowances];
  const pure = onlyAllowed(original.tree, rules);
  for (const path of [...new Set([...original.tree.keys(), ...rewritten.tree.keys()])].sort()) {
    const before = original.tree.get(path);
    const after = rewritten.tree.get(path);
    if (isDeepStrictEqual(before, after) || isMountPoint(path)) continue;
    const what = entryDifference(before, after, again.tree.get(path));
    const title =
      rules.find((rule) => rule.covers(path, before, after))?.title ??
      (after === undefined ? pure.get(path) : undefined);
    if (title !== undefined) {
      const paths = allowed.get(title) ?? [];
      paths.push(path);
      allowed.set(title, paths);
    } else if (what === undefined) noise.push(path);
    else differences.push({ at: path, what });
  }
  const byDesign = [...allowed].map(([title, paths]) => ({ title, paths }));
  return { differences, byDesign, noise };
}

const isMountPoint = (path: string): boolean =>
  mountPoints.some((place) => path === place || path.startsWith(`${place}/`));

/** Folders that hold what may differ and nothing else (`root/.cache` above `root/.cache/pip`): they come and go with it. */
function onlyAllowed(tree: Tree, rules: readonly Allowance[]): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  const others = new Set<string>();
  for (const [path, entry] of tree) {
    const title = rules.find((rule) => rule.covers(path, entry, undefined))?.title;
    const ancestors = ancestorsOf(path);
    if (title !== undefined) for (const ancestor of ancestors) titles.set(ancestor, title);
    else if (entry.type === 'directory') {
      const above = rules.find((rule) => rule.above?.(path) === true);
      if (above !== undefined) titles.set(path, above.title);
    } else for (const ancestor of ancestors) others.add(ancestor);
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

function configDifferences(before: ImageConfig, after: ImageConfig): Difference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .map((key) => ({
      at: key,
      config: true,
      what: `was ${JSON.stringify(before[key])}, is ${JSON.stringify(after[key])}`,
    }));
}
