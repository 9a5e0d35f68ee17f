import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DfmodError } from '../errors.js';
import type { RunResult } from '../project/apply.js';
import { messageOf } from '../project/system-error.js';
import { patchBytes, paintPatch, terminalBlock } from '../report/diff.js';
import { jsonReport } from '../report/json.js';
import { listReport } from '../report/list.js';
import { painter, type Paint } from '../report/paint.js';
import { failureNote, summaryText, verboseText } from '../report/summary.js';
import { batchTable } from '../report/table.js';
import { errorFrame } from '../report/text-frame.js';
import type { FileReport } from '../types.js';
import { choice, flag } from './arguments.js';
import { COLOUR_CHOICES, wantsColour } from './colour.js';
import type { Format } from './formats.js';
import type { Io, Sink } from './io.js';
import type { Arguments } from './commands.js';
import { toolVersion } from './version.js';

/** What is needed to say something to the user. */
export interface Talk {
  readonly args: Arguments;
  readonly io: Io;
  readonly mode: { readonly command: 'apply' | 'check'; readonly write: boolean };
}

/** From this many Dockerfiles on, a run is a batch and ends with a table. */
const BATCH = 50;

/** Writes each format to standard output or to its file. */
export function writeFormats(result: RunResult, formats: readonly Format[], talk: Talk): void {
  const { io } = talk;
  for (const format of formats) {
    if (format.file === undefined) {
      const paint = paintFor(talk, io.stdout);
      for (const chunk of rendered(result, format, talk, {
        paint,
        blocks: io.stdout.isTTY,
        verbose: isVerbose(talk),
      }))
        io.stdout.write(chunk);
    } else {
      const chunks = [
        ...rendered(result, format, talk, { paint: painter(false), blocks: false, verbose: false }),
      ];
      toFile(resolve(io.cwd, format.file), chunks);
    }
  }
}

interface Look {
  readonly paint: Paint;
  /** Titles stand above each patch. */
  readonly blocks: boolean;
  readonly verbose: boolean;
}

function* rendered(
  result: RunResult,
  format: Format,
  talk: Talk,
  look: Look,
): Generator<string | Uint8Array> {
  const { files, latin1, cwd } = result;
  switch (format.name) {
    case 'diff':
      for (const file of files) yield diffOf(file, latin1.has(file.path), look);
      return;
    case 'list':
      yield listReport(files);
      return;
    case 'summary':
      yield batchTable(files, { verbose: flag(talk.args, 'verbose') === true });
      return;
    case 'json':
      yield jsonReport(files, { tool: { name: 'dfmod', version: toolVersion() }, cwd });
      return;
  }
}

function diffOf(file: FileReport, latin1: boolean, look: Look): string | Uint8Array {
  if (look.blocks) return terminalBlock(file, look.paint, look.verbose);
  const painted = paintPatch(file.patch, look.paint);
  return painted === file.patch ? patchBytes(file, latin1) : painted;
}

/** Writes a report to the file that `--format name=file` names. */
export function toFile(path: string, chunks: readonly (string | Uint8Array)[]): void {
  try {
    writeFileSync(
      path,
      Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk))),
    );
  } catch (error) {
    throw new DfmodError('not-writable', `cannot write ${path}: ${messageOf(error)}`);
  }
}

/** The text that came from standard input, rewritten: the same bytes when nothing changed, nothing when it failed. */
export function writeRewritten(result: RunResult, bytes: Uint8Array, io: Io): void {
  const [file] = result.files;
  if (file === undefined || file.status === 'failed') return;
  if (file.status !== 'changed') io.stdout.write(bytes);
  else io.stdout.write(Buffer.from(file.after, result.latin1.has(file.path) ? 'latin1' : 'utf8'));
}

/** What goes to stderr: warnings, errors, reasons with `-v`, and the closing sentences. */
export function tellOutcome(
  files: readonly FileReport[],
  talk: Talk,
  formats: readonly Format[],
  milliseconds: number,
): void {
  const { args, io, mode } = talk;
  const paint = paintFor(talk, io.stderr);
  const quiet = flag(args, 'quiet') === true;
  const verbose = isVerbose(talk);
  const shown = formats.some(({ name, file }) => name === 'diff' && file === undefined);
  if (verbose) io.stderr.write(verboseText(files, paint, { changesShown: shown && io.stdout.isTTY }));
  if (!quiet) for (const file of files) io.stderr.write(warnings(file, paint));
  for (const file of files)
    if (file.error !== undefined) io.stderr.write(errorFrame(file.path, file.error, file.before, paint));
  if (quiet) return;
  io.stderr.write(failureNote(files));
  const hasTable = formats.some((format) => format.name === 'summary' && format.file === undefined);
  if (files.length > BATCH && io.stderr.isTTY && !hasTable)
    io.stderr.write(`${batchTable(files, { verbose })}\n`);
  io.stderr.write(summaryText(files, { command: mode.command, wrote: mode.write, verbose }));
  if (verbose) io.stderr.write(`${(milliseconds / 1000).toFixed(2)} s\n`);
}

const isVerbose = ({ args }: Talk): boolean => flag(args, 'verbose') === true && flag(args, 'quiet') !== true;

function warnings(file: FileReport, paint: Paint): string {
  return file.warnings
    .map(
      ({ message, line, column }) =>
        `${paint('yellow', 'warning')}  ${file.path}:${line}:${column}  ${message}\n`,
    )
    .join('');
}

function paintFor(talk: Talk, sink: Sink): Paint {
  return painter(wantsColour(choice(talk.args, 'color', COLOUR_CHOICES) ?? 'auto', talk.io.env, sink));
}
