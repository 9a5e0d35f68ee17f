import { DfmodError, type ErrorPlace } from '../errors.js';
import type { Span } from '../types.js';
import { splitCommand, type Command } from './command.js';
import { DirectiveReader } from './directives.js';
import type { Directive, EscapeCharacter, Heredoc } from './document.js';
import { readHeredocs } from './heredocs.js';
import { InstructionNode, type LogicalLine, type Reading } from './instruction.js';
import { jsonForm } from './json-form.js';
import { LineReader } from './lines.js';
import { readPairs } from './name-values.js';
import { isAsciiSpace, isUnicodeSpace, skipSpaces } from './spaces.js';

/** A piece of the file, line endings included; tiles cover the file without a gap. */
export interface Tile extends Span {
  readonly kind: 'directive' | 'comment' | 'blank' | 'instruction';
  /** Of its first line, from 1. */
  readonly line: number;
  /** For `instruction`. */
  readonly instruction: InstructionNode | undefined;
}

export interface Scan {
  readonly tiles: readonly Tile[];
  readonly directives: readonly Directive[];
  readonly instructions: readonly InstructionNode[];
  readonly escape: EscapeCharacter;
  readonly crlfLines: number;
  readonly lines: number;
}

/** The lines that make one instruction. */
interface Gathered {
  readonly pieces: Span[];
  readonly comments: Span[];
  readonly startLine: number;
  readonly start: number;
}

/** Instructions whose arguments may be a JSON array. */
const JSON_KEYWORDS = new Set(['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN', 'SHELL', 'VOLUME']);
const HEREDOC_KEYWORDS = new Set(['RUN', 'COPY', 'ADD']);
const NO_HEREDOCS: readonly Heredoc[] = [];

/**
 * Cuts a Dockerfile as moby/buildkit's frontend/dockerfile/parser does, and rejects what that parser rejects, except for a
 * file without instructions. Unknown keywords are instructions here.
 *
 * @throws DfmodError with line and column
 */
export function scanDockerfile(text: string, options: { latin1?: boolean } = {}): Scan {
  return new Scanner(text, options.latin1 ?? false).run();
}

class Scanner {
  readonly #tiles: Tile[] = [];
  readonly #instructions: InstructionNode[] = [];
  readonly #reader: LineReader;
  readonly #directives: DirectiveReader;
  #reading: Reading;
  #stages = 0;

  constructor(
    private readonly text: string,
    latin1: boolean,
  ) {
    const isSpace = latin1 ? isAsciiSpace : isUnicodeSpace;
    this.#reader = new LineReader(text, latin1);
    this.#directives = new DirectiveReader(text, isSpace);
    this.#reading = { text, escape: '\\', isSpace };
  }

  run(): Scan {
    const reader = this.#reader;
    while (reader.next()) {
      const begin = this.#tiles.at(-1)?.end ?? 0;
      const { line } = reader;
      const first = skipSpaces(this.text, reader.start, reader.contentEnd, this.#reading.isSpace);
      let kind: Tile['kind'] = 'instruction';
      if (this.#directives.read(line, reader.start, first, reader.contentEnd)) kind = 'directive';
      else if (first === reader.contentEnd) kind = 'blank';
      else if (this.text[first] === '#') kind = 'comment';
      const instruction = kind === 'instruction' ? this.#instruction(first) : undefined;
      this.#tiles.push({ kind, start: begin, end: reader.end, line, instruction });
    }
    return {
      tiles: this.#tiles,
      directives: this.#directives.directives,
      instructions: this.#instructions,
      escape: this.#directives.escape,
      crlfLines: reader.crlf,
      lines: reader.line,
    };
  }

  #instruction(first: number): InstructionNode {
    if (this.#reading.escape !== this.#directives.escape) {
      this.#reading = { ...this.#reading, escape: this.#directives.escape };
    }
    const gathered = this.#gather(first);
    const line = this.#join(gathered.pieces);
    try {
      const node = this.#node(line, gathered);
      this.#instructions.push(node);
      return node;
    } catch (error) {
      if (!(error instanceof DfmodError) || error.place.line !== undefined) throw error;
      throw placed(error, this.#placeOf(gathered));
    }
  }

  #gather(first: number): Gathered {
    const reader = this.#reader;
    const { isSpace, escape } = this.#reading;
    const pieces: Span[] = [];
    const comments: Span[] = [];
    const startLine = reader.line;
    const start = reader.start;
    let from = first;
    for (;;) {
      const end = continuation(this.text, from, reader.contentEnd, escape);
      pieces.push({ start: from, end: end ?? reader.contentEnd });
      if (end === undefined) break;
      let more = false;
      while (!more && reader.next()) {
        const content = skipSpaces(this.text, reader.start, reader.contentEnd, isSpace);
        if (this.text[content] === '#') comments.push({ start: content, end: reader.contentEnd });
        else more = content < reader.contentEnd;
      }
      if (!more) break;
      from = reader.start;
    }
    return { pieces, comments, startLine, start };
  }

  #join(pieces: readonly Span[]): LogicalLine {
    const only = pieces[0];
    const text =
      pieces.length === 1 && only !== undefined
        ? this.text.slice(only.start, only.end)
        : pieces.map((piece) => this.text.slice(piece.start, piece.end)).join('');
    return { text, pieces, start: 0 };
  }

