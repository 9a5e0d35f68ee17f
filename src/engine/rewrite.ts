import picomatch from 'picomatch';
import { transforms } from '../../transforms/index.js';
import type { Build, Engine } from '../builds/build.js';
import type { BuildContext, FileTree } from '../context/build-context.js';
import { insidePath } from '../context/path-order.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import type { DockerDocument } from '../dockerfile/document.js';
import type { BaseImageHints, HintLookup } from '../facts/facts.js';
import { unifiedPatch } from '../text/patch.js';
import type { Transform, TransformInput } from '../transform-api.js';
import { UNKNOWN_CONTEXT } from '../types.js';
import type { BuildReport, DockerfileReport, Evidence } from '../types.js';
import { pragmaWarnings } from './exemptions.js';
import type { Neighbour } from './neighbours.js';
import { Passes } from './passes.js';
import { Surroundings } from './surroundings.js';
import { WorkingFiles } from './working-files.js';

export interface RewriteOptions {
  /** Transform ids: exactly these. */
  readonly only?: readonly string[];
  /** Transform ids; beats `only`. */
  readonly skip?: readonly string[];
  /** Make unsafe changes too. */
  readonly unsafe?: boolean;
  /** Honour pragmas; true unless said otherwise. */
  readonly inlineIgnores?: boolean;
  /** The build context, project-relative. */
  readonly context?: string;
  readonly engine?: 'auto' | Engine;
  /** Continuation indent from the user's settings, for files that show none. */
  readonly indent?: string;
  readonly ecosystems?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Per transform: false switches it off, an object holds its options. */
  readonly transforms?: Readonly<Record<string, unknown>>;
  readonly baseImages?: BaseImageHints;
  /** Find out the possible contexts for the report even where no transform asks for them. */
  readonly tellContexts?: boolean;
}

export interface DockerfileInput {
  /** Project-relative. */
  readonly path: string;
  readonly text: string;
  /** The bytes are not UTF-8; one unit of `text` is one byte. */
  readonly latin1: boolean;
  readonly builds: readonly Build[];
  readonly tree: FileTree | undefined;
  /** Project-relative folder that possible contexts are sought up to. */
  readonly repositoryRoot: string;
  /** All Dockerfiles of the project; asked for when a change bears on what they share. Absent: there are no others. */
  readonly neighbours?: () => readonly Neighbour[];
  /**
   * Why a file other than the Dockerfile is not to be edited, in a clause; undefined when it may be. Absent: all files of the
   * tree may be.
   */
  readonly keeps?: (path: string) => string | undefined;
}

/**
 * Rewrites one Dockerfile, in memory, and with it the files beside it that its changes need.
 * @throws DfmodError (without a path) when the text is not a Dockerfile that BuildKit would take
 */
export function rewriteDockerfile(input: DockerfileInput, options: RewriteOptions = {}): DockerfileReport {
  const original = parseDockerfile(input.text, { latin1: input.latin1 });
  const active = transforms.filter(({ id }) => isActive(id, options));
  const used = new Set<string>();
  const files = new WorkingFiles(input.path, input.text, input.tree);
  const surroundings = new Surroundings(
    {
      path: input.path,
      builds: input.builds,
      tree: files.tree,
      repositoryRoot: input.repositoryRoot,
      context: options.context,
      neighbours: input.neighbours ?? (() => []),
      hintFor: hintLookup(options.baseImages ?? {}),
    },
    original,
  );
  const passes = new Passes(input.path, original, {
    latin1: input.latin1,
    unsafe: options.unsafe ?? false,
    inlineIgnores: options.inlineIgnores ?? true,
    used,
    surroundings,
    files,
    inputFor: (transform, doc) => transformInput(input, options, transform, doc, surroundings, files),
    keeps: (path) => whyKept(path, input),
  });
  const outcome = passes.run(active.filter(({ hints }) => hints.some((hint) => input.text.includes(hint))));
  const { text, edits, changes, skips, others } = outcome;
  const { asked } = options.tellContexts === true ? { asked: surroundings.found } : surroundings;
  return {
    path: input.path,
    builds: buildReports(options.context === undefined ? input.builds : [], asked),
    status: text === input.text ? 'unchanged' : 'changed',
    before: input.text,
    after: text,
    edits,
    changes,
    skips,
    warnings: pragmaWarnings(
      original,
      transforms.map(({ id }) => id),
      used,
      active.length === transforms.length && options.inlineIgnores !== false,
    ),
    others,
    get patch() {
      return unifiedPatch(input.path, input.text, text);
    },
  };
}

