import type { Build } from '../builds/build.js';
import type { BuildContext, FileTree } from '../context/build-context.js';
import { createBuildContext } from '../context/create-context.js';
import { hasWildcard } from '../context/go-match.js';
import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import { mountsOf } from '../dockerfile/mounts.js';
import type { Evidence } from '../types.js';
import { expandValue } from './copy.js';
import { factsOf } from './facts.js';
import type { Facts, HintLookup } from './facts.js';
import { imageFilesAt } from './image-files.js';
import { readCopy } from './read-copy.js';
import type { ReadCopy } from './read-copy.js';
import type { State } from './state.js';

/** Every folder that the Dockerfile is built with, or why that is not known. */
export type Contexts =
  KnownContexts | { readonly unknown: { readonly reason: string; readonly evidence: Evidence } };

export interface KnownContexts {
  /** The nearest to the Dockerfile first. */
  readonly known: readonly BuildContext[];
  /** Named by the user or by a file of the project; else each is a folder that it may be built with. */
  readonly stated: boolean;
}

export interface ContextRequest {
  readonly doc: DockerDocument;
  readonly facts: Facts;
  /** Of the Dockerfile. */
  readonly path: string;
  readonly builds: readonly Build[];
  /** What the user names. */
  readonly option: string | undefined;
  readonly tree: FileTree;
  readonly repositoryRoot: string;
  readonly hintFor?: HintLookup;
}

/**
 * The folder that the user names; else those that builds state; else every folder, from the Dockerfile's up to the repository's
 * root, in which every COPY finds its sources and every install its manifest.
 */
export function possibleContexts(request: ContextRequest): Contexts {
  const { path, builds, option, tree } = request;
  if (option !== undefined)
    return tree.kind(option) === 'directory'
      ? { known: [createBuildContext(tree, option, path)], stated: true }
      : unknown('the context that is named is no folder', { path: option, text: `--context ${option}` });
  return builds.length > 0 ? stated(request) : found(request);
}

const unknown = (reason: string, evidence: Evidence): Contexts => ({ unknown: { reason, evidence } });

function stated({ path, builds, tree }: ContextRequest): Contexts {
  const roots = new Set<string>();
  for (const { context, evidence } of builds) {
    if (context === undefined)
      return unknown('a build is given a context that only the build knows, or that is no folder', evidence);
    if (tree.kind(context) !== 'directory')
      return unknown(`a build is given the context ${context || '.'}, which is not there`, evidence);
    roots.add(context);
  }
  return { known: [...roots].map((root) => createBuildContext(tree, root, path)), stated: true };
}

function found(request: ContextRequest): Contexts {
  const { path, tree, repositoryRoot } = request;
  const fitting: BuildContext[] = [];
  let nearest: string | undefined;
  const folders = foldersUpTo(path, repositoryRoot);
  for (const folder of folders) {
    const context = createBuildContext(tree, folder, path);
    const lacking = lackingFor(request, context);
    if (lacking === undefined) fitting.push(context);
    else nearest ??= lacking;
  }
  if (fitting.length > 0) return { known: fitting, stated: false };
  const tried = folders.map((folder) => folder || '.');
  const none = tried.length > 1 ? `none of ${tried.join(', ')} holds` : `${tried.join('')} does not hold`;
  return unknown(`no file states the build context, and ${none} all that is copied; --context names one`, {
    path,
    text: nearest ?? 'no stated build',
  });
}

/** The Dockerfile's folder and those above it; '' is the tree's root. */
function foldersUpTo(path: string, root: string): string[] {
  const folders: string[] = [];
  for (let folder = parentOf(path); ; folder = parentOf(folder)) {
    folders.push(folder);
    if (folder === '' || folder === root) return folders;
  }
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** What a build with the context would not find, in words. */
function lackingFor(request: ContextRequest, context: BuildContext): string | undefined {
  return lackingSource(request.facts, context) ?? lackingManifest(request, context);
}

function lackingSource(facts: Facts, context: BuildContext): string | undefined {
  for (const { stage, states } of facts.stages) {
    for (const instruction of stage.instructions) {
      const before = states.get(instruction);
      if (before === undefined) continue;
      const missing =
        instruction.keyword === 'RUN'
          ? boundSources(facts.doc, instruction, before).find((source) => !hasSource(context, source))
          : isCopy(instruction)
            ? lackingIn(readCopy({ doc: facts.doc, copy: instruction, before }), context)
            : undefined;
      if (missing !== undefined)
        return `${instruction.original}: nothing in ${context.root || 'the root'} is called ${missing}`;
    }
  }
  return undefined;
}

const isCopy = ({ keyword }: Instruction): boolean => keyword === 'COPY' || keyword === 'ADD';
const hasSource = (context: BuildContext, source: string): boolean => context.sources(source).length > 0;

/**
 * The first source that has to be there and is not. A pattern may match nothing (`yarn.lock*`), but a COPY of which all patterns
 * match nothing was not meant for this folder.
 */
function lackingIn({ sources, parents }: ReadCopy, context: BuildContext): string | undefined {
  const texts = sources.flatMap((source) => (source.kind === 'context' ? [source.text] : []));
  const missing = texts.filter((text) => !(parents && hasWildcard(text)) && !hasSource(context, text));
  return (
    missing.find((text) => !hasWildcard(text)) ?? (missing.length === sources.length ? missing[0] : undefined)
  );
}

/** What a RUN mounts from the context. */
function boundSources(doc: DockerDocument, run: Instruction, before: State): string[] {
  return mountsOf(run).flatMap(({ type, from, source }) => {
    const text =
      type === 'bind' && from === undefined && source !== undefined && expandValue(doc, before, source);
    return typeof text === 'string' ? [text] : [];
  });
}

function lackingManifest({ doc, hintFor }: ContextRequest, context: BuildContext): string | undefined {
  const facts = factsOf(doc, hintFor, () => context);
  for (const stage of facts.stages) {
    for (const { run, commands } of stage.runs) {
      const files = imageFilesAt(facts, context, stage, run.index);
      for (const { call, environment } of commands) {
        if (call === undefined || call.call.kind !== 'install') continue;
        const inputs = call.ecosystem.inputs(call.call, environment, files);
        if (inputs !== undefined && 'code' in inputs && inputs.code === 'manifest-missing')
          return `${run.original}: ${inputs.reason}`;
      }
    }
  }
  return undefined;
}
