import { calledScript } from '../facts/called-scripts.js';
import { isWithin, relate } from '../facts/paths.js';
import type { RunCommand } from '../facts/steps.js';
import type { Asked, Stop, Use } from './bind-mount-asked.js';
import { holdsPath, mentioned } from './bind-mount-mentions.js';
import { nameOf } from './bind-mount-paths.js';

/** Scripts that call scripts are followed as far as this. */
const DEEPEST = 4;
const STAYS = new Set(['.', 'source']);

/**
 * What a script of the project that the command runs does: all of its commands are looked at in the same way. Undefined when the
 * command runs none that can be read.
 *
 * @param useOf how what is asked of a RUN is answered
 */
export function useOfScript(
  asked: Asked,
  each: RunCommand,
  stop: Stop,
  useOf: (asked: Asked) => Use,
): Use | undefined {
  const { bound, made, scene, run } = asked;
  const files = each.environment.files ?? asked.script?.files;
  const script = calledScript(run, each, files);
  const text = script && files?.read(script.path);
  if (script === undefined || text === undefined) return undefined;
  const own = bound.some(({ target }) => isWithin(script.path, target));
  const changes = (what: string): Use =>
    stop('mount-read-only', `the script may change what is mounted: ${what.slice(0, 80)}`);
  if (!('facts' in script)) return changes('it cannot be read');
  const depth = (asked.script?.depth ?? 0) + 1;
  if (depth > DEEPEST) return changes('it calls scripts that call scripts');
  const unseen = unseenIn(text, asked, own ? script.path : undefined) ?? variableOf(text, each);
  if (unseen !== undefined) return changes(unseen);
  const operands = each.paths.filter(
    (named) => named.path !== script.path && bound.some(({ target }) => relate(named, target) !== 'apart'),
  );
  if (operands.length > 0) return stop('step-between', 'what the script does with the file is not known');
  // Variables, functions and the folder that it leaves behind are not followed.
  if (STAYS.has(each.argv.name) && 'commands' in run.body && run.body.commands.at(-1) !== each.command)
    return stop('step-between', 'what the script leaves behind in the shell is not followed');
  const inside = { scene, run: script.facts, bound, made, removal: undefined, script: { files, depth } };
  const use = useOf(inside);
  if (typeof use === 'object') return changes(use.evidence.text ?? use.reason);
  return own ? 'reads' : use;
}

/** A file or folder that the script's text names. One that lies in a mounted folder is itself named by what is behind it. */
function unseenIn(text: string, { bound, made }: Asked, own: string | undefined): string | undefined {
  const name = mentioned(text, bound) ?? made.find((path) => holdsPath(text, path));
  return name ?? (own !== undefined && holdsPath(text, nameOf(own)) ? own : undefined);
}

/** A variable that the step hands on, and that the script goes by. */
function variableOf(text: string, { command }: RunCommand): string | undefined {
  const passed = [...command.variables.keys(), ...command.assignments.map(({ name }) => name)];
  return passed.find((name) => holdsPath(text, name));
}
