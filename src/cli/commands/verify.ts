import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DfmodError } from '../../errors.js';
import { applyToProject, type RunResult } from '../../project/apply.js';
import { painter } from '../../report/paint.js';
import { verifyText } from '../../report/verify.js';
import { verifyJson } from '../../report/verify-json.js';
import { UNKNOWN_CONTEXT } from '../../types.js';
import type { BuildReport, FileReport } from '../../types.js';
import type { VerifyReport } from '../../verify-types.js';
import type { Builder } from '../../verify/builder.js';
import { buildableText } from '../../verify/buildable-text.js';
import type { Rewritten } from '../../verify/context-copy.js';
import { dockerBuilder } from '../../verify/docker.js';
import { podmanBuilder } from '../../verify/podman.js';
import { verifyDockerfile, type VerifyOptions } from '../../verify/verify.js';
import { choice, flag, isOff, text, texts } from '../arguments.js';
import { COLOUR_CHOICES, wantsColour } from '../colour.js';
import type { Arguments } from '../commands.js';
import type { Io } from '../io.js';
import { toFile } from '../output.js';
import { realParts } from '../parts.js';
import { requestOf } from '../run-rewrite.js';
import { toolVersion } from '../version.js';

/** `dfmod verify`: 0 every image is the same, 1 one differs or only the rewritten one fails to build, 2 nothing can be said. */
export async function run(args: Arguments, io: Io): Promise<number> {
  const format = outputOf(args);
  const parts = realParts();
  const request = await requestOf(args, io, { write: false }, parts.ids);
  if (request.stdin !== undefined)
    throw new DfmodError('usage', 'verify builds files of the disk, and - is standard input');
  const result = await applyToProject({ ...request, tellContexts: true }, parts);
  const report = await verifyAll(result, args, io);
  show(report, format, args, io);
  return exitCode(report);
}

interface Output {
  readonly json: boolean;
  readonly file: string | undefined;
}

function outputOf(args: Arguments): Output {
  const [word = 'text', ...more] = texts(args, 'format');
  const [, name = '', file] = /^([^=]*)(?:=(.+))?$/.exec(word) ?? [];
  if (more.length > 0 || (name !== 'json' && name !== 'text'))
    throw new DfmodError('usage', `unknown format "${word}": verify knows text and json, one of them`);
  return { json: name === 'json', file };
}

async function verifyAll(result: RunResult, args: Arguments, io: Io): Promise<VerifyReport> {
  const images: VerifyReport['images'][number][] = [];
  const left: VerifyReport['left'][number][] = [];
  const rewritten = result.files
    .filter(({ status }) => status === 'changed')
    .map((file) => rewrittenOf(file, result));
  let builder: Builder | undefined;
  // An interrupt ends the process without going through the end of this.
  const close = (): void => builder?.close();
  process.once('exit', close);
  try {
    for (const file of result.files) {
      const why = whyLeft(file, rewritten, result.cwd);
      if (why !== undefined) left.push({ dockerfile: file.path, ...why });
      else if (file.companion === undefined) {
        builder ??= builderOf(args, io);
        const builds = file.builds.filter(isBuildable);
        const task = { dockerfile: file.path, text: file.before, builds, rewritten };
        images.push(...(await verifyDockerfile(task, optionsOf(args, io, builder, result.cwd))));
      }
    }
  } finally {
    process.off('exit', close);
    close();
    tellOn(io, args)('');
  }
  return { builder: builder?.name ?? 'none', images, left };
}

function whyLeft(
  file: FileReport,
  rewritten: readonly Rewritten[],
  cwd: string,
): { reason: string; failed: boolean } | undefined {
  if (file.companion !== undefined) return undefined;
  if (file.error !== undefined) return { reason: file.error.message, failed: true };
  if (file.status === 'ignored') return { reason: 'the config leaves it out', failed: false };
  const inContext = ({ path }: Rewritten): boolean =>
    file.builds.some(({ context }) => path.startsWith(`${resolve(cwd, context)}/`)) &&
    path.endsWith('ignore');
  if (file.status === 'unchanged' && !rewritten.some(inContext))
    return { reason: 'dfmod would change nothing', failed: false };
  if (file.builds.every(({ context }) => context === UNKNOWN_CONTEXT))
    return { reason: 'its build context is not known: --context names it', failed: true };
  if (!file.builds.some(isBuildable))
    return { reason: 'it is built on what another build gives it, which verify does not make', failed: true };
  return undefined;
}

