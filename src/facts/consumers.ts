import { cleanPath } from '../ecosystem-api.js';
import type { CacheDirectory, Ecosystem } from '../ecosystem-api.js';
import type { Instruction } from '../dockerfile/document.js';
import { mountsOf } from '../dockerfile/mounts.js';
import { envPairs } from '../dockerfile/words.js';
import { copyFacts, expandValue, resolvePath } from './copy.js';
import type { Facts, StageFacts } from './facts.js';
import { ancestors, isWithin, relate } from './paths.js';
import { isRead } from './steps.js';
import type { RunCommand, RunFacts } from './steps.js';

/** The instruction that decides, and what in it does. */
export interface Finding {
  readonly instruction: Instruction;
  readonly text: string;
}

/** The stages built on a stage, directly or not; the stage itself comes first. */
export function builtOn(facts: Facts, stage: StageFacts): StageFacts[] {
  const chain = [stage];
  for (const other of facts.stages)
    if (other.parent !== undefined && chain.includes(other.parent)) chain.push(other);
  return chain;
}

/** Everything that runs in the stage's file system after the instruction: the rest of the stage, and the stages built on it. */
export function* instructionsAfter(
  facts: Facts,
  stage: StageFacts,
  index: number,
): Generator<{ stage: StageFacts; instruction: Instruction }> {
  for (const each of builtOn(facts, stage)) {
    for (const instruction of each.stage.instructions)
      if (each !== stage || instruction.index > index) yield { stage: each, instruction };
  }
}

/** Variables and options that say where a cache is; what is in it is nothing to them. */
const SAYS_WHERE = /cache|store[-_]?dir|global_folder|pkgs_dirs/i;

/** Directories that come to exist only because the cache is put below them. */
const madeForCache = (run: RunFacts, { path: target, within }: CacheDirectory): string[] =>
  ancestors(target).filter(
    (path) => !run.before.directories.has(path) && (within === undefined || !isWithin(within, path)),
  );

/** A step that names the cache or what is only there because of it, so that the cache must not leave the image. */
export function neededLater(
  facts: Facts,
  stage: StageFacts,
  run: RunFacts,
  directory: CacheDirectory,
  ecosystem: Ecosystem,
): Finding | undefined {
  const target = directory.path;
  const made = madeForCache(run, directory);
  // What deletes it in the same RUN is an obstacle of its own, or goes with the mount's coming.
  const same = commandThatNames(run, target, made, DELETING) ?? callThatNames(run, target);
  if (same) return { instruction: run.run, text: same.command.words.map(({ raw }) => raw).join(' ') };
  for (const { stage: where, instruction } of instructionsAfter(facts, stage, run.run.index)) {
    const finding =
      needOf(facts, where, instruction, target, made) ?? offlineCall(where, instruction, ecosystem);
    if (finding) return finding;
  }
  return copiedElsewhere(facts, stage, target, { made, whole: directory.holds === 'dependencies' });
}

