import type { RunCommand, RunFacts } from '../facts/steps.js';
import type { SplitScene } from './split-plan.js';

const MANAGERS = new Set(['npm', 'yarn-classic', 'yarn-berry', 'pnpm', 'bun']);
/** They fail, or do something else, where the lock file does not agree with the manifests. */
const READERS = new Set(['ci', 'audit', 'check', 'deploy', 'fetch', 'prune']);

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
    .find(readsLock);
}

function readsLock({ call }: RunCommand): boolean {
  if (call === undefined || !MANAGERS.has(call.ecosystem.id)) return false;
  return (
    READERS.has(call.call.subcommand?.value ?? '') ||
    (call.call.kind === 'install' && call.ecosystem.readsOnly?.(call.call, []) === true)
  );
}
