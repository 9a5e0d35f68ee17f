import { absolutePath } from '../ecosystem-api.js';
import { isWithin, relate } from '../facts/paths.js';
import { reachOf } from '../facts/reach.js';
import { isRead } from '../facts/steps.js';
import type { RunCommand, RunFacts } from '../facts/steps.js';
import type { SkipCode, Span } from '../types.js';
import type { BindScene, BoundPath } from './bind-mount-paths.js';
import { filesWithBound } from './bound-files.js';
import { onlyReads, scriptWord, touchesMounts } from './bind-mount-readers.js';
import { removes, sparesRest } from './bind-mount-removal.js';
import type { Removal } from './bind-mount-removal.js';
import type { Obstacle } from './obstacle.js';

/** How a RUN deals with what was copied: not at all, by reading it, or in a way that a mount does not bear. */
export type Use = 'apart' | 'reads' | Obstacle;

interface Asked {
  readonly scene: BindScene;
  readonly run: RunFacts;
  readonly bound: readonly BoundPath[];
  /** A command of which nothing is known may read the files without naming them. */
  readonly strict: boolean;
  readonly removal: Removal | undefined;
}

const wordsOf = ({ command }: RunCommand): string => command.words.map(({ raw }) => raw).join(' ');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What one RUN does with the paths, all of its commands together. */
export function useOf(asked: Asked): Use {
  const { run, bound } = asked;
  if (!isRead(run.body)) {
    const named = bound.some(({ target }) => run.run.source.includes(nameOf(target)));
    return named || asked.strict
      ? obstacle(asked, 'body-unreadable', run.body.reason, run.body.span, run.run.original)
      : 'apart';
  }
  const known = new Map(run.commands.map((each) => [each.command, each]));
  let use: Use = 'apart';
  for (const command of run.body.commands) {
    if (command.words.length === 0) continue;
    const each = known.get(command);
    const text = command.words.map(({ raw }) => raw).join(' ');
    const part: Use = each
      ? useOfCommand(asked, each)
      : obstacle(asked, 'step-between', 'which program runs is known only to the build', run.run.span, text);
    if (typeof part === 'object') return part;
    if (part === 'reads') use = 'reads';
  }
  return use;
}

function obstacle({ scene }: Asked, code: SkipCode, reason: string, span: Span, text: string): Obstacle {
  return {
    code,
    reason,
    evidence: { path: scene.path, span, text: text.length > 200 ? `${text.slice(0, 199)}…` : text },
  };
}

function useOfCommand(asked: Asked, each: RunCommand): Use {
  const { run, bound, removal } = asked;
  const stop = (code: SkipCode, reason: string): Obstacle =>
    obstacle(asked, code, reason, run.run.span, wordsOf(each));
  if (removal !== undefined && removes(removal, each))
    return sparesRest(removal, each, bound)
      ? 'apart'
      : stop('cleaner-in-the-way', 'it removes more than what was copied, and fails on a mount');
  const around = namedPath(each, bound);
  if (around !== undefined && REMOVES.has(each.argv.name))
    return stop(
      'cleaner-in-the-way',
      `it removes or moves what is at or around ${around}, and fails on a mount`,
    );
  if (around !== undefined && CHANGES.has(each.argv.name))
    return stop(
      'mount-read-only',
      `it changes ${around}, or what is around it, where a bind mount is read-only`,
    );
  if (redirectedTo(each, bound))
    return stop('mount-read-only', 'its output goes to where a bind mount is read-only');
  if (around !== undefined && onlyReads(each, targetsOf(bound))) return useOfReader(each, bound, stop);
  const call = useOfCall(asked, each, stop);
  if (call !== undefined) return call;
  const reach = reachOf(each);
  if (reach !== undefined) {
    const written = bound.find(({ target }) => reach.writes.some((place) => meets(place, target)));
    if (written)
      return stop('mount-read-only', `it may write to ${written.target}, where a bind mount is read-only`);
    return bound.some(({ target }) => reach.reads.some((place) => meets(place, target))) ? 'reads' : 'apart';
  }
  return useOfUnknown(asked, each, stop);
}

type Stop = (code: SkipCode, reason: string) => Obstacle;

function useOfReader(each: RunCommand, bound: readonly BoundPath[], stop: Stop): Use {
  const { workingDirectory } = each.environment;
  const wide = each.paths.some((named) =>
    bound.some(({ target }) => ['above', 'across'].includes(relate(named, target))),
  );
  if (wide) return stop('step-between', 'what it does with the folder around the file is not known');
  const inside = bound.find(
    ({ target, folder }) => folder && (workingDirectory === undefined || isWithin(workingDirectory, target)),
  );
  return inside === undefined
    ? 'reads'
    : stop('mount-read-only', `it runs in ${inside.target}, where a bind mount is read-only`);
}

const targetsOf = (bound: readonly BoundPath[]): string[] => bound.map(({ target }) => target);

const REMOVES = new Set(['rm', 'rmdir', 'find', 'mv']);
const CHANGES = new Set(['chown', 'chgrp', 'chmod', 'shred', 'truncate']);
const meets = (place: string, target: string): boolean => isWithin(place, target) || isWithin(target, place);

/** The first path that one of the words names, or a folder above which one does. */
function namedPath(each: RunCommand, bound: readonly BoundPath[]): string | undefined {
  return bound.find(({ target }) => each.paths.some((named) => relate(named, target) !== 'apart'))?.target;
}

