import { absolutePath } from '../ecosystem-api.js';
import { CommandLine } from '../facts/command-paths.js';
import { isWithin, relate } from '../facts/paths.js';
import { reachOfRedirects, runsElsewhere, unseenIn } from '../facts/reach.js';
import type { Reach } from '../facts/reach.js';
import { isRead } from '../facts/steps.js';
import type { RunCommand } from '../facts/steps.js';
import { isGuess, meets, standsIn } from './bind-mount-asked.js';
import type { Asked, Stop, Use } from './bind-mount-asked.js';
import { useOfInstall } from './bind-mount-calls.js';
import { hiddenIn, mentioned } from './bind-mount-mentions.js';
import type { BoundPath } from './bind-mount-paths.js';
import { reachOfReader } from './bind-mount-readers.js';
import { removes, sparesRest } from './bind-mount-removal.js';
import type { Removal } from './bind-mount-removal.js';
import { useOfScript } from './bind-mount-scripts.js';
import type { Obstacle } from './obstacle.js';

/** What one RUN does with the paths, all of its commands together: what is not proved to be apart or to read only is an obstacle. */
export function useOf(asked: Asked): Use {
  const { run, scene } = asked;
  const { body } = run;
  if (!isRead(body)) return obstacleAt(asked, body.reason, run.run.original, 'body-unreadable');
  const unseen = isGuess(asked) ? undefined : unseenIn(run);
  if (unseen !== undefined)
    return obstacleAt(asked, 'what it does hangs on more than the commands that it names', unseen);
  const heredoc = body.commands.some(({ redirects }) =>
    redirects.some(({ operator, target }) => target === undefined && operator.startsWith('<<')),
  );
  const { start, end } = run.run.span;
  const inHeredoc = heredoc ? mentioned(scene.doc.text.slice(start, end), asked.bound) : undefined;
  if (inHeredoc !== undefined)
    return obstacleAt(asked, `what is written in its here-document may need ${inHeredoc}`, run.run.original);
  let use: Use = 'apart';
  for (const each of run.commands) {
    const part = useOfCommand(asked, each);
    if (typeof part === 'object') return part;
    if (part === 'reads') use = 'reads';
  }
  return use;
}

function obstacleAt(
  { scene, run }: Asked,
  reason: string,
  text: string,
  code: Obstacle['code'] = 'step-between',
): Obstacle {
  const short = text.length > 200 ? `${text.slice(0, 199)}…` : text;
  return { code, reason, evidence: { path: scene.path, span: run.run.span, text: short } };
}

const wordsOf = ({ command }: RunCommand): string => command.words.map(({ raw }) => raw).join(' ');

function useOfCommand(asked: Asked, each: RunCommand): Use {
  const { bound, removal, made } = asked;
  const stop: Stop = (code, reason) => obstacleAt(asked, reason, wordsOf(each), code);
  if (removal !== undefined && removes(removal, each))
    return sparesRest(removal, each, bound)
      ? 'apart'
      : stop('cleaner-in-the-way', 'it removes more than what was copied, and fails on a mount');
  const refused = changesMount(each, bound, stop);
  if (refused !== undefined) return refused;
  if (runsElsewhere(each)) return stop('step-between', 'what it is given is known only to the build');
  const use =
    useOfScript(asked, each, stop, useOf) ?? useOfInstall(asked, each, stop) ?? useByReach(asked, each, stop);
  if (typeof use === 'object') return use;
  const inside = usesMade(asked, each);
  if (inside !== undefined)
    return stop('step-between', `it uses ${inside}, which would be gone without the COPY`);
  if (use === 'reads')
    return removal !== undefined && isBehind(removal, each)
      ? stop('step-between', 'it looks where the files are removed already, and would find the mount')
      : 'reads';
  const hidden = hiddenIn(each, bound, made);
  return hidden === undefined ? 'apart' : stop('step-between', `what it does with ${hidden} is not known`);
}

/** Whether the command runs when the files are removed already. */
const isBehind = ({ words }: Removal, { command }: RunCommand): boolean =>
  words.some(({ from }) => from.command.index < command.index);

const REMOVES = new Set(['rm', 'rmdir', 'find', 'mv']);
const CHANGES = new Set(['chown', 'chgrp', 'chmod', 'shred', 'truncate', 'ln']);
const TESTS = new Set(['test', '[']);

