import picomatch from 'picomatch';
import { readYaml } from '../builds/yaml-value.js';
import { cleanPath } from '../ecosystem-api.js';
import { isInstalled, type Findings } from './findings.js';
import {
  asRecord,
  parentOf,
  lookAtManifest,
  readManifest,
  upward,
  within,
  type Manifest,
} from './manifest.js';
import type { NodeManager } from './manager.js';

/** The folder whose lock file an install reads, and all members of the workspace that it is the root of. */
export interface Workspace {
  readonly root: string;
  /** Of the root; a pnpm workspace may have none. */
  readonly manifest: Manifest | undefined;
  readonly members: readonly Manifest[];
}

interface Definition {
  readonly file: string;
  /** Relative to its folder. */
  readonly patterns: readonly string[];
}

/**
 * The workspace that an install in `project` belongs to, as the package manager would find it by going up.
 * Undefined after a refusal.
 */
export function findWorkspace(project: string, manager: NodeManager, found: Findings): Workspace | undefined {
  if (manager.id === 'yarn-berry') {
    const root = berryRoot(project, found);
    return read(root, namedIn(root, manager, found), manager, found);
  }
  for (const folder of upward(project)) {
    const named = namedIn(folder, manager, found);
    if (found.refused) return undefined;
    if (named && (folder === project || manager.id === 'pnpm' || named.folders.includes(project)))
      return read(folder, named, manager, found);
  }
  return read(project, undefined, manager, found);
}

/** A later yarn takes the nearest folder with a lock file, else the highest with a manifest. */
function berryRoot(project: string, found: Findings): string {
  const has = (name: string) => (folder: string) => found.files.kind(within(folder, name)) !== undefined;
  const folders = upward(project);
  return folders.find(has('yarn.lock')) ?? folders.findLast(has('package.json')) ?? project;
}

function read(root: string, named: Named | undefined, manager: NodeManager, found: Findings): Workspace {
  const seen = new Set([root]);
  const members: Manifest[] = [];
  const waiting = named === undefined ? [] : [named];
  for (let each = waiting.shift(); each !== undefined; each = waiting.shift()) {
    for (const glob of each.globs) if (isWild(glob)) found.pattern(within(glob, 'package.json'));
    for (const folder of each.folders) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      const manifest = readManifest(folder, found);
      if (manifest) members.push(manifest);
      // Only later yarns have workspaces in workspaces.
      const nested = manager.id === 'yarn-berry' ? namedIn(folder, manager, found) : undefined;
      if (nested) waiting.push(nested);
    }
  }
  return { root, manifest: readManifest(root, found), members };
}

function definitionIn(folder: string, manager: NodeManager, found: Findings): Definition | undefined {
  const file = within(folder, manager.workspaceFile);
  if (found.files.kind(file) === undefined) return undefined;
  const listed =
    manager.workspaceFile === 'package.json' ? listedInManifest(folder, found) : listedInYaml(file, found);
  if (listed === undefined) return undefined;
  const patterns = listed.filter((pattern) => typeof pattern === 'string');
  if (patterns.length < listed.length) unclear(file, 'not all of its patterns are texts', found);
  return { file, patterns };
}

function listedInManifest(folder: string, found: Findings): readonly unknown[] | undefined {
  const file = within(folder, 'package.json');
  const workspaces = lookAtManifest(folder, found)?.data.workspaces;
  if (workspaces === undefined || workspaces === null) return undefined;
  if (Array.isArray(workspaces)) return workspaces;
  const packages = asRecord(workspaces).packages;
  if (Array.isArray(packages)) return packages;
  if (typeof workspaces !== 'object' || packages !== undefined)
    unclear(file, '"workspaces" is neither a list nor an object with one', found);
  return [];
}

function listedInYaml(file: string, found: Findings): readonly unknown[] {
  found.read(file);
  try {
    const [all] = readYaml(found.files.read(file) ?? '');
    const packages = all?.get('packages');
    if (packages !== undefined && !packages.isList) unclear(file, '"packages" is not a list', found);
    // Settings are only there for versions that take no folder but those which are listed.
    const bare = all === undefined || all.entries().size === 0;
    if (packages === undefined) return bare && takesAll(parentOf(file), found) ? ['.', '**'] : [];
    return packages.items().map((item) => item.text);
  } catch (error) {
    unclear(file, error instanceof Error ? error.message : String(error), found);
    return [];
  }
}