const WRITES = new Set(['>', '>>', '>|', '&>', '&>>', '>&', '<>']);

function redirectedTo({ command, environment }: RunCommand, bound: readonly BoundPath[]): boolean {
  return command.redirects.some(({ operator, target }) => {
    if (!WRITES.has(operator) || target === undefined) return false;
    const text = environment.expand(target);
    const path = text === undefined ? undefined : absolutePath(text, environment);
    return path === undefined || bound.some((each) => meets(path, each.target));
  });
}

const PACKED = /\.(?:whl|deb|rpm)$/;

/** A package manager that may write its manifests cannot have them read-only. */
function useOfCall({ bound, scene, run }: Asked, each: RunCommand, stop: Stop): Use | undefined {
  const { call, environment } = each;
  if (call === undefined || call.call.kind !== 'install' || call.ecosystem.inputs === undefined)
    return undefined;
  const named = each.paths.filter((path) => bound.some(({ target }) => relate(path, target) !== 'apart'));
  const targets = targetsOf(bound);
  // Packages in one file are unpacked elsewhere; a folder may be built in place.
  if (named.length > 0 && named.every(({ path }) => PACKED.test(path)))
    return call.ecosystem.readsOnly?.(call.call, targets) === true ? 'reads' : undefined;
  const { files } = environment;
  if (files === undefined || scene.context === undefined) {
    const near = named.length > 0 || standsIn(environment.workingDirectory, bound);
    if (!near) return 'apart';
    // Only a guess: it is asked again once the build context is known.
    return bound.some(({ from }) => from !== undefined)
      ? stop('context-unknown', 'what it reads is not known without the build context')
      : 'reads';
  }
  const inputs = call.ecosystem.inputs(
    call.call,
    environment,
    filesWithBound(files, scene.doc, run, scene.context),
  );
  if ('code' in inputs)
    return namedPath(each, bound) !== undefined || standsIn(environment.workingDirectory, bound)
      ? stop(inputs.code, inputs.reason)
      : 'apart';
  const written = bound.find(({ target }) =>
    [...inputs.makes, ...(inputs.overwrites ?? []).flatMap(({ file }) => file ?? [])].some((place) =>
      meets(place, target),
    ),
  );
  if (written)
    return stop('mount-read-only', `it writes to ${written.target}, where a bind mount is read-only`);
  const read = bound.filter(({ target }) => inputs.reads.some((place) => meets(place, target)));
  if (read.length === 0) return 'apart';
  if (call.ecosystem.readsOnly?.(call.call, targets) !== true)
    return stop('mount-read-only', 'it may write to its manifests, where a bind mount is read-only');
  return 'reads';
}

function useOfUnknown(asked: Asked, each: RunCommand, stop: Stop): Use {
  const { scene, bound } = asked;
  const { workingDirectory } = each.environment;
  const script = scriptWord(each);
  const word = each.argv.words[script.index];
  const run = each.paths.find((named) => named.word === word && !named.glob);
  const own =
    run && bound.find(({ target, folder }) => target === run.path || (folder && isWithin(run.path, target)));
  if (own && run) {
    const source = own.folder ? `${own.source}${run.path.slice(own.target.length)}` : own.source;
    const text = own.from === undefined ? scene.context?.read(source) : undefined;
    if (own.from === undefined && scene.context === undefined) return 'reads';
    const reason = touchesMounts(
      text,
      bound.map(({ target }) => target),
      script.shell,
    );
    if (reason !== undefined)
      return stop('mount-read-only', `the script may change what is mounted: ${reason.slice(0, 80)}`);
    const others = each.paths.filter((named) => named !== run);
    return others.every((named) => bound.every(({ target }) => relate(named, target) === 'apart'))
      ? standsIn(workingDirectory, bound)
        ? stop('step-between', `it runs in the folder of ${own.target}`)
        : 'reads'
      : stop('step-between', 'what the script does with the file is not known');
  }
  const named = each.paths.filter((path) => bound.some(({ target }) => relate(path, target) !== 'apart'));
  if (named.some((path) => bound.some(({ target }) => ['above', 'across'].includes(relate(path, target)))))
    return stop('step-between', 'what it does with the folder around the file is not known');
  if (named.length > 0)
    return stop(
      'mount-read-only',
      'whether it only reads the file is not known, and a bind mount is read-only',
    );
  if (onlyReads(each, targetsOf(bound))) return 'apart';
  const hidden = bound.find(({ target }) => mentions(each, nameOf(target)));
  if (hidden) return stop('step-between', `what it does with ${hidden.target} is not known`);
  if (asked.strict) return stop('step-between', 'what it reads and writes is not known');
  return workingDirectory === undefined || standsIn(workingDirectory, bound)
    ? stop(
        'step-between',
        'it runs in the folder of the file, and what it reads and writes there is not known',
      )
    : 'apart';
}

/** A word other than the program holds the name, as a name of its own. */
const mentions = ({ argv }: RunCommand, name: string): boolean =>
  argv.words.slice(1).some(({ raw }) => raw.split(/[^\w.@+-]+/).includes(name));

/** Every folder lies below `/`, which is nobody's project. */
const standsIn = (directory: string | undefined, bound: readonly BoundPath[]): boolean =>
  directory !== undefined &&
  directory !== '/' &&
  bound.some(({ target }) => isWithin(target, directory) || isWithin(directory, target));
