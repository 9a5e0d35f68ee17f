import { readYaml, type YamlValue } from '../builds/yaml-value.js';
import type { InputEvidence } from '../ecosystem-api.js';
import { asRecord, textsOf, within, type Manifest } from './manifest.js';
import type { NodeManager } from './manager.js';

export interface LockFile {
  readonly file: string;
  readonly text: string;
}

/** What of the manifests a lock file does not hold, in words; undefined when it holds all. */
type Check = (text: string, root: string, manifests: readonly Manifest[]) => string | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  'npm-shrinkwrap.json': missingInNpm,
  'package-lock.json': missingInNpm,
  'pnpm-lock.yaml': missingInPnpm,
  'bun.lock': missingInBun,
};

/**
 * Whether the lock file is not seen to agree with the manifests, so that an install would mend it: what of it does not.
 * Undefined where there is none, since none is then copied over the one that is made.
 */
export function staleLock(
  locks: readonly LockFile[],
  root: string,
  manifests: readonly Manifest[],
  { id, lockFiles }: NodeManager,
): InputEvidence | undefined {
  const own = id === 'npm' ? ['npm-shrinkwrap.json', 'package-lock.json'] : lockFiles;
  const [lock] = own.flatMap((name) => locks.find(({ file }) => file === within(root, name)) ?? []);
  if (lock === undefined) return undefined;
  const name = lock.file.slice(lock.file.lastIndexOf('/') + 1);
  // bun takes over the lock files of others into one of its own.
  if (id === 'bun' && !name.startsWith('bun.')) return undefined;
  const yarn = id === 'yarn-berry' ? missingInBerry : missingInYarn;
  const check = name === 'yarn.lock' ? yarn : CHECKS[name];
  const missing = check ? attempt(check, lock.text, root, manifests) : 'it is not a text';
  return missing === undefined ? undefined : { file: lock.file, text: missing };
}

