import { absolutePath } from '../ecosystem-api.js';
import type { Ecosystem, Environment } from '../ecosystem-api.js';
import type { StageFacts } from './facts.js';
import { isWithin } from './paths.js';
import type { RunCommand } from './steps.js';

const COPIES = new Set(['cp', 'mv', 'install', 'ln']);
/** Commands that name a program and leave it the program it is. */
const KEEPS = new Set(
  'chmod chown chgrp strip upx setcap test [ ls file ldd rm mkdir touch stat sha256sum'.split(' '),
);

/**
 * Whether the path is a program that the package manager's calls built: one names it, as `go build -o /app` does, or it lies where
 * no COPY brought anything and no other command wrote.
 */
export function isBuilt(
  path: string,
  environment: Environment,
  stage: StageFacts,
  ecosystem: Ecosystem,
): boolean {
  const commands = commandsOf(stage);
  const outputs = commands.filter(({ call }) => call?.ecosystem === ecosystem);
  const isOutput = (at: string): boolean =>
    outputs.some(({ paths }) => paths.some((named) => named.path === at));
  if (isOutput(path)) return true;
  if (environment.mayBeCopied(path)) return false;
  return commands.every((each) => each.call?.ecosystem === ecosystem || leavesAlone(each, path, isOutput));
}

function commandsOf(stage: StageFacts): RunCommand[] {
  const own = stage.runs.flatMap(({ commands }) => commands);
  return stage.parent === undefined ? own : [...commandsOf(stage.parent), ...own];
}

/** The command does not write the path, or copies there what was built itself. */
function leavesAlone(each: RunCommand, path: string, isOutput: (at: string) => boolean): boolean {
  const { command, argv, environment, paths } = each;
  const redirected = command.redirects.some(({ target }) => {
    const text = target && environment.expand(target);
    return text !== undefined && absolutePath(text, environment) === path;
  });
  if (redirected) return false;
  const named = paths.filter(({ word }) => word !== argv.words[0]).map((at) => at.path);
  if (!COPIES.has(argv.name)) return KEEPS.has(argv.name) || !named.includes(path);
  const destination = named.at(-1);
  if (destination === undefined || !isWithin(path, destination)) return true;
  return named.slice(0, -1).every((source) => isOutput(source) || !environment.mayBeCopied(source));
}
