import type { BuildContext } from '../context/build-context.js';
import { IgnoreDecider, parseIgnoreFile } from '../context/ignore-patterns.js';
import { copyFacts } from '../facts/copy.js';
import type { Facts, StageFacts } from '../facts/facts.js';
import { isWithin } from '../facts/paths.js';
import { expandValue } from '../facts/copy.js';
import type { Instruction } from '../dockerfile/document.js';
import { mountsOf } from '../dockerfile/mounts.js';
import type { Evidence, FileEdits } from '../types.js';
import type { Obstacle } from './obstacle.js';

/** The one comment that dfmod writes: above its own lines. */
const COMMENT = '# Made by installs in the image, so it must not come from the host';

export interface KeepOut {
  readonly context: BuildContext;
  /** Folders that installs fill, relative to the context. */
  readonly made: readonly string[];
  /** Lines that leave them out. */
  readonly lines: readonly string[];
  readonly textOf: (path: string) => string | undefined;
  /** Every Dockerfile that reads the ignore file, this one included. */
  readonly readers: () => readonly { readonly path: string; readonly facts: Facts }[];
}

/**
 * The edit of the ignore file that keeps what installs make in the image from being copied over by what lies on the host.
 * Undefined when the file says so already.
 */
export function keepOut(request: KeepOut): FileEdits | Obstacle | undefined {
  const { context, made, textOf } = request;
  const path =
    context.ignoreFile ?? (context.root === '' ? '.dockerignore' : `${context.root}/.dockerignore`);
  const text = context.ignoreFile === undefined ? undefined : (textOf(path) ?? '');
  const before = new IgnoreDecider(parseIgnoreFile(text ?? ''));
  const open = made.filter((folder) => !before.decide(`${folder}/file`).ignored);
  const inside = context.list().find((file) => made.some((folder) => isWithin(file, folder)));
  if (open.length === 0) return inside === undefined ? undefined : ownFiles(context, inside);
  const lines = request.lines.filter((line) => leavesOut(line, open));
  const edits = text === undefined ? madeFile(path, lines) : addedTo(path, text, lines);
  const after = new IgnoreDecider(parseIgnoreFile(`${text ?? ''}\n${lines.join('\n')}`));
  const stillOpen = open.find((folder) => !after.decide(`${folder}/file`).ignored);
  if (stillOpen !== undefined)
    return shared(path, `nothing leaves ${stillOpen} out`, `the ignore file sends ${stillOpen}`);
  const lost = context
    .list()
    .find(
      (file) =>
        after.decide(file).ignored && (context.committed || !open.some((folder) => isWithin(file, folder))),
    );
  if (lost !== undefined) return ownFiles(context, lost);
  return namedByReader(path, open, request.readers()) ?? edits;
}

const ownFiles = ({ root }: BuildContext, file: string): Obstacle => ({
  code: 'copy-overwrites',
  reason: `the context itself has files where the install makes its own: ${file}`,
  evidence: { path: root === '' ? file : `${root}/${file}`, text: file },
});

/** Lines for folders that are left out already say nothing new. */
const leavesOut = (line: string, open: readonly string[]): boolean => {
  const decider = new IgnoreDecider(parseIgnoreFile(line));
  return open.some((folder) => decider.decide(`${folder}/file`).ignored);
};

const shared = (path: string, reason: string, text: string): Obstacle => ({
  code: 'ignore-file-shared',
  reason: `${path}: ${reason}`,
  evidence: { path, text },
});

const madeFile = (path: string, lines: readonly string[]): FileEdits => ({
  path,
  // A file that we make lists itself, so that COPY does not bring it into the image.
  edits: [{ start: 0, end: 0, text: ['.dockerignore', '', COMMENT, ...lines, ''].join('\n') }],
});

/** Lines join the block that an earlier run made when that is the file's end; else they make one there. */
function addedTo(path: string, text: string, lines: readonly string[]): FileEdits {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const last = text.lastIndexOf(COMMENT);
  const ours = last >= 0 && !/\n[ \t\r]*\n\s*\S/.test(text.slice(last));
  const end = text.trimEnd().length;
  const head = ours ? eol : `${end === 0 ? '' : eol + eol}${COMMENT}${eol}`;
  const tail = end === text.length ? eol : '';
  return { path, edits: [{ start: end, end, text: head + lines.join(eol) + tail }] };
}

/** A Dockerfile that copies or mounts such a folder by name needs it; one that runs node without an install may. */
function namedByReader(
  ignoreFile: string,
  open: readonly string[],
  readers: ReturnType<KeepOut['readers']>,
): Obstacle | undefined {
  for (const { path, facts } of readers) {
    const named = instructionThatNames(path, facts, open) ?? hostInstall(path, facts, open);
    if (named !== undefined)
      return {
        code: 'ignore-file-shared',
        reason: `${ignoreFile} is read for ${path} too, which needs ${open.join(', ')} from the host`,
        evidence: named,
      };
  }
  return undefined;
}

function instructionThatNames(path: string, facts: Facts, open: readonly string[]): Evidence | undefined {
  for (const where of facts.stages) {
    for (const instruction of where.stage.instructions) {
      const state = where.states.get(instruction);
      if (state === undefined) continue;
      const sources: (string | undefined)[] = [];
      if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD')
        sources.push(...sourcesOf(facts, where, instruction));
      if (instruction.keyword === 'RUN')
        for (const { type, from, source } of mountsOf(instruction))
          if (type === 'bind' && from === undefined && source !== undefined)
            sources.push(expandValue(facts.doc, state, source));
      const hit = sources.some((source) => {
        const place = placeOf(source);
        return place !== undefined && open.some((folder) => isWithin(place, folder));
      });
      if (hit) return { path, span: instruction.span, text: instruction.original };
    }
  }
  return undefined;
}

const RUNS_PACKAGES = new Set(['node', 'bun']);

/** Its packages can only come from the host: a runtime for them, a COPY that would bring them, and no install. */
function hostInstall(path: string, facts: Facts, open: readonly string[]): Evidence | undefined {
  const installs = facts.stages.some(({ runs }) =>
    runs.some(({ commands }) => commands.some(({ call }) => call?.call.kind === 'install')),
  );
  if (installs) return undefined;
  const stage = facts.stages.find(({ base }) => base !== undefined && RUNS_PACKAGES.has(base.family));
  const copy = stage?.stage.instructions.find(
    (instruction) =>
      (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
      sourcesOf(facts, stage, instruction).some((source) => open.some((folder) => mayBring(source, folder))),
  );
  return copy && { path, span: copy.span, text: copy.original };
}

/** What an instruction takes from the context; undefined for what a variable decides. */
function sourcesOf(
  facts: Facts,
  { states }: StageFacts,
  instruction: Instruction,
): readonly (string | undefined)[] {
  const state = states.get(instruction);
  if (state === undefined) return [];
  const copy = copyFacts(facts.doc, instruction, state);
  return copy.from === undefined ? copy.sources.map(placeOf) : [];
}

const placeOf = (source: string | undefined): string | undefined =>
  source
    ?.replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');

/** The folder itself, one above it, or a pattern that may match one of these. */
function mayBring(source: string | undefined, folder: string): boolean {
  if (source === undefined || source === '') return true;
  const glob = source.search(/[*?[]/);
  return glob < 0 ? isWithin(folder, source) : folder.startsWith(source.slice(0, glob));
}
