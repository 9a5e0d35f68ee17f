import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import { parseScript } from '../shell/parse-script.js';
import type { Script, ScriptRefusal, ShellCommand, ShellWord } from '../shell/script.js';
import { SourceMap } from '../text/source-map.js';
import type { SkipCode, Span } from '../types.js';

/** The program that runs shell-form bodies, by its SHELL instruction. */
export interface ShellInForce {
  /** Undefined for PowerShell, cmd and whatever else does not read like sh. */
  readonly dialect: 'sh' | 'bash' | undefined;
  /** Started with `-e`. */
  readonly errexit: boolean;
}

export const DEFAULT_SHELL: ShellInForce = { dialect: 'sh', errexit: false };
const SHELLS: Readonly<Record<string, 'sh' | 'bash'>> = { sh: 'sh', dash: 'sh', ash: 'sh', bash: 'bash' };

/** What a SHELL instruction's words start. */
export function shellOf(words: readonly string[]): ShellInForce {
  const dialect = SHELLS[words[0]?.split('/').at(-1) ?? ''];
  const errexit = words
    .slice(1)
    .some(
      (word, i, all) => /^-[a-z]*e/.test(word) || (word === 'errexit' && /^-[a-z]*o$/.test(all[i - 1] ?? '')),
    );
  return { dialect, errexit };
}

/** A RUN that is read: its commands, and whether their words may be edited. */
export interface ReadBody {
  readonly commands: readonly ShellCommand[];
  readonly script: Script;
  /** False for the exec form: its words are JSON strings. */
  readonly editable: boolean;
}

export interface UnreadBody {
  readonly code: SkipCode;
  readonly reason: string;
  readonly span: Span;
}

const isRefusal = (result: Script | ScriptRefusal): result is ScriptRefusal => 'refused' in result;

/** Reads what a RUN runs, in each of its forms. */
export function readBody(doc: DockerDocument, run: Instruction, shell: ShellInForce): ReadBody | UnreadBody {
  if (run.json !== undefined) return execForm(run, run.json);
  const source = scriptSource(doc, run);
  if ('code' in source) return source;
  const dialect = source.dialect ?? shell.dialect;
  if (dialect === undefined) {
    return {
      code: 'body-not-posix',
      reason: 'its shell is not one that dfmod reads (sh, bash, dash, ash)',
      span: run.span,
    };
  }
  const result = parseScript(source.map, { dialect, errexit: source.dialect === undefined && shell.errexit });
  if (!isRefusal(result)) return { commands: result.commands, script: result, editable: true };
  return {
    code: 'body-unreadable',
    reason: `its shell script cannot be read exactly: ${result.detail}`,
    span: source.map.span(result.span),
  };
}

type ScriptSource = { map: SourceMap; dialect: 'sh' | 'bash' | undefined };

function scriptSource(doc: DockerDocument, run: Instruction): ScriptSource | UnreadBody {
  const [heredoc, ...more] = run.heredocs;
  if (heredoc === undefined) return { map: run.body, dialect: undefined };
  const alone = more.length === 0 && /^\d*<<-?\s*(["']?)[^\s"']+\1$/.test(run.body.text.trim());
  if (!alone) return commandWithHeredoc(doc, run);
  const text = doc.text.slice(heredoc.body.start, heredoc.body.end);
  const shebang = /^\s*#!\s*(\S+)(?:\s+(\S+))?/.exec(text);
  const interpreter = shebang?.[1]?.endsWith('/env') ? shebang[2] : shebang?.[1];
  const dialect = SHELLS[interpreter?.split('/').at(-1) ?? ''];
  if (shebang && dialect === undefined) {
    return {
      code: 'body-not-posix',
      reason: `its heredoc is run by ${interpreter ?? 'another program'}`,
      span: heredoc.body,
    };
  }
  const pieces = heredoc.chomp ? chompedLines(text, heredoc.body.start) : [heredoc.body];
  return { map: new SourceMap(doc.text, pieces), dialect };
}

/** `RUN cat <<EOF > /x && npm ci`: the shell gets the line and the heredoc bodies behind it. */
function commandWithHeredoc(doc: DockerDocument, run: Instruction): ScriptSource | UnreadBody {
  const { body } = run;
  const start = body.at(0);
  const end = body.after(body.text.length);
  const lineEnd = doc.text.indexOf('\n', end);
  if (doc.text.slice(start, end) !== body.text || lineEnd < 0) {
    return {
      code: 'body-unreadable',
      reason: 'a heredoc behind a continued line cannot be pointed at exactly',
      span: run.span,
    };
  }
  return { map: new SourceMap(doc.text, [{ start, end: run.span.end }]), dialect: undefined };
}

function chompedLines(text: string, base: number): Span[] {
  const pieces: Span[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    let from = start;
    while (text[from] === '\t') from++;
    pieces.push({ start: base + from, end: base + end });
    start = end;
  }
  return pieces;
}

/** The exec form as one command, or the script of `["sh", "-c", "…"]`; nothing in it is edited. */
function execForm(run: Instruction, words: readonly string[]): ReadBody | UnreadBody {
  const program = SHELLS[words[0]?.split('/').at(-1) ?? ''];
  const flag = words.findIndex((word, i) => i > 0 && /^-[a-z]*c$/.test(word));
  const text = flag > 0 ? words[flag + 1] : undefined;
  if (program !== undefined && text !== undefined) {
    const result = parseScript(new SourceMap(text, [{ start: 0, end: text.length }]), {
      dialect: program,
      errexit: false,
    });
    if (!isRefusal(result)) return { commands: result.commands, script: result, editable: false };
    return {
      code: 'body-unreadable',
      reason: `its shell script cannot be read exactly: ${result.detail}`,
      span: run.span,
    };
  }
  const source = new SourceMap('', []);
  const command = execCommand(words);
  const script = { source, commands: [command], functions: new Set<string>(), looksAround: false };
  return { commands: [command], script, editable: false };
}

function execCommand(words: readonly string[]): ShellCommand {
  const nowhere = { start: 0, end: 0 };
  const shellWords = words.map((value): ShellWord => ({
    span: nowhere,
    raw: value,
    value,
    parts: [{ kind: 'literal', value, quoted: true }],
    glob: false,
    tilde: false,
  }));
  return {
    index: 0,
    span: nowhere,
    words: shellWords,
    assignments: [],
    hasRedirects: false,
    redirects: [],
    joiner: 'first',
    piped: false,
    conditional: false,
    subshell: false,
    nesting: 0,
    parent: undefined,
    directories: [],
    variables: new Map(),
    errexit: false,
    editable: false,
    removal: undefined,
  };
}
