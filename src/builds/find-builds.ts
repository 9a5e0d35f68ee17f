import type { BakeRun } from './bake-runs.js';
import type { Build } from './build.js';
import type { CommandsOf } from './script-commands.js';

export type BuildFileKind =
  'compose' | 'bake' | 'workflow' | 'gitlab' | 'skaffold' | 'script' | 'makefile' | 'package-json';

export interface BuildReaders {
  /** Without it the commands in scripts, Makefiles, pipelines and workflows are not read. */
  readonly commandsOf?: CommandsOf | undefined;
}

export interface FoundBuilds {
  readonly builds: readonly Build[];
  /** Of a workflow: steps that have bake build what other files state; `withBakeRuns` tells the Builds. */
  readonly bakeRuns?: readonly BakeRun[];
  /** Why a file could not be read; then there are no builds. */
  readonly problem?: string;
}

const KINDS: readonly (readonly [BuildFileKind, RegExp])[] = [
  ['workflow', /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/],
  ['workflow', /(?:^|\/)action\.ya?ml$/],
  ['gitlab', /(?:^|[/.-])gitlab-ci\.ya?ml$/],
  ['compose', /(?:^|[/._-])compose(?:[._-][^/]*)?\.ya?ml$/],
  ['bake', /(?:^|[/._-])bake(?:[._-][^/]*)?\.(?:hcl|json)$/],
  ['skaffold', /(?:^|[/._-])skaffold(?:[._-][^/]*)?\.ya?ml$/],
  ['package-json', /(?:^|\/)package\.json$/],
  ['makefile', /(?:^|\/)(?:GNU|BSD)?[Mm]akefile(?:\.[\w-]+)?$|\.mk$/],
  ['script', /\.(?:sh|bash)$/],
];

/** What kind of Builds a file may state, by its project-relative path; undefined for all other files. */
export function kindOfBuildFile(path: string): BuildFileKind | undefined {
  return KINDS.find(([, pattern]) => pattern.test(path))?.[0];
}

/**
 * The Builds that a file states. A file that cannot be read states none, and `problem` says why: what is wrong with it is its
 * own tool's business.
 */
export async function readBuilds(
  path: string,
  text: string,
  readers: BuildReaders = {},
): Promise<FoundBuilds> {
  const kind = kindOfBuildFile(path);
  if (kind === undefined || (kind !== 'bake' && !MENTIONS_BUILD.test(text))) return { builds: [] };
  try {
    const builds = await READERS[kind](path, text, readers.commandsOf ?? noCommands);
    if (kind !== 'workflow' || !text.includes('/bake-action@')) return { builds };
    return { builds, bakeRuns: (await import('./workflow.js')).readBakeRuns(text) };
  } catch (error) {
    return { builds: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Files that mention none of these build nothing; most package.json files and scripts end here. */
const MENTIONS_BUILD = /build|\bbud\b|kaniko|\/bake-action@/;

type Reader = (path: string, text: string, commandsOf: CommandsOf) => Promise<Build[]>;

/** Readers are loaded when a file needs them: the YAML parser alone takes longer than most runs. */
const READERS: Readonly<Record<BuildFileKind, Reader>> = {
  bake: async (path, text) => (await import('./bake.js')).readBake(path, text),
  compose: async (path, text) => (await import('./compose.js')).readCompose(path, text),
  skaffold: async (path, text) => (await import('./skaffold.js')).readSkaffold(path, text),
  workflow: async (...file) => (await import('./workflow.js')).readWorkflow(...file),
  gitlab: async (...file) => (await import('./gitlab.js')).readGitlab(...file),
  makefile: async (...file) => (await import('./makefile.js')).readMakefile(...file),
  script: async (...file) => (await import('./scripts.js')).readScript(...file),
  'package-json': async (...file) => (await import('./scripts.js')).readPackageScripts(...file),
};

function noCommands(): [] {
  return [];
}
