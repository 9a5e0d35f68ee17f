import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { cacheDemand } from '../../src/facts/cache-demand.js';
import type { Demand, RunDemand } from '../../src/facts/cache-demand.js';
import { factsOf } from '../../src/facts/facts.js';

/** What one RUN's installs of a package manager get. */
export interface InstallOutcome {
  readonly manager: string;
  /** `mounted`, `mounted with --unsafe`, or the reason's code. */
  readonly outcome: string;
}

/** Every RUN and package manager of a Dockerfile of which nothing else is known; a manager counts once for a RUN. */
export function installOutcomes(text: string, latin1: boolean): InstallOutcome[] {
  const facts = factsOf(parseDockerfile(text, { latin1 }));
  return facts.stages.flatMap((stage) =>
    stage.runs.flatMap((run) => outcomesOf(cacheDemand(facts, stage, run, () => ({})))),
  );
}

function outcomesOf({ demands, refusals }: RunDemand): InstallOutcome[] {
  const managers = new Set([
    ...demands.map(({ ecosystem }) => ecosystem.id),
    ...refusals.map(({ ecosystem }) => ecosystem),
  ]);
  return [...managers].map((manager) => {
    const own = demands.filter(({ ecosystem }) => ecosystem.id === manager);
    const mounted = own.filter(({ refusal }) => refusal === undefined);
    const against = [
      ...own.flatMap(({ refusal }) => refusal?.code ?? []),
      ...refusals.filter(({ ecosystem }) => ecosystem === manager).map(({ code }) => code),
    ];
    const outcome = mounted.length > 0 ? safetyOf(mounted) : (against[0] ?? 'nothing to gain');
    return { manager, outcome };
  });
}

const safetyOf = (mounted: readonly Demand[]): string =>
  mounted.some(({ assumed, ecosystem }) => assumed || !ecosystem.proven)
    ? 'mounted with --unsafe'
    : 'mounted';
