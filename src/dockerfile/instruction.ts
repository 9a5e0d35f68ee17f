import { SourceMap } from '../text/source-map.js';
import type { Span } from '../types.js';
import type { Command } from './command.js';
import type { EscapeCharacter, Flag, Heredoc, Instruction } from './document.js';
import { isAsciiSpace, skipSpaces, type SpaceTest } from './spaces.js';

/** How a file is read; the same for all of its instructions. */
export interface Reading {
  readonly text: string;
  readonly escape: EscapeCharacter;
  readonly isSpace: SpaceTest;
}

/** An instruction's lines joined, comments and continuations left out. */
export interface LogicalLine {
  readonly text: string;
  /** In the file, in order. */
  readonly pieces: readonly Span[];
  /** Where `text` begins to be this instruction: not 0 for the trigger of an ONBUILD. */
  readonly start: number;
}

/** Where an instruction stands. */
export interface InstructionPlace {
  readonly startLine: number;
  readonly endLine: number;
  /** File offset one past its last line's content. */
  readonly end: number;
  readonly comments: readonly Span[];
  readonly heredocs: readonly Heredoc[];
  readonly index: number;
  readonly stage: number | undefined;
}

/** What only some callers ask for is worked out when it is asked for. */
export class InstructionNode implements Instruction {
  readonly index: number;
  readonly keyword: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly heredocs: readonly Heredoc[];
  readonly comments: readonly Span[];
  readonly stage: number | undefined;
  readonly #end: number;
  #map: SourceMap | undefined;
  #flags: readonly Flag[] | undefined;
  #body: SourceMap | undefined;

  constructor(
    readonly reading: Reading,
    readonly line: LogicalLine,
    readonly command: Command,
    readonly json: readonly string[] | undefined,
    readonly trigger: InstructionNode | undefined,
    place: InstructionPlace,
  ) {
    this.index = place.index;
    this.keyword = command.keyword;
    this.startLine = place.startLine;
    this.endLine = place.endLine;
    this.heredocs = place.heredocs;
    this.comments = place.comments;
    this.stage = place.stage;
    this.#end = place.end;
  }

  get #whole(): SourceMap {
    return (this.#map ??= new SourceMap(this.reading.text, this.line.pieces));
  }

  get keywordSpan(): Span {
    return this.#whole.span(this.command.keywordSpan);
  }

  get span(): Span {
    return { start: this.#whole.at(this.command.keywordSpan.start), end: this.#end };
  }

  get original(): string {
    const { text, start } = this.line;
    return start === 0 ? text : text.slice(start, this.command.body.end);
  }

  get source(): string {
    const { start, end } = this.span;
    return this.reading.text.slice(start, end);
  }

  get flags(): readonly Flag[] {
    return (this.#flags ??= this.command.flags.map(({ start, end, text }) => {
      const equals = text.indexOf('=');
      const span = this.#whole.span({ start, end });
      const exact = this.reading.text.slice(span.start, span.end) === text;
      return {
        name: text.slice(2, equals === -1 ? undefined : equals),
        value: equals === -1 ? undefined : text.slice(equals + 1),
        span,
        valueSpan: exact && equals !== -1 ? { start: span.start + equals + 1, end: span.end } : undefined,
      };
    }));
  }

  get body(): SourceMap {
    return (this.#body ??= new SourceMap(this.reading.text, this.#whole.pieces(this.command.body)));
  }

  /** The body's text, without the map that leads back to the file. */
  get bodyText(): string {
    return this.line.text.slice(this.command.body.start, this.command.body.end);
  }

  /**
   * Where a further flag belongs: `after` is the end of the last flag (or of the keyword), `before` the start of what
   * follows it (undefined when nothing does), both in the file. A `--` that ends the flags stays behind it.
   */
  get flagPlace(): { after: number; before: number | undefined } {
    const { flags, keywordSpan, body } = this.command;
    const last = flags.at(-1)?.end ?? keywordSpan.end;
    const next = skipSpaces(this.line.text, last, body.end, isAsciiSpace);
    return {
      after: this.#whole.after(last),
      before: next < body.end ? this.#whole.at(next) : undefined,
    };
  }

  /** The range in the file of a part of the body's text. */
  bodySpan(start: number, end: number): Span {
    const from = this.command.body.start;
    return this.#whole.span({ start: from + start, end: from + end });
  }

  /** What a range of the file says once continuations and comments are left out. */
  logical({ start, end }: Span): string {
    const { pieces } = this.line;
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pieces[middle]?.end ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    let text = '';
    for (let piece = pieces[low]; piece !== undefined && piece.start < end; piece = pieces[++low]) {
      text += this.reading.text.slice(Math.max(piece.start, start), Math.min(piece.end, end));
    }
    return text;
  }
}

/**
 * Whether an instruction came from a file that is read here; only those have what the readers of arguments need.
 *
 * @throws TypeError for any other object
 */
export function nodeOf(instruction: Instruction): InstructionNode {
  if (instruction instanceof InstructionNode) return instruction;
  throw new TypeError('not an instruction of a parsed Dockerfile');
}
