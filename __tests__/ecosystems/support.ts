import { createBuildContext } from '../../src/context/create-context.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { cacheDemand } from '../../src/facts/cache-demand.js';
import { factsOf } from '../../src/facts/facts.js';

/**
 * What every install of the Dockerfile gets: `pnpm /root/.local/share/pnpm/store`, or `pnpm: cache-moved`. The build context is
 * not known unless its files are given.
 */
export function cachesOf(text: string, files?: Readonly<Record<string, string>>): string[] {
  const context = files && createBuildContext(createMemoryTree(files), '', 'Dockerfile');
  const facts = factsOf(parseDockerfile(text), undefined, () => context);
  return facts.stages.flatMap((stage) =>
    stage.runs.flatMap((run) => {
      const { demands, refusals } = cacheDemand(facts, stage, run, () => ({}));
      return [
        ...demands.map(({ ecosystem, directory, refusal }) =>
          refusal ? `${ecosystem.id}: ${refusal.code}` : `${ecosystem.id} ${directory.path}`,
        ),
        ...refusals.map(({ ecosystem, code }) => `${ecosystem}: ${code}`),
      ];
    }),
  );
}

/** The package manager's calls, in order: `yarn-classic install`. */
export function callsOf(text: string, files?: Readonly<Record<string, string>>): string[] {
  const context = files && createBuildContext(createMemoryTree(files), '', 'Dockerfile');
  const facts = factsOf(parseDockerfile(text), undefined, () => context);
  return facts.stages.flatMap(({ runs }) =>
    runs.flatMap(({ commands }) =>
      commands.flatMap(({ call }) => (call ? [`${call.ecosystem.id} ${call.call.kind}`] : [])),
    ),
  );
}