/** Of what another target or service builds, verify would have to build that first. */
const isBuildable = ({ context, contexts = {} }: BuildReport): boolean =>
  context !== UNKNOWN_CONTEXT && !Object.values(contexts).some((at) => /^(?:target|service):/.test(at));

function rewrittenOf(file: FileReport, { cwd, latin1 }: RunResult): Rewritten {
  const path = resolve(cwd, file.path);
  return {
    path,
    before: file.companion?.created === true ? undefined : readFileSync(path),
    after: Buffer.from(file.after, latin1.has(file.path) ? 'latin1' : 'utf8'),
  };
}

function builderOf(args: Arguments, io: Io): Builder {
  const named = text(args, 'builder');
  if (text(args, 'engine') === 'podman') {
    if (named !== undefined)
      throw new DfmodError('usage', '--builder names a builder of docker buildx; podman has none');
    return podmanBuilder(io.env['DFMOD_BUILDAH']);
  }
  return dockerBuilder({ builder: named });
}

/** Flags that mean the same to the builder. */
const HANDED_ON = ['secret', 'ssh', 'platform', 'network'] as const;

function optionsOf(args: Arguments, io: Io, builder: Builder, cwd: string): VerifyOptions {
  const named = (name: string): readonly string[] | undefined =>
    texts(args, name).length === 0 ? undefined : texts(args, name);
  const [touch, bump, targets] = [named('touch'), named('bump'), named('target')];
  return {
    cwd,
    builder,
    ...(targets === undefined ? {} : { targets }),
    args: Object.fromEntries(texts(args, 'build-arg').map((pair) => buildArg(pair, io))),
    contexts: Object.fromEntries(texts(args, 'build-context').map(pairOf)),
    options: HANDED_ON.flatMap((name) => texts(args, name).flatMap((value) => [`--${name}`, value])),
    ...(touch === undefined ? {} : { touch }),
    ...(bump === undefined ? {} : { bump: bump.map(bumpOf) }),
    rebuilds: !isOff(args, 'rebuilds'),
    ...(builder.fetchesFrontends && io.env['DFMOD_NO_FRONTENDS'] !== undefined
      ? { prepare: (written: string) => buildableText(written, () => false) }
      : {}),
    tell: tellOn(io, args),
  };
}

/** `NAME=value`, or `NAME` for the value that the environment has. */
function buildArg(pair: string, io: Io): [string, string] {
  const cut = pair.indexOf('=');
  return cut < 0 ? [pair, io.env[pair] ?? ''] : [pair.slice(0, cut), pair.slice(cut + 1)];
}

function pairOf(word: string): [string, string] {
  const cut = word.indexOf('=');
  if (cut <= 0) throw new DfmodError('usage', `--build-context ${word} is not NAME=VALUE`);
  return [word.slice(0, cut), word.slice(cut + 1)];
}

function bumpOf(word: string): { path: string; replacement: string | undefined } {
  const cut = word.indexOf('=');
  return cut < 0
    ? { path: word, replacement: undefined }
    : { path: word.slice(0, cut), replacement: word.slice(cut + 1) };
}

/** One line that is written over where somebody watches, else a line for each build. */
function tellOn(io: Io, args: Arguments): (phase: string) => void {
  if (flag(args, 'quiet') === true) return () => undefined;
  const watched = io.stderr.isTTY && (io.env['CI'] ?? '') === '';
  if (watched) return (phase) => io.stderr.write(`\r\u001b[K${phase === '' ? '' : `building ${phase}`}`);
  return (phase) => {
    if (phase !== '') io.stderr.write(`building ${phase}\n`);
  };
}

function show(report: VerifyReport, { json, file }: Output, args: Arguments, io: Io): void {
  const colour =
    file === undefined && wantsColour(choice(args, 'color', COLOUR_CHOICES) ?? 'auto', io.env, io.stdout);
  const written = json
    ? verifyJson(report, { tool: { name: 'dfmod', version: toolVersion() }, cwd: io.cwd })
    : verifyText(report, painter(colour), flag(args, 'verbose') === true);
  if (file === undefined) io.stdout.write(written);
  else toFile(resolve(io.cwd, file), [written]);
}

function exitCode({ images, left }: VerifyReport): number {
  if (images.some(({ status }) => status === 'unbuildable') || left.some(({ failed }) => failed)) return 2;
  return images.some(({ status, rebuilds }) => status !== 'same' || rebuilds.some(breaks)) ? 1 : 0;
}

/** An edit after which only the rewritten one fails. */
const breaks = ({ before, after }: VerifyReport['images'][number]['rebuilds'][number]): boolean =>
  before.failure === undefined && after.failure !== undefined;
