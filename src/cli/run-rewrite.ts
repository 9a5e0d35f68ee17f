import { DfmodError } from '../errors.js';
import { applyToProject, type ApplyParts, type ApplyRequest, type RunResult } from '../project/apply.js';
import { ENGINES, type KnownIds } from '../project/config-shape.js';
import { choice, flag, isOff, text, texts } from './arguments.js';
import { readPathList } from './files-from.js';
import { parseFormats, type Format, type FormatName } from './formats.js';
import type { Io } from './io.js';
import { COMMANDS, STDIN, type Arguments } from './commands.js';
import { tellOutcome, writeFormats, writeRewritten, type Talk } from './output.js';
import { progressOn } from './progress.js';
import { assertTransforms } from './transform-ids.js';

/** What tells `check` from `apply`. */
export interface Mode {
  readonly command: 'apply' | 'check';
  readonly write: boolean;
  readonly check: boolean;
  readonly format: FormatName;
}

/** Rewrites what the arguments name and says what came of it; gives the exit code. */
export async function runRewrite(
  args: Arguments,
  io: Io,
  mode: Mode,
  load: () => Promise<ApplyParts> = loadParts,
): Promise<number> {
  const given = [...texts(args, 'format'), ...(flag(args, 'l') === true ? ['list'] : [])];
  const formats = parseFormats(given, mode.format);
  const started = performance.now();
  const parts = await load();
  const request = await requestOf(args, io, mode, parts.ids);
  const talk: Talk = { args, io, mode };
  const progress = progressOn(io, flag(args, 'quiet') === true);
  const bug = (path: string, error: unknown): void => {
    if (io.env['DFMOD_DEBUG'] !== undefined)
      io.stderr.write(
        `${path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
  };
  const result = await applyToProject(request, { ...parts, progress, bug });
  const shown = show(result, request, formats, given.length > 0, talk);
  tellOutcome(result.files, talk, shown, performance.now() - started);
  return exitCode(result, mode);
}

async function loadParts(): Promise<ApplyParts> {
  return (await import('./parts.js')).realParts();
}

/** Gives the formats that were written. */
function show(
  result: RunResult,
  request: ApplyRequest,
  formats: readonly Format[],
  chosen: boolean,
  talk: Talk,
): readonly Format[] {
  // An editor that pipes a text in wants the text back, unless it asks for something else.
  if (request.stdin !== undefined && !chosen && talk.mode.command === 'apply') {
    writeRewritten(result, request.stdin.bytes, talk.io);
    return [];
  }
  if (!chosen && flag(talk.args, 'quiet') === true) return [];
  writeFormats(result, formats, talk);
  return formats;
}

function exitCode(result: RunResult, mode: Mode): number {
  if (result.files.some((file) => file.status === 'failed')) return 2;
  return mode.check && result.files.some((file) => file.status === 'changed') ? 1 : 0;
}

/** What the arguments ask of a run. */
export async function requestOf(
  args: Arguments,
  io: Io,
  mode: Pick<Mode, 'write'>,
  ids: KnownIds,
): Promise<ApplyRequest> {
  const only = assertTransforms(texts(args, 'only'), ids);
  const skip = assertTransforms(texts(args, 'skip'), ids);
  if (only.length === 0 && texts(args, 'only').length > 0)
    throw new DfmodError('usage', '--only names no transform');
  const list = text(args, 'files-from');
  const named = texts(args, 'paths');
  const fromList = list === undefined ? [] : await readPathList(list === STDIN ? undefined : list, io);
  const paths = [...named, ...fromList];
  const stdin = await stdinOf(args, io, mode, paths, list);
  return {
    cwd: io.cwd,
    // A list may be empty; nothing named means everything.
    paths: list === undefined && paths.length === 0 ? ['.'] : paths,
    include: texts(args, 'include'),
    exclude: texts(args, 'exclude'),
    commands: Object.keys(COMMANDS),
    write: mode.write,
    only: only.length === 0 ? undefined : only,
    skip: skip.length === 0 ? undefined : skip,
    unsafe: flag(args, 'unsafe'),
    inlineIgnores: isOff(args, 'inline-ignores') ? false : undefined,
    context: text(args, 'context'),
    engine: choice(args, 'engine', ENGINES),
    configFile: text(args, 'config'),
    noConfig: isOff(args, 'config'),
    stdin,
  };
}

async function stdinOf(
  args: Arguments,
  io: Io,
  mode: Pick<Mode, 'write'>,
  paths: readonly string[],
  list: string | undefined,
): Promise<ApplyRequest['stdin']> {
  const path = text(args, 'stdin-filepath');
  if (!paths.includes(STDIN)) {
    if (path !== undefined)
      throw new DfmodError('usage', '--stdin-filepath goes with -, which reads standard input');
    return undefined;
  }
  if (paths.length > 1) throw new DfmodError('usage', '- cannot be mixed with other paths');
  if (list !== undefined) throw new DfmodError('usage', '- cannot be mixed with --files-from');
  if (mode.write)
    throw new DfmodError(
      'usage',
      '--write cannot be used with -: the rewritten text goes to standard output',
    );
  return { bytes: await io.readStdin(), path: path ?? 'Dockerfile' };
}
