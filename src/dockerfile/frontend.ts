import { DfmodError } from '../errors.js';
import type { Edit, Span } from '../types.js';
import { DirectiveReader } from './directives.js';
import type { Directive, DockerDocument } from './document.js';
import { LineReader } from './lines.js';
import { isUnicodeSpace } from './spaces.js';

export interface SyntaxRefusal {
  /** Why the line is left, for a Skip. */
  readonly refused: string;
  /** The frontend's name as written. */
  readonly span: Span;
}

/** The frontend in Docker 23, the oldest engine that builds with BuildKit by default. */
const BUILT_IN = [1, 4] as const;
/** What is written where there is no line: always the newest 1.x. */
const NEWEST = '# syntax=docker/dockerfile:1';
/** Docker's own frontends; `-upstream` is built from the main branch. */
const OFFICIAL = /^(?:(?:index\.)?docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::([^@]*))?(@.*)?$/;
/** Channels that follow the newest release, and the tag that once stood for it. */
const MOVING = new Set(['latest', 'labs', 'master', 'master-labs']);
/** The frozen forerunner of labs: it has mounts, and nothing later. */
const EXPERIMENTAL = [1, 2] as const;

/**
 * What a file needs so that its frontend is at least `minimum` (`1.2`, `1.19`): nothing, a line or a higher version in the
 * line it has, or a refusal where the pin is none that may be raised.
 * Versions: github.com/moby/buildkit, frontend/dockerfile/docs/reference.md.
 */
export function syntaxEdit(doc: DockerDocument, minimum: string): 'fine' | Edit | SyntaxRefusal {
  const needed = version(minimum) ?? BUILT_IN;
  const { directive, insertAt } = frontendDirective(doc);
  if (directive === undefined) {
    if (atLeast(BUILT_IN, needed)) return 'fine';
    return { start: insertAt, end: insertAt, text: NEWEST + doc.eol };
  }
  const reference = directive.value.split(' ', 1)[0] ?? '';
  const start = directive.valueSpan.start;
  const span = { start, end: start + reference.length };
  const match = OFFICIAL.exec(reference);
  if (match === null) {
    const mirror = /(?:^|\/)(?:docker\/)?dockerfile(?:[:@]|$)/.test(reference);
    return { refused: `the frontend ${reference} is ${mirror ? 'a mirror' : 'not Docker’s'}`, span };
  }
  const [, tag, digest] = match;
  if (tag === undefined ? digest === undefined : sufficient(tag, needed)) return 'fine';
  if (digest !== undefined)
    return {
      refused: `the frontend is pinned to a digest that is not known to be ${minimum} or newer`,
      span,
    };
  const raised = raise(tag ?? '', needed);
  if (raised === undefined)
    return { refused: `the frontend's tag ${tag ?? ''} cannot be compared with ${minimum}`, span };
  const tagStart = start + reference.lastIndexOf(':') + 1;
  return { start: tagStart, end: span.end, text: raised };
}

/**
 * The line that chooses the frontend, which BuildKit looks for apart from reading the file: a line `#!…` in front is passed
 * over, an indented line ends the search. `insertAt` is where such a line may be put.
 */
function frontendDirective(doc: DockerDocument): { directive: Directive | undefined; insertAt: number } {
  const reader = new LineReader(doc.text, true);
  const directives = new DirectiveReader(doc.text, isUnicodeSpace);
  let insertAt: number | undefined;
  try {
    while (reader.next()) {
      insertAt ??= reader.start;
      const shebang = reader.line === 1 && doc.text.startsWith('#!', reader.start);
      if (shebang) insertAt = reader.end;
      else if (!directives.read(reader.line, reader.start, reader.start, reader.contentEnd)) break;
    }
  } catch (error) {
    // Behind `#!` these lines are comments to the parser: what is wrong in them ends only this search.
    if (!(error instanceof DfmodError)) throw error;
  }
  const directive = directives.directives.find(({ name }) => name === 'syntax');
  return { directive, insertAt: insertAt ?? 0 };
}

function sufficient(tag: string, needed: readonly number[]): boolean {
  if (MOVING.has(tag)) return true;
  if (/^(?:1[.\d]*-)?experimental$/.test(tag)) return atLeast(EXPERIMENTAL, needed);
  const own = version(tag);
  // `1` is every 1.x there is; `1.4` is every 1.4.x.
  return own !== undefined && (own.length === 1 ? atLeast(own, needed.slice(0, 1)) : atLeast(own, needed));
}

/** The tag with the needed version, in as many parts and on the same channel. */
function raise(tag: string, needed: readonly number[]): string | undefined {
  const own = version(tag);
  if (own === undefined || tag.endsWith('experimental')) return undefined;
  const parts = own.map((_, index) => needed[index] ?? 0);
  return parts.join('.') + (tag.endsWith('-labs') ? '-labs' : '');
}

function version(tag: string): readonly number[] | undefined {
  const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-[\w.-]+)?$/.exec(tag);
  return match
    ?.slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
}

function atLeast(own: readonly number[], needed: readonly number[]): boolean {
  for (const [index, part] of needed.entries()) {
    const difference = (own[index] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
