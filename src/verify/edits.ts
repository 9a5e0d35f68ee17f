import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { BuildContext } from '../context/build-context.js';
import type { Facts } from '../facts/facts.js';
import { imageFilesAt } from '../facts/image-files.js';
import { readCopy } from '../facts/read-copy.js';
import { replaceFile, type Side } from './context-copy.js';

/** How a line of comment begins, by extension. */
const COMMENTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'c cc cjs cpp cs cts dart fs go gradle groovy h hpp java js jsx kt mjs mts php rs scala scss sbt swift ts tsx'
      .split(' ')
      .map((name) => [`.${name}`, '//']),
  ),
  ...Object.fromEntries(
    'conf ex exs jl pl pm py r rb sh toml yaml yml'.split(' ').map((name) => [`.${name}`, '#']),
  ),
  ...Object.fromEntries('elm hs lua sql'.split(' ').map((name) => [`.${name}`, '--'])),
};
/** Languages; settings and scripts are edited only where there is no source. */
const SOURCES =
  /\.(?:c|cc|cjs|cpp|cs|cts|dart|ex|exs|fs|go|hs|java|jsx?|kt|mjs|mts|php|pl|py|rb|rs|scala|swift|tsx?)$/;
const LIKELY = /(?:^|\/)(?:src|app|lib|cmd|pkg|internal|server|web|main)\//;
const UNLIKELY =
  /(?:^|\/)(?:node_modules|vendor|dist|build|target|tests?|__tests__|spec|docs?|examples?|migrations|\.[^/]*)\/|\.(?:test|spec|config|d)\.|_test\.|(?:^|\/)(?:setup|conftest|build|noxfile)\.(?:py|rs)$/;

const score = (path: string): number =>
  (SOURCES.test(path) ? 8 : 0) +
  (LIKELY.test(path) ? 2 : 0) -
  (UNLIKELY.test(path) ? 6 : 0) -
  path.split('/').length / 10;

/** A source file of the context that a COPY of the Dockerfile brings into the image, the likeliest one; undefined if there is none. */
export function findSource(facts: Facts, context: BuildContext): string | undefined {
  const copied = copiedPaths(facts, context).filter((path) => context.kind(path) === 'file');
  const read = installReads(facts, context);
  const known = copied.filter((path) => COMMENTS[extname(path)] !== undefined && !read.has(path));
  return known.reduce<string | undefined>(
    (best, path) => (best === undefined || score(path) > score(best) ? path : best),
    undefined,
  );
}

function copiedPaths(facts: Facts, context: BuildContext): string[] {
  return facts.stages.flatMap(({ stage, states }) =>
    stage.instructions.flatMap((copy) => {
      const before = states.get(copy);
      if (before === undefined || (copy.keyword !== 'COPY' && copy.keyword !== 'ADD')) return [];
      const { sources } = readCopy({ doc: facts.doc, copy, before });
      return sources.flatMap((source) => (source.kind === 'context' ? context.match(source.text) : []));
    }),
  );
}

/** What installs read of the context: the first is the manifest. */
function installReads(facts: Facts, context: BuildContext): ReadonlySet<string> {
  const reads = new Set<string>();
  for (const stage of facts.stages) {
    for (const { run, commands } of stage.runs) {
      const files = imageFilesAt(facts, context, stage, run.index);
      for (const { call, environment } of commands) {
        if (call?.call.kind !== 'install') continue;
        const inputs = call.ecosystem.inputs(call.call, environment, files);
        if (inputs === undefined || 'code' in inputs) continue;
        for (const path of inputs.reads) {
          const source = files.origin(path)?.source;
          if (source !== undefined) reads.add(source);
        }
      }
    }
  }
  return reads;
}

/** Package managers that check their lock file refuse one with another last line; the manifest may have it. */
const LOCK_FILE = /lock|\.sum$/i;

/** A manifest that an install of the Dockerfile reads; undefined if there is none. */
export function findManifest(facts: Facts, context: BuildContext): string | undefined {
  const reads = [...installReads(facts, context)].filter((path) => !basename(path).startsWith('.'));
  return reads.find((path) => !LOCK_FILE.test(basename(path)));
}

/** Adds a comment that no build has seen before: a known text could be answered from an older cache entry. */
export async function touchSource({ context }: Side, path: string, token: string): Promise<void> {
  const text = await readFile(join(context, path));
  const comment = COMMENTS[extname(path)];
  // Of a language without comments, or one that we do not know, the last line grows longer by a blank.
  const line = comment === undefined ? '\n' : `\n${comment} ${token}\n`;
  await replaceFile(join(context, path), Buffer.concat([text, Buffer.from(line)]));
}

/** The same dependencies, in a file of other bytes; or what `replacement` holds. */
export async function bumpManifest(
  { context }: Side,
  path: string,
  replacement: string | undefined,
): Promise<void> {
  const content =
    replacement === undefined
      ? Buffer.concat([await readFile(join(context, path)), Buffer.from('\n')])
      : await readFile(replacement);
  await replaceFile(join(context, path), content);
}
