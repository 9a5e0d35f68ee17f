import { cleanPath, type Environment } from '../ecosystem-api.js';
import { checkLifecycle } from './lifecycle.js';
import { isInstalled, type Findings } from './findings.js';
import { asRecord, dependenciesOf, readManifest, textsOf, within } from './manifest.js';
import type { Dependency, Manifest } from './manifest.js';
import type { FolderUse, NodeManager } from './manager.js';
import { readPatch } from './patches.js';
import { madeByLinker } from './yarn-linker.js';

/** What is needed to follow dependencies that are folders or files of the project. */
export interface LocalPackages {
  readonly manager: NodeManager;
  readonly environment: Environment;
  readonly found: Findings;
  /** The root of the workspace: `~` in a patch, and what overrides are relative to. */
  readonly root: string;
  /** Yarn's Plug'n'Play links no programs; undefined when it is not known whether it is in use. */
  readonly plugAndPlay: boolean | undefined;
  /** Names of the lifecycle scripts that linked packages run. */
  readonly lifecycle: readonly string[];
  /** Folders that need not be followed: members of the workspace, and what was followed already. */
  readonly seen: Set<string>;
}

/** What npm pack makes. */
export const ARCHIVE = /\.(?:tgz|tar\.gz|tar)$/i;
const PROTOCOLS = ['file', 'link', 'portal'] as const;

/** Follows the dependencies of a manifest that lie in the project. */
export function followDependencies(manifest: Manifest, local: LocalPackages): void {
  for (const dependency of [...dependenciesOf(manifest), ...overridesOf(manifest)])
    followRange(dependency, manifest.folder, manifest.file, local);
}

/** Where ranges stand besides the dependencies themselves, by the object they stand in. */
const OVERRIDES = {
  '': ['overrides', 'resolutions', 'catalog', 'catalogs'],
  pnpm: ['overrides', 'packageExtensions'],
  workspaces: ['catalog', 'catalogs'],
};

/** Overrides may be nested, by the package they are for. */
function overridesOf({ data }: Manifest): Dependency[] {
  const result: Dependency[] = [];
  const waiting = Object.entries(OVERRIDES).flatMap(([owner, keys]) =>
    keys.map((key): { value: unknown; key: string } =>
      owner === ''
        ? { value: data[key], key }
        : { value: asRecord(data[owner])[key], key: `${owner}.${key}` },
    ),
  );
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    const at = each.key;
    result.push(...textsOf(each.value).map(([name, range]) => ({ name, range, key: `${at}.${name}` })));
    for (const [name, value] of Object.entries(asRecord(each.value)))
      if (typeof value === 'object') waiting.push({ value, key: `${at}.${name}` });
  }
  return result;
}

/** Follows one dependency range of the file, with paths relative to `folder`. */
export function followRange(
  { range, key }: Dependency,
  folder: string,
  file: string,
  local: LocalPackages,
): void {
  const because = { file, key, text: range };
  const { found } = local;
  if (range.startsWith('patch:')) return followPatch(range, folder, local);
  if (range.startsWith('exec:'))
    return found.refuse('reads-sources', `${key} in ${file} makes a package by running a program`, because);
  const cloned = range.startsWith('git+file:') ? cleanPath(range.slice('git+file:'.length)) : undefined;
  if (cloned !== undefined && found.files.kind(cloned.split('#')[0] ?? cloned) !== undefined)
    return found.refuse('reads-sources', `${key} in ${file} is a repository that the COPY brings`, because);
  const protocol = PROTOCOLS.find((name) => range.startsWith(`${name}:`));
  const path = (protocol === undefined ? range : range.slice(protocol.length + 1)).replace(/^\/\/(?!\/)/, '');
  // A dot alone makes a path of it: https://github.com/npm/npm-package-arg
  const isPath = path.startsWith('.') || path.startsWith('/') || (ARCHIVE.test(path) && !path.includes(':'));
  if (path === '' || (protocol === undefined && !isPath)) return;
  if (path.startsWith('~'))
    return found.refuse('input-outside', `${key} in ${file} is a folder of the user's home`, because);
  // Locators of later yarns carry more behind `::` and `#`.
  const plain = path.split('::')[0]?.split('#')[0] ?? path;
  const target = plain.startsWith('/') ? cleanPath(plain) : cleanPath(within(folder, plain));
  if (found.files.kind(target) !== 'directory') found.read(target);
  else followFolder(target, local.manager.folders[protocol ?? 'file'], because, local);
}