  #node(line: LogicalLine, { comments, startLine }: Gathered): InstructionNode {
    const { isSpace } = this.#reading;
    // An ONBUILD and its trigger, and theirs: BuildKit's parser follows such a chain, though builds reject it.
    const chain: Command[] = [splitCommand(line.text, 0, line.text.length, isSpace)];
    for (
      let outer = chain[0];
      outer?.keyword === 'ONBUILD' && outer.body.start < outer.body.end;
      outer = chain.at(-1)
    ) {
      chain.push(splitCommand(line.text, outer.body.start, outer.body.end, isSpace));
    }
    const innermost = chain.at(-1);
    const json = innermost === undefined ? undefined : this.#arguments(line.text, innermost);
    const place = {
      startLine,
      comments,
      heredocs: this.#heredocs(line.text, chain, json),
      endLine: this.#reader.line,
      end: this.#reader.contentEnd,
      index: this.#instructions.length,
      stage: this.#stageOf(chain[0]),
    };
    let node: InstructionNode | undefined;
    for (const command of chain.toReversed()) {
      const start = command === chain[0] ? 0 : command.keywordSpan.start;
      const own = command === innermost ? json : undefined;
      node = new InstructionNode(this.#reading, { ...line, start }, command, own, node, place);
    }
    if (node === undefined) throw new RangeError('an instruction without a command');
    return node;
  }

  /** What the parser itself checks of an instruction's arguments; gives their JSON form where they have one. */
  #arguments(text: string, { keyword, body }: Command): readonly string[] | undefined {
    if (keyword === 'ENV' || keyword === 'LABEL') {
      readPairs(text.slice(body.start, body.end), keyword, this.#reading.escape, this.#reading.isSpace);
      return undefined;
    }
    let from = body.start;
    if (keyword === 'HEALTHCHECK') {
      while (from < body.end && !this.#reading.isSpace(text.charCodeAt(from))) from++;
      from = skipSpaces(text, from, body.end, this.#reading.isSpace);
    }
    if (text[from] !== '[' || from >= body.end || !JSON_KEYWORDS.has(keyword)) return undefined;
    const form = jsonForm(text.slice(from, body.end));
    if (form === 'not-strings') {
      throw new DfmodError('invalid-json', `the array after ${keyword} has a member that is no string`);
    }
    return form === 'shell' ? undefined : form;
  }

  #heredocs(
    text: string,
    chain: readonly Command[],
    json: readonly string[] | undefined,
  ): readonly Heredoc[] {
    const command = chain[0]?.keyword === 'ONBUILD' ? (chain[1] ?? chain[0]) : chain[0];
    if (command === undefined || !HEREDOC_KEYWORDS.has(command.keyword) || json !== undefined)
      return NO_HEREDOCS;
    return readHeredocs(text, this.#reader);
  }

  #stageOf(command: Command | undefined): number | undefined {
    if (command?.keyword === 'FROM') this.#stages++;
    return this.#stages === 0 ? undefined : this.#stages - 1;
  }

  /** The keyword, or all of the first line where a place could be anywhere in it. */
  #placeOf({ pieces, startLine, start }: Gathered): ErrorPlace {
    const first = pieces[0] ?? { start, end: start };
    return { line: startLine, column: first.start - start + 1, endColumn: first.end - start + 1 };
  }
}

function placed(error: DfmodError, place: ErrorPlace): DfmodError {
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  return new DfmodError(error.code, error.message, { place, exitCode: error.exitCode, ...hint });
}

/**
 * Where a line's continuation character stands, if it has one: the last unit but for blanks and tabs, and not itself
 * behind another escape character.
 */
function continuation(text: string, start: number, end: number, escape: string): number | undefined {
  let at = end;
  while (at > start && (text.charCodeAt(at - 1) === 0x20 || text.charCodeAt(at - 1) === 0x09)) at--;
  if (at === start || text[at - 1] !== escape) return undefined;
  return at - 1 === start || text[at - 2] !== escape ? at - 1 : undefined;
}
