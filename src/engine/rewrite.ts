import picomatch from 'picomatch';
import { transforms } from '../../transforms/index.js';
import type { Build, Engine } from '../builds/build.js';
import type { FileTree } from '../context/build-context.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import type { DockerDocument } from '../dockerfile/document.js';
import { factsOf } from '../facts/facts.js';
import type { BaseImageHints, Facts, HintLookup } from '../facts/facts.js';
import { unifiedPatch } from '../text/patch.js';
import type { Transform, TransformInput } from '../transform-api.js';
import type { BuildReport, Evidence, FileReport } from '../types.js';
import { pragmaWarnings } from './exemptions.js';
import { Passes } from './passes.js';

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
}

/**
 * Rewrites one Dockerfile, in memory.
 * @throws DfmodError (without a path) when the text is not a Dockerfile that BuildKit would take
 */
export function rewriteDockerfile(input: DockerfileInput, options: RewriteOptions = {}): FileReport {
  const original = parseDockerfile(input.text, { latin1: input.latin1 });
  const active = transforms.filter(({ id }) => isActive(id, options));
  const lookup = hintLookup(options.baseImages ?? {});
  const used = new Set<number>();
  const passes = new Passes(input.path, input.text, original, {
    latin1: input.latin1,
    unsafe: options.unsafe ?? false,
    inlineIgnores: options.inlineIgnores ?? true,
    used,
    inputFor: (transform, doc, facts) => transformInput(input, options, transform, doc, facts),
    factsFor: (doc) => factsOf(doc, lookup),
  });
  const outcome = passes.run(active.filter(({ hints }) => hints.some((hint) => input.text.includes(hint))));
  const { text, edits, changes, skips } = outcome;
  return {
    path: input.path,
    builds: input.builds.map(buildReport),
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
    get patch() {
      return unifiedPatch(input.path, input.text, text);
    },
  };
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
  facts: () => Facts,
): TransformInput {
  const configured = options.transforms?.[transform.id];
  return {
    path: input.path,
    doc,
    get facts() {
      return facts();
    },
    builds: input.builds,
    withoutMounts: engineWithoutMounts(input, options),
    style: options.indent === undefined ? {} : { indent: options.indent },
    options: typeof configured === 'object' && configured !== null ? { ...configured } : {},
    optionsOf: ({ id }) => options.ecosystems?.[id] ?? {},
  };
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

const buildReport = ({ context, target, evidence }: Build): BuildReport => ({
  context: context ?? 'unknown',
  ...(target === undefined ? {} : { target }),
  evidence: evidence.path,
});
