import { posix } from 'node:path';
import { goMatch } from './go-match.js';
import { compileIgnorePattern, type PathTest } from './ignore-expression.js';

/** One line of an ignore file that says something. */
export interface IgnorePattern {
  /** From 1. */
  readonly line: number;
  /** The line without the white space around it. */
  readonly text: string;
  /** The pattern that is matched: cleaned, without `!` and leading `/`. */
  readonly pattern: string;
  /** Begins with `!`: what it matches is sent after all. */
  readonly exception: boolean;
  /** Undefined when it is malformed: BuildKit refuses to build, and here it matches nothing. */
  readonly matches: PathTest | undefined;
}

export interface IgnoreDecision {
  readonly ignored: boolean;
  /** The last pattern that decided; absent when none matches. */
  readonly pattern?: IgnorePattern;
}

/**
 * Reads a `.dockerignore` as BuildKit does (https://github.com/moby/patternmatcher, package ignorefile): a `#` begins a comment
 * only in the first column, a leading `/` means nothing, and paths are cleaned.
 */
export function parseIgnoreFile(text: string): IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const written = index === 0 && line.startsWith('\uFEFF') ? line.slice(1) : line;
    const trimmed = trimSpace(written);
    if (written.startsWith('#') || trimmed === '') continue;
    patterns.push(readPattern(trimmed, index + 1));
  }
  return patterns;
}

function readPattern(text: string, line: number): IgnorePattern {
  const inverted = text.startsWith('!');
  let pattern = inverted ? trimSpace(text.slice(1)) : text;
  if (pattern !== '') pattern = clean(pattern);
  if (pattern.length > 1 && pattern.startsWith('/')) pattern = pattern.slice(1);
  // The matcher cleans a second time, the `!` included, and only then looks for it.
  const whole = clean(trimSpace(inverted ? `!${pattern}` : pattern));
  const exception = whole.startsWith('!');
  pattern = exception ? whole.slice(1) : whole;
  const wellFormed = pattern !== '' && goMatch(pattern, '.') !== 'bad-pattern';
  return { line, text, pattern, exception, matches: wellFormed ? compileIgnorePattern(pattern) : undefined };
}

/** Go's `filepath.Clean`. */
function clean(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

const GO_SPACE = /[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/;

/** Go's `strings.TrimSpace`, whose white space is not that of JavaScript. */
function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && GO_SPACE.test(text.charAt(start))) start++;
  while (end > start && GO_SPACE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** What is known of a folder when its entries are looked at. */
interface FolderState {
  readonly matched: readonly boolean[];
  readonly decision: IgnoreDecision;
  /** Left out with everything below, without looking. */
  readonly skipped: boolean;
}

/**
 * Decides path by path, as the walk over the context does
 * (https://github.com/tonistiigi/fsutil/blob/master/filter.go): what matched a folder holds for all below it, and a later
 * exception for something inside still counts.
 */
export class IgnoreDecider {
  readonly #patterns: readonly IgnorePattern[];
  readonly #folders = new Map<string, FolderState>();
  /** The places of exceptions, where all of them are plain paths: only folders on the way there are walked. */
  readonly #exceptionPlaces: readonly string[] | undefined;

  constructor(patterns: readonly IgnorePattern[]) {
    this.#patterns = patterns;
    const places = patterns
      .filter(({ exception }) => exception)
      .map(({ pattern }) => withoutGlobTail(pattern));
    this.#exceptionPlaces = places.some((place) => /[*[\]?^\\]/.test(place)) ? undefined : places;
  }

  /** `path` is relative to the context, cleaned, and not the context itself. */
  decide(path: string): IgnoreDecision {
    const parent = this.#parentState(path);
    return parent?.skipped === true ? parent.decision : this.#evaluate(path, parent?.matched).decision;
  }

  /** Whether a folder and all below it stay out without being walked. */
  skips(folder: string): boolean {
    return this.#folderState(folder).skipped;
  }

  #parentState(path: string): FolderState | undefined {
    const slash = path.lastIndexOf('/');
    return slash < 0 ? undefined : this.#folderState(path.slice(0, slash));
  }

  #folderState(folder: string): FolderState {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    let state: FolderState | undefined;
    for (let end = folder.indexOf('/'); ; end = folder.indexOf('/', end + 1)) {
      const path = end < 0 ? folder : folder.slice(0, end);
      state = this.#folders.get(path) ?? this.#enterFolder(path, state);
      this.#folders.set(path, state);
      if (end < 0) return state;
    }
  }

  #enterFolder(path: string, parent: FolderState | undefined): FolderState {
    if (parent?.skipped === true) return parent;
    const { matched, decision } = this.#evaluate(path, parent?.matched);
    const onTheWay = this.#exceptionPlaces?.some((place) => `${place}/`.startsWith(`${path}/`)) ?? true;
    return { matched, decision, skipped: decision.ignored && !onTheWay };
  }

  #evaluate(path: string, inherited: readonly boolean[] | undefined): Omit<FolderState, 'skipped'> {
    const matched: boolean[] = [];
    let decision: IgnoreDecision = { ignored: false };
    for (const [index, pattern] of this.#patterns.entries()) {
      let hit = inherited?.[index] ?? false;
      // A pattern that could change nothing is not asked, and so does not count as matched for what is below either.
      if (!hit && pattern.exception === decision.ignored) hit = pattern.matches?.(path) ?? false;
      matched.push(hit);
      if (hit) decision = { ignored: !pattern.exception, pattern };
    }
    return { matched, decision };
  }
}

/** Whether a path is left out, and by which pattern; for many paths an `IgnoreDecider` remembers the folders. */
export function decides(patterns: readonly IgnorePattern[], path: string): IgnoreDecision {
  return new IgnoreDecider(patterns).decide(path);
}

function withoutGlobTail(pattern: string): string {
  const shorter = pattern.endsWith('/**') ? pattern.slice(0, -3) : pattern;
  return shorter.endsWith('/*') ? shorter.slice(0, -2) : shorter;
}
