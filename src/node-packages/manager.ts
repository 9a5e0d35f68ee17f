import type { Call, Environment } from '../ecosystem-api.js';

/**
 * What a call does in the project.
 * - `global`: it installs elsewhere and knows nothing of the project (`npm install -g`)
 * - `outside`: it installs elsewhere, and of the project it reads settings only (npx, `yarn global add`)
 * - `adds`: it writes the packages it is given into package.json
 * - `frozen`: it installs what the lock file says, and fails without one
 * - `fetch`: it downloads what the lock file says, and neither links nor runs anything
 * - `install`: it installs what the manifests say
 */
export type InstallRole = 'global' | 'outside' | 'adds' | 'frozen' | 'fetch' | 'install';

/** Names of lifecycle scripts; both lists are empty when the call runs none at all, those of dependencies included. */
export interface LifecycleNames {
  readonly root: readonly string[];
  /** Of members of the workspace and of folders that are linked in. */
  readonly member: readonly string[];
}

/** What a dependency on a folder takes of it: nothing but its place, its manifest and programs, or all of its files. */
export type FolderUse = 'nothing' | 'manifest' | 'files';

/** How one package manager differs from the others in what an install reads and makes. */
export interface NodeManager {
  readonly id: 'npm' | 'yarn-classic' | 'yarn-berry' | 'pnpm' | 'bun';
  /** Names of all lock files that it reads. */
  readonly lockFiles: readonly string[];
  /** Names of the settings files that it reads in the project, in the folders above it and in HOME. */
  readonly settingsFiles: readonly string[];
  /** Names of files of variables that it reads by itself, in the folder that it is started in and in that of the project. */
  readonly environmentFiles: readonly string[];
  /** Where the members of a workspace are listed. */
  readonly workspaceFile: 'package.json' | 'pnpm-workspace.yaml';
  /** Options that name the project's folder in place of the working directory: `--prefix`, `-C`. */
  readonly folderOptions: readonly string[];
  /** What it makes in the root of the workspace and in each member, relative to them: `node_modules`. */
  readonly makes: { readonly root: readonly string[]; readonly member: readonly string[] };
  readonly role: (call: Call, environment: Environment) => InstallRole;
  /** As flags and variables decide; `.npmrc` is read by `nodeInputs`. */
  readonly lifecycle: (call: Call, environment: Environment) => LifecycleNames;
  /** Whether `ignore-scripts=true` in the project's `.npmrc` switches all scripts off, in every version. */
  readonly obeysIgnoreScripts: boolean;
  /** By the protocol of a dependency on a folder; `file` is also that of a bare path. */
  readonly folders: { readonly file: FolderUse; readonly link: FolderUse; readonly portal: FolderUse };
}
