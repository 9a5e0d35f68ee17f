import type { Span } from '../types.js';
import type { SourceMap } from '../text/source-map.js';

export type EscapeCharacter = '\\' | '`';

/** `# syntax=…`, `# escape=…`, `# check=…` at the very top of the file. */
export interface Directive {
  readonly name: string;
  readonly value: string;
  /** The whole line, without its line ending. */
  readonly span: Span;
  readonly valueSpan: Span;
}

/** `--name=value` (or `--name`) in front of an instruction's arguments. */
export interface Flag {
  readonly name: string;
  /** As BuildKit reads it: quotes and continuations removed; undefined for a bare `--name`. */
  readonly value: string | undefined;
  readonly span: Span;
  /** Absent when the value cannot be pointed at exactly (quotes, escapes or a continuation inside): then no edit inside it. */
  readonly valueSpan: Span | undefined;
}

export interface Heredoc {
  readonly name: string;
  readonly fileDescriptor: number;
  /** `<<-`: leading tabs are removed. */
  readonly chomp: boolean;
  /** False when the name is quoted: no variables are expanded. */
  readonly expand: boolean;
  /** The body's lines in the file, from the first character after the opening line to before the delimiter line. */
  readonly body: Span;
  /** The closing line, without its line ending. */
  readonly delimiter: Span;
}

export interface Instruction {
  /** Position among all instructions of the file. */
  readonly index: number;
  /** In capitals. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** From the keyword to the end of its last line (heredocs included), without the last line ending. */
  readonly span: Span;
  /** From 1. */
  readonly startLine: number;
  readonly endLine: number;
  /** BuildKit's `Original`: the joined logical line from its first unit that is not blank. */
  readonly original: string;
  readonly flags: readonly Flag[];
  /** Everything behind the flags, joined, trimmed at both ends; without heredoc bodies. */
  readonly body: SourceMap;
  /** The arguments when they are in JSON form, by BuildKit's own rule. */
  readonly json: readonly string[] | undefined;
  readonly heredocs: readonly Heredoc[];
  /** Comments between the instruction's continued lines, each from `#` to its line's end. */
  readonly comments: readonly Span[];
  /** Index into `stages`; undefined before the first FROM. */
  readonly stage: number | undefined;
  /** The trigger of an ONBUILD, with spans in the same file. Read, never edited. */
  readonly trigger: Instruction | undefined;
  /** The instruction's own text: what was worked out from it is kept under this key. */
  readonly source: string;
}

export interface Stage {
  readonly index: number;
  /** As written behind AS, in lower case; undefined without AS. */
  readonly name: string | undefined;
  readonly from: Instruction;
  /** The image or stage as written, variables unexpanded. */
  readonly image: string;
  readonly imageSpan: Span;
  readonly platform: string | undefined;
  /** The stage's instructions behind its FROM. */
  readonly instructions: readonly Instruction[];
}

/** `# dfmod [global|stage] ignore[=ids] [# reason]`. */
export interface Pragma {
  readonly scope: 'instruction' | 'stage' | 'global';
  /** Empty: every transform. */
  readonly ids: readonly string[];
  readonly span: Span;
  readonly line: number;
  /** Index of the instruction it holds for (the FROM for `stage`); undefined for `global` or when nothing follows. */
  readonly instruction: number | undefined;
}

/** A Dockerfile, read exactly as BuildKit reads it. It never changes: an edited text is another Document. */
export interface DockerDocument {
  readonly text: string;
  readonly escape: EscapeCharacter;
  /** The line ending of most lines. */
  readonly eol: '\n' | '\r\n';
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  /** Instructions before the first FROM. */
  readonly globals: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly pragmas: readonly Pragma[];
  /** Comments that begin with the word dfmod and are no pragma: a slip to warn about. */
  readonly unreadPragmas: readonly Span[];
}

/** One `--mount=…` of a RUN. */
export interface Mount {
  readonly flag: Flag;
  /** `bind` where none is given. */
  readonly type: string;
  /** As written; `dst` and `destination` are its other spellings. */
  readonly target: string | undefined;
  readonly source: string | undefined;
  readonly from: string | undefined;
  readonly id: string | undefined;
  readonly sharing: string | undefined;
  readonly uid: string | undefined;
  readonly gid: string | undefined;
  readonly mode: string | undefined;
  readonly readonly: boolean | undefined;
}