function needOf(
  facts: Facts,
  where: StageFacts,
  instruction: Instruction,
  target: string,
  made: readonly string[],
): Finding | undefined {
  const { keyword } = instruction;
  if (keyword === 'RUN') {
    const later = where.runs.find((each) => each.run === instruction);
    const named =
      later &&
      (isRead(later.body)
        ? commandThatNames(later, target, made)
            ?.command.words.map(({ raw }) => raw)
            .join(' ')
        : textNames(instruction, target));
    return named === undefined ? undefined : { instruction, text: named };
  }
  if (keyword === 'ENV') {
    // A variable that says where the cache is does not need what is in it.
    const pair = envPairs(instruction, facts.doc.escape).find(
      ({ name, value }) => !SAYS_WHERE.test(name) && value?.includes(target),
    );
    return pair && { instruction, text: `${pair.name}=${pair.value ?? ''}` };
  }
  if (['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'VOLUME', 'WORKDIR', 'ONBUILD'].includes(keyword)) {
    const text = textNames(instruction, target);
    return text === undefined ? undefined : { instruction, text };
  }
  return undefined;
}

/** An install that downloads nothing takes everything from the cache in the image. */
function offlineCall(where: StageFacts, instruction: Instruction, ecosystem: Ecosystem): Finding | undefined {
  const commands = where.runs.find((each) => each.run === instruction)?.commands ?? [];
  const offline = commands.find(({ call, environment }) => {
    if (call?.call.kind !== 'install' && call?.call.kind !== 'build') return false;
    const { ecosystem: other } = call;
    if (other !== ecosystem && ecosystem.sharesCacheWith?.includes(other.id) !== true) return false;
    const caches = other.caches(call.call, environment, {});
    return 'code' in caches && caches.code === 'no-network-install';
  });
  return offline && { instruction, text: offline.command.words.map(({ raw }) => raw).join(' ') };
}

function textNames(instruction: Instruction, target: string): string | undefined {
  const text = instruction.source;
  for (let at = text.indexOf(target); at >= 0; at = text.indexOf(target, at + 1)) {
    if (!/[\w.-]/.test(text.charAt(at + target.length))) return instruction.original;
  }
  return undefined;
}

/** Commands that work as well when the path is not there. */
const careless = ({ argv }: RunCommand): boolean =>
  (argv.name === 'mkdir' && argv.words.some(({ value }) => /^-[a-z]*p|^--parents$/.test(value ?? ''))) ||
  argv.name === 'find' ||
  (argv.name === 'rm' && argv.words.some((word) => /^-[a-zA-Z]*f|^--force$/.test(word.value ?? '')));

/** An install that puts something else there than its cache: `npm install --prefix`, `pip install --target`. */
function callThatNames(run: RunFacts, target: string): RunCommand | undefined {
  return run.commands.find(
    ({ call, argv, paths }) =>
      call !== undefined &&
      paths.some((named) => {
        const before = argv.words[argv.words.indexOf(named.word) - 1]?.value ?? '';
        return !SAYS_WHERE.test(before) && ['same', 'inside', 'across'].includes(relate(named, target));
      }),
  );
}

/** The step works in the directory, or a variable other than the cache's own says that something lies there. */
export function standsIn(run: RunFacts, target: string): Finding | undefined {
  const { workdir, env } = run.before;
  if (workdir !== undefined && isWithin(workdir, target))
    return { instruction: run.run, text: `WORKDIR ${workdir}` };
  for (const [name, value] of env) {
    if (SAYS_WHERE.test(name) || typeof value !== 'string') continue;
    if (value.split(':').some((path) => path.startsWith('/') && isWithin(cleanPath(path), target))) {
      return { instruction: run.run, text: `${name}=${value}` };
    }
  }
  return undefined;
}

const DELETING = new Set(['rm', 'rmdir', 'mv', 'find']);

function commandThatNames(
  run: RunFacts,
  target: string,
  made: readonly string[],
  except = new Set<string>(),
): RunCommand | undefined {
  return run.commands.find((each) => {
    if (
      careless(each) ||
      each.call !== undefined ||
      each.argv.name === 'export' ||
      except.has(each.argv.name)
    )
      return false;
    return each.paths.some((named) => {
      const relation = relate(named, target);
      if (relation !== 'apart' && relation !== 'above') return true;
      return made.some((directory) => relate(named, directory) === 'same');
    });
  });
}

/**
 * A COPY --from or a bind mount from the stage, or from one built on it, that reads the cache.
 *
 * @param whole the cache is missed as well where a folder above it is copied
 */
function copiedElsewhere(
  facts: Facts,
  stage: StageFacts,
  target: string,
  { made, whole }: { made: readonly string[]; whole: boolean },
): Finding | undefined {
  const sources = builtOn(facts, stage);
  const isSource = (from: string | undefined) =>
    from !== undefined &&
    sources.some(({ stage: { name, index } }) => name === from.toLowerCase() || String(index) === from);
  const reads = (source: string | undefined, start: string) => {
    if (source === undefined) return mayReach(start, target);
    const path = resolvePath(source, '/') ?? '/';
    const relation = relate({ path, glob: true }, target);
    return (relation !== 'apart' && (whole || relation !== 'above')) || made.includes(path);
  };
  for (const where of facts.stages) {
    for (const instruction of where.stage.instructions) {
      const state = where.states.get(instruction);
      if (state === undefined) continue;
      if (instruction.keyword === 'COPY') {
        const { from, sources: paths, literalStarts } = copyFacts(facts.doc, instruction, state);
        if (isSource(from) && paths.some((path, i) => reads(path, literalStarts[i] ?? '')))
          return { instruction, text: instruction.original };
      }
      if (instruction.keyword !== 'RUN') continue;
      const mount = mountsOf(instruction).find(
        ({ from, source }) =>
          isSource(from) &&
          source !== undefined &&
          reads(expandValue(facts.doc, state, source), source.split('$', 1)[0] ?? ''),
      );
      if (mount)
        return { instruction, text: facts.doc.text.slice(mount.flag.span.start, mount.flag.span.end) };
    }
  }
  return undefined;
}

/** Whether a path of which only the beginning is known may be the directory, in it, or made on the way to it. */
function mayReach(start: string, target: string): boolean {
  const folder = start.startsWith('/') ? start : `/${start}`;
  return target.startsWith(folder) || folder.startsWith(`${target}/`);
}

/** A COPY or ADD, in this stage or below it, that put something where the mount would stand. */
export function copiedTo(
  facts: Facts,
  stage: StageFacts,
  index: number,
  target: string,
): Finding | undefined {
  for (let at: StageFacts | undefined = stage; at !== undefined; at = at.parent) {
    for (const instruction of at.stage.instructions) {
      if (at === stage && instruction.index >= index) break;
      const state = at.states.get(instruction);
      if (state === undefined || (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD')) continue;
      const { destination } = copyFacts(facts.doc, instruction, state);
      if (destination === undefined) continue;
      const relation = relate({ path: destination, glob: false }, target);
      if (relation === 'same' || relation === 'inside') return { instruction, text: instruction.original };
    }
  }
  return undefined;
}