/** Without `packages` pnpm up to 8 takes every folder for a member; the lock file shows the version. */
function takesAll(folder: string, found: Findings): boolean {
  const text = found.files.read(within(folder, 'pnpm-lock.yaml')) ?? '';
  const version = readYaml(text.split('\n\n')[0] ?? '')[0]?.get('lockfileVersion')?.text;
  return version === undefined || Number(version) < 9;
}

const unclear = (file: string, text: string, found: Findings): void =>
  found.refuse('workspace-unclear', `the workspace cannot be read from ${file}: ${text}`, { file, text });

/** What a definition names: absolute globs of folders, and those of them that hold a manifest. */
interface Named {
  readonly globs: readonly string[];
  readonly folders: readonly string[];
}

function namedIn(folder: string, manager: NodeManager, found: Findings): Named | undefined {
  const definition = definitionIn(folder, manager, found);
  if (definition === undefined) return undefined;
  const positive: string[] = [];
  const negative: string[] = [];
  for (const pattern of definition.patterns) {
    const negated = pattern.startsWith('!');
    const globs = absoluteGlobs(negated ? pattern.slice(1) : pattern, folder);
    if (globs === undefined) {
      unclear(definition.file, pattern, found);
      return undefined;
    }
    (negated ? negative : positive).push(...globs);
  }
  const takenOut = obeysNegation(definition.patterns, manager) ? negative.map(matcher) : [];
  const folders = foldersMatching(positive, found, manager, definition.file);
  return {
    globs: positive,
    folders: folders.filter((member) => !takenOut.some((fits) => fits(member))),
  };
}

/**
 * A pattern behind a negation may take a folder in again, and not every manager knows negations: a folder too many only comes
 * first without need, so they count where all agree on them.
 */
function obeysNegation(patterns: readonly string[], { id }: NodeManager): boolean {
  const first = patterns.findIndex((pattern) => pattern.startsWith('!'));
  const behind = first > patterns.findLastIndex((pattern) => !pattern.startsWith('!'));
  return behind && id !== 'yarn-classic' && id !== 'bun';
}

const OTHER_MANIFESTS = new Set(['package.yaml', 'package.json5']);

function foldersMatching(
  globs: readonly string[],
  found: Findings,
  manager: NodeManager,
  definition: string,
): string[] {
  const folders = new Set<string>();
  for (const glob of globs) {
    const fits = matcher(glob);
    for (const path of found.files.list(literalFolder(glob))) {
      const folder = parentOf(path);
      if (fits(path) && found.files.kind(path) === 'symlink') unclear(definition, `${path} is a link`, found);
      if (isInstalled(path) || !fits(folder)) continue;
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (name === 'package.json') folders.add(folder);
      else if (manager.id === 'pnpm' && OTHER_MANIFESTS.has(name)) unclear(definition, path, found);
    }
  }
  return [...folders].sort();
}

const isWild = (glob: string): boolean => /[*?]/.test(glob);

const matcher = (glob: string): ((folder: string) => boolean) =>
  picomatch(glob, { dot: true, nobrace: true, noext: true, nonegate: true });

/** The folder in front of the first part with a wildcard. */
function literalFolder(glob: string): string {
  const parts = glob.split('/');
  const first = parts.findIndex((part) => /[*?]/.test(part));
  return (first < 0 ? glob : parts.slice(0, first).join('/')) || '/';
}

/** Absolute globs of `*`, `?` and `**` alone that mean the same; undefined when the pattern has more than that and `{a,b}`. */
function absoluteGlobs(pattern: string, folder: string): string[] | undefined {
  const globs: string[] = [];
  for (const plain of expandBraces(pattern) ?? ['[']) {
    if (/[[\]{}()\\|]/.test(plain) || plain.startsWith('/') || plain.startsWith('!')) return undefined;
    const wild = plain.search(/[*?]/);
    // `..` behind a wildcard cannot be resolved in the text.
    if (wild >= 0 && plain.slice(wild).split('/').includes('..')) return undefined;
    globs.push(cleanPath(within(folder, plain)));
  }
  return globs;
}

/** `{a,b}/c` to `a/c` and `b/c`; undefined for nested or unbalanced braces and ranges. */
function expandBraces(pattern: string): string[] | undefined {
  const open = pattern.indexOf('{');
  if (open < 0) return pattern.includes('}') ? undefined : [pattern];
  const close = pattern.indexOf('}', open);
  const inside = pattern.slice(open + 1, close);
  if (close < 0 || inside.includes('{') || !inside.includes(',')) return undefined;
  const tails = expandBraces(pattern.slice(close + 1));
  return tails?.flatMap((tail) => inside.split(',').map((choice) => pattern.slice(0, open) + choice + tail));
}