function whyKept(path: string, { tree, keeps }: DockerfileInput): string | undefined {
  if (insidePath(path) !== path) return 'it is outside the repository';
  return tree === undefined ? 'nothing but the Dockerfile is given' : keeps?.(path);
}

function isActive(id: string, { only, skip, transforms: configured }: RewriteOptions): boolean {
  if (skip?.includes(id)) return false;
  if (only !== undefined && only.length > 0) return only.includes(id);
  return configured?.[id] !== false;
}

function transformInput(
  input: DockerfileInput,
  options: RewriteOptions,
  transform: Transform,
  doc: DockerDocument,
  surroundings: Surroundings,
  files: WorkingFiles,
): TransformInput {
  return {
    path: input.path,
    doc,
    get facts() {
      return surroundings.facts;
    },
    builds: input.builds,
    get contexts() {
      return surroundings.contexts;
    },
    factsIn: (context, args) => surroundings.factsIn(context, args),
    textOf: (path) => files.textOf(path),
    sharing: (context) => surroundings.sharing(context),
    withoutMounts: engineWithoutMounts(input, options),
    style: options.indent === undefined ? {} : { indent: options.indent },
    options: optionsOf(transform, options),
    optionsOf: ({ id }) => options.ecosystems?.[id] ?? {},
  };
}

/** Its own options beat those that hold here too. */
function optionsOf({ id, optionsFrom = [] }: Transform, { transforms: configured }: RewriteOptions) {
  const all = [...optionsFrom, id].map((each) => configured?.[each]);
  return Object.fromEntries(
    all.flatMap((each) => (typeof each === 'object' && each !== null ? Object.entries(each) : [])),
  );
}

const lacksMounts = (name: Engine | undefined): name is Engine => name === 'kaniko' || name === 'legacy';

function engineWithoutMounts(
  { builds, path }: DockerfileInput,
  { engine = 'auto' }: RewriteOptions,
): { engine: Engine; evidence: Evidence } | undefined {
  if (engine !== 'auto')
    return lacksMounts(engine) ? { engine, evidence: { path, text: `--engine ${engine}` } } : undefined;
  const build = builds.find((each) => lacksMounts(each.engine));
  return build && lacksMounts(build.engine) ? { engine: build.engine, evidence: build.evidence } : undefined;
}

function hintLookup(hints: BaseImageHints): HintLookup {
  const entries = Object.entries(hints).map(([pattern, hint]) => ({
    fits: picomatch(pattern, { dot: true }),
    hint,
    pattern,
  }));
  return (image) => {
    // A pattern without a tag stands for every tag of the image.
    const untagged = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
    return entries.find(({ fits, pattern }) => pattern === image || fits(image) || fits(untagged))?.hint;
  };
}

/** What is stated, unless the user names the context; else the contexts that it was judged with, if any transform asked for them. */
const buildReports = (builds: readonly Build[], asked: readonly BuildContext[]): readonly BuildReport[] =>
  builds.length > 0 ? builds.map(buildReport) : asked.map(({ root }) => ({ context: root }));

const buildReport = ({ context, target, args, contexts, evidence }: Build): BuildReport => ({
  context: context ?? UNKNOWN_CONTEXT,
  ...(target === undefined ? {} : { target }),
  ...(args.size === 0 ? {} : { args: Object.fromEntries(args) }),
  ...(contexts.size === 0 ? {} : { contexts: Object.fromEntries(contexts) }),
  evidence: evidence.path,
});
