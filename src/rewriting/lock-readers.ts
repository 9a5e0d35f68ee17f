import type { RunCommand, RunFacts } from '../facts/steps.js';
import type { SplitScene } from './split-plan.js';

/** A command behind the install, in the stage or a later one, that goes by the lock file as it finds it. */
export function lockReader(
  { facts, stage }: SplitScene,
  run: RunFacts,
  install: RunCommand,
): RunCommand | undefined {
  const later = facts.stages.slice(facts.stages.indexOf(stage)).flatMap(({ runs }) => runs);
  return later
    .filter((each) => each.run.index >= run.run.index)
    .flatMap(({ run: at, commands }) =>
      at === run.run ? commands.filter(({ command }) => command.index > install.command.index) : commands,
    )
    .find(({ call }) => call?.ecosystem.readsLock?.(call.call) === true);
}
