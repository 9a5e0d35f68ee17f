import { absolutePath, findOption } from '../ecosystem-api.js';
import type { Call, Environment, ImageFiles, InputRefusal, InstallInputs } from '../ecosystem-api.js';
import { pinsVersion, readVersionChoice } from './corepack.js';
import { checkBerryLock } from './berry-lock.js';
import { noteRewrite } from './berry-manifest.js';
import { checkDependencyScripts } from './dependency-scripts.js';
import { Findings } from './findings.js';
import { checkLifecycle } from './lifecycle.js';
import { checkInjected, checkLinkedFolder } from './injected.js';
import { readInterpreterChoice } from './interpreter-choice.js';
import { ARCHIVE, followDependencies, linkPrograms, type LocalPackages } from './local-packages.js';
import { staleLock } from './lock-state.js';
import { readManifest, upward, within } from './manifest.js';
import type { Manifest } from './manifest.js';
import type { InstallRole, LifecycleNames, NodeManager } from './manager.js';
import { readNamedFiles } from './named-files.js';
import { readPatches } from './patches.js';
import { readSettings } from './settings.js';
import { folderOf, npmrcValue } from './settings-files.js';
import { madeByLinker, usesPlugAndPlay } from './yarn-linker.js';
import { findWorkspace, type Workspace } from './workspace.js';

/** What an install of a JavaScript package manager reads and makes, or why it cannot come before the sources. */
export function nodeInputs(
  call: Call,
  environment: Environment,
  files: ImageFiles,
  manager: NodeManager,
): InstallInputs | InputRefusal {
  const found = new Findings(files);
  const start = folderOf(call, environment, manager.folderOptions);
  if (start === undefined) {
    found.refuse(
      'manifest-missing',
      'the folder that it installs in is only known when it runs',
      command(call),
    );
    return found.result();
  }
  const role: InstallRole = call.kind === 'install' ? manager.role(call, environment) : 'outside';
  const project = upward(start).find((folder) => isProject(folder, manager, found)) ?? start;
  found.root = project;
  const local: LocalPackages = {
    manager,
    environment,
    found,
    root: project,
    plugAndPlay: manager.id === 'yarn-berry' ? usesPlugAndPlay(project, environment, found) : false,
    lifecycle: [],
    seen: new Set(),
  };
  readAllSettings(role === 'global' ? [] : settingsFolders(project, manager), project, local);
  readInterpreterChoice(environment, found);
  readVersionChoice(start, environment, manager, found);
  readNamedFiles(call, environment, manager, found);
  if (call.kind === 'install') {
    readVariables([start, project], local);
    if (role === 'global' || role === 'outside') checkOperands(call, environment, found);
    else if (role === 'adds') checkAdded(call, project, local, environment);
    else readProject({ call, environment, manager, found, role, start: project, local });
  }
  return found.result();
}

const command = (call: Call) => ({ text: call.argv.words.map(({ raw }) => raw).join(' ') });

const isProject = (folder: string, manager: NodeManager, found: Findings): boolean =>
  ['package.json', manager.workspaceFile].some(
    (name) => found.files.kind(within(folder, name)) !== undefined,
  );

/** The yarns look in every folder above as well; the others in the root of the workspace, when it is found. */
const settingsFolders = (project: string, { id }: NodeManager): readonly string[] =>
  id === 'yarn-classic' || id === 'yarn-berry' ? upward(project) : [project];

function readAllSettings(folders: readonly string[], project: string, local: LocalPackages): void {
  const { home } = local.environment;
  for (const folder of new Set(home === undefined ? folders : [...folders, home]))
    for (const name of local.manager.settingsFiles) readSettings(within(folder, name), project, local);
}

/** Notes the files of variables that the manager reads by itself. */
function readVariables(folders: readonly string[], { manager, found }: LocalPackages): void {
  for (const folder of new Set(folders))
    for (const name of manager.environmentFiles) found.read(within(folder, name));
}

/** A package that is named by its place may be the project's own: an archive is read, a folder is all of its files. */
function checkOperands(call: Call, environment: Environment, found: Findings): void {
  for (const word of call.operands) {
    const head = word.parts.find((part) => part.kind !== 'literal' || part.value !== '');
    const text = environment.expand(word) ?? (head?.kind === 'literal' ? head.value : undefined);
    const path = text?.replace(/^(?:file|link|portal):/, '');
    const file = path === undefined || path.includes('://') ? undefined : absolutePath(path, environment);
    if (file !== undefined && ARCHIVE.test(file)) found.read(file);
    else if (text === undefined || path !== text || /^[./~]/.test(text))
      found.refuse(
        'installs-project',
        `it installs ${word.raw}, which may lie in the project`,
        command(call),
      );
  }
}

function checkAdded(
  call: Call,
  project: string,
  { manager, found }: LocalPackages,
  environment: Environment,
): void {
  checkOperands(call, environment, found);
  const file = within(project, 'package.json');
  if (found.files.kind(file) !== undefined)
    found.refuse('copy-overwrites', `it writes what it adds into ${file}`, { file, ...command(call) });
  for (const name of ['package.json', ...manager.lockFiles, ...manager.makes.root])
    found.make(within(project, name));
}

