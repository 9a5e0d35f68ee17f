import type { Evidence, Span } from '../types.js';
import type { Build, BuilderLifetime, Engine } from './build.js';

/** A Build of which only what is known is given. */
export interface PartialBuild {
  readonly dockerfile: string;
  readonly context?: string | undefined;
  readonly target?: string | undefined;
  readonly args?: ReadonlyMap<string, string>;
  readonly platforms?: readonly string[];
  readonly engine?: Engine | undefined;
  readonly lifetime?: BuilderLifetime | undefined;
  readonly contexts?: ReadonlyMap<string, string>;
  readonly evidence: Evidence;
}

export function stateBuild(known: PartialBuild): Build {
  return {
    dockerfile: known.dockerfile,
    context: known.context,
    target: known.target === '' ? undefined : known.target,
    args: known.args ?? new Map(),
    platforms: known.platforms ?? [],
    engine: known.engine,
    lifetime: known.lifetime,
    contexts: known.contexts ?? new Map(),
    evidence: known.evidence,
  };
}

/** Builds that say the same of the same place are one. */
export function distinctBuilds(builds: readonly Build[]): Build[] {
  const seen = new Map<string, Build>();
  for (const build of builds) {
    const { args, contexts, evidence, ...rest } = build;
    const key = JSON.stringify([rest, [...args], [...contexts], evidence.span, evidence.key]);
    if (!seen.has(key)) seen.set(key, build);
  }
  return [...seen.values()];
}

const LONGEST_QUOTE = 100;

/** A place of a text as it is shown: on one line, not too long. */
export function quote(text: string, span: Span): string {
  // Longer slices are cut before white space is folded, so that a whole file is not gone through.
  const words = text.slice(span.start, Math.min(span.end, span.start + 4 * LONGEST_QUOTE)).split(/\s+/);
  const line = words.filter((word) => word !== '').join(' ');
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE - 1)}…` : line;
}

/** The line around an offset, without its indent and line end. */
export function lineSpan(text: string, offset: number): Span {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  const line = text.slice(start, next < 0 ? text.length : next);
  const indent = line.length - line.trimStart().length;
  return { start: start + indent, end: start + Math.max(line.trimEnd().length, indent) };
}

/** `NAME=value`; undefined without a value. */
export function splitPair(word: string): [name: string, value: string] | undefined {
  const equals = word.indexOf('=');
  return equals > 0 ? [word.slice(0, equals), word.slice(equals + 1)] : undefined;
}
