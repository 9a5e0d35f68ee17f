import type { Build } from '../builds/build.js';
import type { BuildContext, FileTree } from '../context/build-context.js';
import type { DockerDocument } from '../dockerfile/document.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import { DfmodError } from '../errors.js';
import { possibleContexts } from '../facts/contexts.js';
import { factsOf } from '../facts/facts.js';
import type { HintLookup } from '../facts/facts.js';
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

interface SharerRequest {
  readonly context: BuildContext;
  readonly tree: FileTree;
  readonly repositoryRoot: string;
  readonly hintFor: HintLookup;
}

interface FoundSharer {
  readonly neighbour: Neighbour;
  readonly doc: DockerDocument;
  /** A file of the project says that it is built with the context; else it only may be. */
  readonly stated: boolean;
}

/**
 * Those that are, or may be, built with the context and read the same ignore file. What is no Dockerfile that BuildKit would
 * take is not built at all.
 */
export function sharersOf(neighbours: readonly Neighbour[], request: SharerRequest): readonly FoundSharer[] {
  const { tree, context } = request;
  const { root, ignoreFile } = context;
  // An ignore file that stands beside a Dockerfile is read for that one alone.
  const common = root === '' ? '.dockerignore' : `${root}/.dockerignore`;
  if (ignoreFile !== undefined && ignoreFile !== common) return [];
  return neighbours.flatMap((neighbour) => {
    const { path, builds } = neighbour;
    const stated = builds.some((build) => build.context === root);
    if (!(stated || isBelow(neighbour, root)) || tree.read(`${path}.dockerignore`) !== undefined) return [];
    const doc = read(neighbour.text);
    if (doc === undefined) return [];
    return stated || mayBeBuiltWith(neighbour, doc, request) ? [{ neighbour, doc, stated }] : [];
  });
}

/** A build whose context is not known may have any folder above the Dockerfile. */
function isBelow({ path, builds }: Neighbour, root: string): boolean {
  const unknown = builds.length === 0 || builds.some(({ context }) => context === undefined);
  return unknown && (root === '' || path.startsWith(`${root}/`));
}

/** Where nothing is stated and some folders hold all that it copies, it is built with one of those. */
function mayBeBuiltWith({ path, builds }: Neighbour, doc: DockerDocument, request: SharerRequest): boolean {
  if (builds.length > 0) return true;
  const { context, tree, repositoryRoot, hintFor } = request;
  const facts = factsOf(doc, hintFor);
  const found = possibleContexts({
    doc,
    facts,
    path,
    builds,
    option: undefined,
    tree,
    repositoryRoot,
    hintFor,
  });
  return !('known' in found) || found.known.some(({ root }) => root === context.root);
}