interface Install {
  readonly call: Call;
  readonly environment: Environment;
  readonly manager: NodeManager;
  readonly found: Findings;
  readonly role: InstallRole;
  /** The nearest folder with a manifest. */
  readonly start: string;
  readonly local: LocalPackages;
}

function readProject(install: Install): void {
  const { call, environment, manager, found, role, start } = install;
  const workspace = findWorkspace(start, manager, found);
  if (workspace === undefined) return;
  const { root, manifest, members } = workspace;
  const project = start === root ? manifest : readManifest(start, found);
  if (role !== 'fetch' && manifest === undefined && project === undefined)
    return found.refuse('manifest-missing', `no COPY from the build context brings ${start}/package.json`, {
      file: within(start, 'package.json'),
      ...command(call),
    });
  const manifests = [...new Set([manifest, project, ...members].filter((each) => each !== undefined))];
  const locks = readLocks(install, root, manifests);
  found.root = root;
  const names = lifecycleNames(install, root);
  const seen = new Set([root, ...members.map(({ folder }) => folder)]);
  const local: LocalPackages = { ...install.local, root, seen, lifecycle: names.member };
  readAllSettings([root, ...members.map(({ folder }) => folder)], start, local);
  readVariables([root], local);
  makeFolders(install, workspace, local.plugAndPlay);
  for (const each of manifests) {
    readPatches(each, root, found);
    followDependencies(each, local);
  }
  if (role === 'fetch') return;
  for (const each of manifests) checkLifecycle(each, each.folder === root ? names.root : names.member, found);
  if (manager.id === 'yarn-berry' && call.subcommand?.value !== 'workspaces')
    for (const each of manifests) noteRewrite(each, found);
  if (manager.id === 'pnpm') checkInjected(root, manifests, found);
  // pnpm and bun link those that are depended on, under whatever name and in whatever way.
  for (const member of members) linkPrograms(member, local);
  if (manager.id === 'pnpm') for (const member of members) checkLinkedFolder(member, found);
  if (names.root.length > 0)
    checkDependencyScripts({ project: start, root, manifests, locks }, environment, found);
  pinsVersion(start, environment, manager, found);
}

/** Texts of the lock files that are there. */
function readLocks(install: Install, root: string, manifests: readonly Manifest[]): string[] {
  const { call, manager, found, role } = install;
  const folders = new Set([root, ...manifests.map(({ folder }) => folder)]);
  const locks = [...folders]
    .flatMap((folder) => manager.lockFiles.map((name) => within(folder, name)))
    .filter((file) => found.read(file));
  if (locks.length === 0 && (role === 'frozen' || role === 'fetch'))
    found.refuse('manifest-missing', `no COPY from the build context brings a lock file into ${root}`, {
      file: within(root, manager.lockFiles[0] ?? 'package.json'),
      ...command(call),
    });
  const files = locks.map((file) => ({ file, text: found.files.read(file) ?? '' }));
  if (manager.id === 'bun') checkTakenOver(locks, root, found);
  if (manager.id === 'yarn-berry') checkBerryLock(install, root, manifests, files);
  else if (role === 'install') {
    const stale = staleLock(files, root, manifests, manager);
    if (stale) found.staleLock(stale);
  }
  return files.map(({ text }) => text);
}

/** bun takes over pnpm's workspace with its lock file, and writes both into package.json: https://bun.com/docs/pm/cli/install */
function checkTakenOver(locks: readonly string[], root: string, found: Findings): void {
  const file = within(root, 'pnpm-lock.yaml');
  const own = ['bun.lock', 'bun.lockb'].some((name) => locks.includes(within(root, name)));
  if (!own && locks.includes(file))
    found.refuse('copy-overwrites', `bun takes ${file} over, and writes package.json anew`, {
      file,
      text: 'no bun.lock',
    });
}

/** Of `.yarn`, what a repository may hold; the rest is made by the install. */
const YARN_FOLDERS = ['cache', 'patches', 'plugins', 'releases', 'sdks', 'versions'];

function makeFolders(
  { call, manager, found, role }: Install,
  { root, members }: Workspace,
  plugAndPlay: boolean | undefined,
): void {
  for (const name of madeByLinker(manager.makes.root, plugAndPlay)) found.make(within(root, name));
  if (role !== 'fetch')
    for (const { folder } of members)
      for (const name of madeByLinker(manager.makes.member, plugAndPlay)) found.make(within(folder, name));
  if (manager.id === 'yarn-berry')
    for (const name of YARN_FOLDERS) found.readAll(within(root, `.yarn/${name}`));
  const elsewhere = findOption(call, '--modules-folder', '--modules-dir', '--virtual-store-dir');
  if (elsewhere)
    found.refuse('copy-overwrites', `${elsewhere.name} puts the packages elsewhere`, command(call));
}

function lifecycleNames({ call, environment, manager, found }: Install, root: string): LifecycleNames {
  const path = within(root, '.npmrc');
  const text = found.files.read(path) ?? '';
  const off = npmrcValue({ path, text }, 'ignore-scripts') === 'true';
  const variable = [...environment.variables].some(
    (name) => name.toLowerCase() === 'npm_config_ignore_scripts',
  );
  const stronger = variable || findOption(call, '--ignore-scripts', '--no-ignore-scripts') !== undefined;
  return manager.obeysIgnoreScripts && off && !stronger
    ? { root: [], member: [] }
    : manager.lifecycle(call, environment);
}