/** What fails on a mount, or would find it read-only. */
function changesMount(each: RunCommand, bound: readonly BoundPath[], stop: Stop): Obstacle | undefined {
  const { name, words } = each.argv;
  const around = bound.find(({ target }) =>
    each.paths.some((named) => relate(named, target) !== 'apart'),
  )?.target;
  if (around !== undefined && REMOVES.has(name))
    return stop(
      'cleaner-in-the-way',
      `it removes or moves what is at or around ${around}, and fails on a mount`,
    );
  const links = name === 'cp' && new CommandLine(each).has('-l', '--link', '-s', '--symbolic-link');
  const asks = TESTS.has(name) && words.some(({ value }) => value === '-w');
  if (around !== undefined && (CHANGES.has(name) || links || asks))
    return stop(
      'mount-read-only',
      `it changes ${around}, or what is around it, where a bind mount is read-only`,
    );
  return redirectedTo(each, bound)
    ? stop('mount-read-only', 'its output goes to where a bind mount is read-only')
    : undefined;
}

const WRITES = new Set(['>', '>>', '>|', '&>', '&>>', '>&', '<>']);

function redirectedTo({ command, environment }: RunCommand, bound: readonly BoundPath[]): boolean {
  return command.redirects.some(({ operator, target }) => {
    if (!WRITES.has(operator) || target === undefined) return false;
    const text = environment.expand(target);
    const path = text === undefined ? undefined : absolutePath(text, environment);
    return path === undefined || bound.some((one) => meets(path, one.target));
  });
}

function useByReach(asked: Asked, each: RunCommand, stop: Stop): Use {
  const { bound } = asked;
  const named = each.paths.filter((path) => bound.some(({ target }) => relate(path, target) !== 'apart'));
  const reach = reachOfReader(each, each.environment.files ?? asked.script?.files);
  if (reach === undefined) {
    if (isGuess(asked))
      return named.length > 0 || standsIn(each.environment.workingDirectory, bound) ? 'reads' : 'apart';
    return named.length > 0
      ? stop('mount-read-only', 'whether it only reads the file is not known, and a bind mount is read-only')
      : stop('step-between', 'what it reads and writes is not known');
  }
  const written = bound.find(({ target }) => reach.writes.some((place) => meets(place, target)));
  if (written)
    return stop('mount-read-only', `it may write to ${written.target}, where a bind mount is read-only`);
  const around = bound.find((path) => looksAround(each, reach, path));
  if (around)
    return stop('step-between', `what it does with the folder around ${around.target} is not known`);
  if (
    !isGuess(asked) &&
    bound.some((one) => !one.folder && named.some((path) => relate(path, one.target) === 'inside'))
  )
    return stop('step-between', 'it looks for something in the file, as in a folder');
  const places = [...reach.reads, ...reach.folders];
  if (named.some(({ path }) => !places.some((place) => meets(place, path))))
    return stop('step-between', 'what it does with the file is not known');
  const taken = bound.some(
    ({ target }) =>
      reach.reads.some((place) => meets(place, target)) ||
      reach.folders.some((place) => isWithin(place, target)),
  );
  return taken ? 'reads' : 'apart';
}

/** A folder above the file is read, or the folder itself, which has the mode that it has on the host: not what is named in it. */
function looksAround(each: RunCommand, { reads }: Reach, { target, folder }: BoundPath): boolean {
  if (reads.some((place) => place !== target && isWithin(target, place))) return true;
  if (!folder || !reads.includes(target)) return false;
  const relations = each.paths.map((named) => relate(named, target));
  return relations.includes('same') || !relations.some((one) => one === 'inside' || one === 'across');
}

/** A folder that is there only because of the COPY, and that the command stands in, or uses beside the files. */
function usesMade({ made, bound, script }: Asked, each: RunCommand): string | undefined {
  if (made.length === 0) return undefined;
  const { workingDirectory, files } = each.environment;
  const reach = reachOfReader(each, files ?? script?.files) ?? reachOfRedirects(each);
  const places = [
    ...each.paths.map(({ path }) => path),
    ...(reach ? [...reach.reads, ...reach.writes, ...reach.folders] : []),
  ].filter((place) => bound.every(({ target }) => !isWithin(place, target)));
  return made.find((folder) =>
    [...places, ...(workingDirectory === undefined ? [] : [workingDirectory])].some((place) =>
      isWithin(place, folder),
    ),
  );
}
