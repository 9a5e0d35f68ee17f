import type { Build } from '../builds/build.js';
import type { BuildContext, FileTree } from '../context/build-context.js';
import type { DockerDocument } from '../dockerfile/document.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import { DfmodError } from '../errors.js';
import { memoize } from '../text/memo.js';

/** Another Dockerfile of the project. */
export interface Neighbour {
  /** Project-relative. */
  readonly path: string;
  readonly text: string;
  /** Those that build it. */
  readonly builds: readonly Build[];
}

/** Projects with more Dockerfiles are read again. */
const KEPT = 4096;
const read = memoize((text): DockerDocument | undefined => {
  try {
    return parseDockerfile(text);
  } catch (error) {
    if (error instanceof DfmodError) return undefined;
    throw error;
  }
}, KEPT);

/**
 * Those that are, or may be, built with the context and read the same ignore file. What is no Dockerfile that BuildKit would
 * take is not built at all.
 */
export function sharersOf(
  neighbours: readonly Neighbour[],
  { root, ignoreFile }: BuildContext,
  tree: FileTree,
): readonly { readonly neighbour: Neighbour; readonly doc: DockerDocument }[] {
  // An ignore file that stands beside a Dockerfile is read for that one alone.
  const common = root === '' ? '.dockerignore' : `${root}/.dockerignore`;
  if (ignoreFile !== undefined && ignoreFile !== common) return [];
  return neighbours.flatMap((neighbour) => {
    const { path } = neighbour;
    if (!mayBeBuiltIn(neighbour, root) || tree.read(`${path}.dockerignore`) !== undefined) return [];
    const doc = read(neighbour.text);
    return doc === undefined ? [] : [{ neighbour, doc }];
  });
}

/** A build whose context is not known may have any folder above the Dockerfile. */
function mayBeBuiltIn({ path, builds }: Neighbour, root: string): boolean {
  if (builds.some(({ context }) => context === root)) return true;
  const unknown = builds.length === 0 || builds.some(({ context }) => context === undefined);
  return unknown && (root === '' || path.startsWith(`${root}/`));
}