function followFolder(
  folder: string,
  use: FolderUse,
  because: { file: string; key: string; text: string },
  local: LocalPackages,
): void {
  const { found, manager } = local;
  if (use === 'nothing') return;
  // npm links a member of the workspace whichever way it is named.
  if (manager.id === 'npm' && local.seen.has(folder)) return;
  if (use === 'files') {
    if (local.root === folder || folder === '/' || local.root.startsWith(`${folder}/`))
      return found.refuse(
        'reads-sources',
        `${because.key} in ${because.file} is the project itself`,
        because,
      );
    const nested = found.files
      .list(folder)
      .find((each) => isInstalled(each) && !each.startsWith(`${folder}/node_modules/`));
    if (nested !== undefined)
      return found.refuse(
        'reads-sources',
        `${because.key} in ${because.file} is copied whole, with ${nested}`,
        because,
      );
    found.readAll(folder);
  }
  if (local.seen.has(folder)) return;
  local.seen.add(folder);
  const manifest = readManifest(folder, found);
  if (manifest === undefined) return;
  // npm links a folder or packs it, by its version and settings: all that either needs is noted.
  const linked = use === 'manifest' || manager.id === 'npm';
  if (linked)
    for (const name of madeByLinker(manager.makes.member, local.plugAndPlay))
      found.make(within(folder, name));
  checkLifecycle(manifest, local.lifecycle, found);
  // bun links the files of a folder one by one, so that it changes the mode of the original.
  if (linked || manager.id === 'bun') linkPrograms(manifest, local);
  followDependencies(manifest, local);
}

/** `patch:left-pad@npm%3A1.3.0#~/.yarn/patches/left-pad.patch`, several joined by `&`. */
function followPatch(range: string, folder: string, { found, root }: LocalPackages): void {
  const [, fragment = ''] = range.split('::')[0]?.split('#') ?? [];
  for (const source of fragment.split('&')) {
    const path = source.replace(/^optional!/, '');
    if (path.startsWith('~/')) readPatch(cleanPath(within(root, path.slice(2))), found);
    else if (!path.startsWith('builtin<')) readPatch(cleanPath(within(folder, path)), found);
  }
}

/**
 * Programs of a linked package: whether the file is there decides whether it is linked, and it is made executable. A COPY
 * behind the install would take that back.
 */
export function linkPrograms(manifest: Manifest, { found, plugAndPlay }: LocalPackages): void {
  const { bin, directories } = manifest.data;
  const named = typeof bin === 'string' ? [['bin', bin] as const] : textsOf(bin);
  const folder = asRecord(directories).bin;
  const listed =
    typeof folder === 'string' ? found.files.list(cleanPath(within(manifest.folder, folder))) : [];
  const targets = [
    ...named.map(([, path]) => cleanPath(within(manifest.folder, path))),
    ...listed.filter((path) => !isInstalled(path)),
  ];
  for (const target of targets)
    if (found.read(target) && plugAndPlay !== true && !isProgram(target, found))
      found.overwrite({ file: target, text: `the install makes ${target} executable` });
}

/** Whether it is as an install leaves it: executable, and without a carriage return that `#!` would not work with. */
function isProgram(file: string, { files }: Findings): boolean {
  const [first] = files.read(file)?.split('\n', 1) ?? [];
  return (
    files.executable(file) === true &&
    first !== undefined &&
    !(first.startsWith('#!') && first.endsWith('\r'))
  );
}
