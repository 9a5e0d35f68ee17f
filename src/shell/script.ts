import type { Span } from '../types.js';
import type { SourceMap } from '../text/source-map.js';

/** A piece of a word. `opaque` is what only the running shell knows: `$(…)`, backticks, `${x#y}`, arithmetic. */
export type WordPart =
  | { readonly kind: 'literal'; readonly value: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly fallback: string | undefined;
      readonly quoted: boolean;
    }
  | { readonly kind: 'opaque' };

/** All spans of the shell model are in the logical text, `Script.source.text`; `Script.source` leads back to the file. */
export interface ShellWord {
  readonly span: Span;
  /** The exact slice. */
  readonly raw: string;
  /** What the command gets, when no part depends on the shell's state (quotes removed); else undefined. */
  readonly value: string | undefined;
  readonly parts: readonly WordPart[];
  /** An unquoted `*`, `?`, `[` or brace list: the word stands for what it matches. */
  readonly glob: boolean;
  /** Begins with an unquoted `~` or `~/`. */
  readonly tilde: boolean;
}

export interface ShellAssignment {
  readonly span: Span;
  readonly name: string;
  readonly value: ShellWord | undefined;
}

/** `> file`, `2>&1`, `<<EOF`. */
export interface ShellRedirect {
  /** As written, without a descriptor in front: `>`, `>>`, `<`, `>&`, `<<`. */
  readonly operator: string;
  /** Undefined for here-documents and here-strings. */
  readonly target: ShellWord | undefined;
  /** It stands at a group around the command: what it names is looked up before anything in the group runs. */
  readonly around: boolean;
}

/** How the command is joined to what stands before it in its list. */
export type Joiner = 'first' | '&&' | '||' | ';' | '|' | '&';

export interface ShellCommand {
  /** Position among all commands of the script, in textual order. */
  readonly index: number;
  /** From the first assignment or word to the last word or redirect. */
  readonly span: Span;
  /** Name and arguments, redirects left out. Empty for a bare assignment. */
  readonly words: readonly ShellWord[];
  /** `VAR=x` in front of the name. */
  readonly assignments: readonly ShellAssignment[];
  readonly hasRedirects: boolean;
  /** Its own redirects and those of the groups, loops and conditions around it. */
  readonly redirects: readonly ShellRedirect[];
  readonly joiner: Joiner;
  /** Part of a pipeline with more than one command. */
  readonly piped: boolean;
  /** Not certain to run exactly once when the script runs without error: in an if, case, loop, function, behind `||`, in `$( )`. */
  readonly conditional: boolean;
  /** In `( … )`, a pipeline, `$( )` or a nested `sh -c`: what it does to the shell's state ends there. */
  readonly subshell: boolean;
  /** Depth of nested shells (`sh -c '…'`, `bash <<EOF`) around it; 0 for the RUN's own shell. */
  readonly nesting: number;
  /** Index of the command that starts the nested shell (`su -c '…' node`), else undefined. */
  readonly parent: number | undefined;
  /** Arguments of the `cd`s in effect, in order; undefined when that cannot be known. */
  readonly directories: readonly ShellWord[] | undefined;
  /** Variables that the script itself set before (`export X=y`, `X=y;`), the last one wins; a value that is unknown is undefined. */
  readonly variables: ReadonlyMap<string, ShellWord | undefined>;
  /** Whether `set -e` is surely in effect here. */
  readonly errexit: boolean;
  /** False inside backticks with escapes and other zones whose spans cannot be trusted. */
  readonly editable: boolean;
  /**
   * What to delete to take the command out of its list, its operator included, such that the rest runs as before, and the
   * script's exit status is that of the rest. Undefined when that cannot be done: the only command, one side of `||` or of a
   * pipe, the body of an `if`, or the last of a `;` list without errexit (whose exit status it decides).
   */
  readonly removal: Span | undefined;
}

export interface Script {
  readonly source: SourceMap;
  readonly commands: readonly ShellCommand[];
  /** Names of the functions that it defines: a command of that name is a call. */
  readonly functions: ReadonlySet<string>;
  /** What it does may hang on files that no command names: `[[ -f x ]]`, `for f in *`. */
  readonly looksAround: boolean;
}

export type RefusalCode = 'too-long' | 'nul' | 'syntax' | 'inexact' | 'not-posix';

/** A body that is not read: nothing in it is edited. */
export interface ScriptRefusal {
  readonly refused: RefusalCode;
  readonly detail: string;
  /** In the logical text. */
  readonly span: Span;
}