function attempt(check: Check, ...rest: Parameters<Check>): string | undefined {
  try {
    return check(...rest);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const PLAIN = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
const ALL = [...PLAIN, 'peerDependencies'] as const;

const relative = (root: string, { folder }: Manifest): string =>
  folder === root ? '' : folder.slice(root === '/' ? 1 : root.length + 1);

const rangesOf = ({ data }: Manifest): ReadonlyMap<string, string> =>
  new Map(PLAIN.flatMap((field) => textsOf(data[field])));

/** The first name whose range differs, or that only one of both has. */
function difference(wanted: ReadonlyMap<string, string>, held: ReadonlyMap<string, string>) {
  const names = [...wanted.keys(), ...held.keys()];
  return names.find((name) => wanted.get(name) !== held.get(name));
}

/** https://docs.npmjs.com/cli/configuring-npm/package-lock-json: `packages` holds a copy of each manifest's dependencies. */
function missingInNpm(text: string, root: string, manifests: readonly Manifest[]): string | undefined {
  const packages = asRecord(asRecord(JSON.parse(text)).packages);
  for (const manifest of manifests) {
    const at = relative(root, manifest);
    const entry = asRecord(packages[at]);
    if (!(at in packages)) return `no entry for "${at}"`;
    for (const field of ALL) {
      const other = difference(new Map(textsOf(manifest.data[field])), new Map(textsOf(entry[field])));
      if (other !== undefined) return other;
    }
    for (const [name] of [...textsOf(manifest.data.dependencies), ...textsOf(manifest.data.devDependencies)])
      if (!(`node_modules/${name}` in packages) && !(`${at}/node_modules/${name}` in packages)) return name;
  }
  return undefined;
}

/** `importers`, or the file itself where there is one project: `{ specifier, version }`, or `specifiers` up to version 5. */
function missingInPnpm(text: string, root: string, manifests: readonly Manifest[]): string | undefined {
  // The packages, which are most of the file, are left out.
  const packages = text.search(/^(?:packages|snapshots):/m);
  const [lock] = readYaml(packages < 0 ? text : text.slice(0, packages));
  const importers = lock?.get('importers');
  for (const manifest of manifests) {
    const at = relative(root, manifest);
    const entry = importers ? importers.get(at === '' ? '.' : at) : at === '' ? lock : undefined;
    const wanted = rangesOf(manifest);
    const old = entry?.get('specifiers');
    const held = old
      ? yamlTexts(old)
      : new Map(PLAIN.flatMap((field) => [...specifiersOf(entry?.get(field))]));
    const other = difference(wanted, held);
    if (other !== undefined) return other;
  }
  return undefined;
}

const yamlTexts = (value: YamlValue | undefined): ReadonlyMap<string, string> =>
  new Map([...(value?.entries() ?? [])].map(([key, { text }]) => [key, text ?? '']));

const specifiersOf = (value: YamlValue | undefined): ReadonlyMap<string, string> =>
  new Map([...(value?.entries() ?? [])].map(([key, each]) => [key, each.get('specifier')?.text ?? '']));

/** JSON with commas at the ends, which YAML allows as well. */
function missingInBun(text: string, root: string, manifests: readonly Manifest[]): string | undefined {
  // The packages, which are most of the file, are left out.
  const packages = text.indexOf('\n  "packages":');
  const [lock] = readYaml(packages < 0 ? text : `${text.slice(0, packages)}\n}`);
  const workspaces = lock?.get('workspaces');
  for (const manifest of manifests) {
    const entry = workspaces?.get(relative(root, manifest));
    if (entry === undefined) return `no entry for "${relative(root, manifest)}"`;
    for (const field of ALL) {
      const other = difference(new Map(textsOf(manifest.data[field])), yamlTexts(entry.get(field)));
      if (other !== undefined) return other;
    }
  }
  return undefined;
}

/** The keys are all ranges that lead to the entry: `"ms@2.1.3", ms@^2:`. Members and links have none. */
function missingInYarn(text: string, _: string, manifests: readonly Manifest[]): string | undefined {
  const keys = new Set(
    text
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line.endsWith(':') && !line.startsWith(' ') && !line.startsWith('#'))
      .flatMap((line) => line.slice(0, -1).split(', ').map(bare)),
  );
  const members = new Set(manifests.map(({ data }) => data.name));
  return manifests
    .flatMap((manifest) => [...rangesOf(manifest)])
    .filter(([name, range]) => !members.has(name) && !range.startsWith('link:'))
    .map(([name, range]) => (range === '' ? `${name}@` : `${name}@${range}`))
    .find((key) => !keys.has(key));
}

const bare = (text: string): string => (text.startsWith('"') ? text.slice(1, -1) : text);

/** An entry for each workspace, `"shop@workspace:."`, with the ranges of all that it depends on. */
function missingInBerry(text: string, root: string, manifests: readonly Manifest[]): string | undefined {
  const blocks = text
    .replaceAll('\r\n', '\n')
    .split('\n\n')
    .filter((block) => block.includes('@workspace:'))
    .flatMap((block) => [...(readYaml(block)[0]?.entries() ?? [])]);
  for (const manifest of manifests) {
    const place = `@workspace:${relative(root, manifest) || '.'}`;
    const entry = blocks.find(([keys]) => keys.split(', ').some((key) => key.endsWith(place)))?.[1];
    if (entry === undefined) return `no entry for ${place.slice(1)}`;
    const held = yamlTexts(entry.get('dependencies'));
    const wanted = rangesOf(manifest);
    const other =
      [...wanted].find(([name, range]) => !isRange(held.get(name), range))?.[0] ??
      [...held.keys()].find((name) => !wanted.has(name));
    if (other !== undefined) return other;
  }
  return undefined;
}

/** Later yarns write the protocol that is not named, and bind what is relative to a place. */
const isRange = (held: string | undefined, range: string): boolean =>
  held === range ||
  held === `npm:${range}` ||
  (held !== undefined && range.includes(':') && held.startsWith(`${range}::`));
