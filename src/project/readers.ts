import { kindOfBuildFile, readBuilds } from '../builds/find-builds.js';
import { openDiskTree } from '../context/disk-tree.js';
import { openGitTree } from '../context/git-tree.js';
import { commandsOf } from './shell-commands.js';
import type { ProjectReaders } from './snapshot.js';

/** Reads projects from the disk: contexts as a clean checkout has them, builds from every kind of file that states them. */
export const diskReaders: ProjectReaders = {
  isBuildFile: (path) => kindOfBuildFile(path) !== undefined,
  readBuilds: async (path, text) => (await readBuilds(path, text, { commandsOf })).builds,
  openTree: (root) => openGitTree(openDiskTree(root), root),
};
