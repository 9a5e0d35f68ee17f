import { memoize } from '../text/memo.js';
import type { SourceMap } from '../text/source-map.js';
import { readRedirects } from './commands.js';
import { UntraceableScript } from './effects.js';
import { errexitIn, readsStatus, type Draft } from './flow.js';
import type { Script, ScriptRefusal, ShellCommand } from './script.js';
import { readSyntax } from './syntax.js';
import { Walk } from './walk.js';
import type { Dialect } from './words.js';

export interface ScriptOptions {
  readonly dialect: Dialect;
  /** The shell is started with `-e`, as by `SHELL ["/bin/bash", "-e", "-c"]`. */
  readonly errexit?: boolean;
}

type Reading = Omit<Script, 'source'>;

/** Scripts kept by their text; a Dockerfile's are asked for again in each pass. */
const KEPT = 512;
const readers = {
  sh: {
    plain: memoize((text) => read(text, 'sh', false), KEPT),
    errexit: memoize((text) => read(text, 'sh', true), KEPT),
  },
  bash: {
    plain: memoize((text) => read(text, 'bash', false), KEPT),
    errexit: memoize((text) => read(text, 'bash', true), KEPT),
  },
};

/**
 * Reads a script that some POSIX shell runs; whether one does is the caller's to know. Nothing is thrown: what cannot be
 * read exactly is refused as a whole, but for a nested shell's script, which then is just a word of its command.
 */
export function parseScript(source: SourceMap, { dialect, errexit }: ScriptOptions): Script | ScriptRefusal {
  const reading = readers[dialect][errexit === true ? 'errexit' : 'plain'](source.text);
  return 'refused' in reading ? reading : { source, ...reading };
}

function read(text: string, dialect: Dialect, errexit: boolean): Reading | ScriptRefusal {
  const syntax = readSyntax(text);
  if ('refused' in syntax) return syntax;
  const walk = new Walk(errexit);
  try {
    walk.run({ text, base: 0, zone: undefined, dialect, syntax, readsStatus: readsStatus(text) });
  } catch (error) {
    if (!(error instanceof UntraceableScript)) throw error;
    return { refused: 'too-long', detail: error.message, span: { start: 0, end: text.length } };
  }
  const { functions, looksAround } = walk;
  return { commands: inTextualOrder(walk.drafts), functions, looksAround };
}

/** The walk follows the order of running, in which the body of `bash <<EOF && next` comes first. */
function inTextualOrder(drafts: readonly Draft[]): readonly ShellCommand[] {
  const ordered = [...drafts].sort((a, b) => a.read.span.start - b.read.span.start);
  const indices = new Map(ordered.map((draft, index) => [draft, index]));
  return ordered.map(({ read: command, flow, state, joiner, conditional, removal }, index) => ({
    index,
    span: command.span,
    words: command.words,
    assignments: command.assignments,
    hasRedirects: command.redirects.length > 0,
    redirects: [...flow.redirects, ...readRedirects(command.redirects, flow.source, false)],
    joiner,
    piped: flow.piped,
    conditional,
    subshell: flow.subshell,
    nesting: flow.nesting,
    parent: flow.parent && indices.get(flow.parent),
    directories: state.directories,
    variables: state.variables,
    errexit: errexitIn(flow, state) === 'on',
    editable: !flow.opaque,
    removal,
  }));
}
