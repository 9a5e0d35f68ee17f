import type { Evidence } from '../types.js';
import { readBakeStep, type BakeRun } from './bake-runs.js';
import type { Build, BuilderLifetime } from './build.js';
import { PROJECT_ROOT, projectPath } from './project-paths.js';
import { readScriptCommands, type CommandsOf } from './script-commands.js';
import { substitute, writeOutScript } from './script-text.js';
import { distinctBuilds, quote } from './state-build.js';
import { readActionStep } from './workflow-actions.js';
import { matrixJobs, replaceExpressions, resolveExpressions, type Names } from './workflow-matrix.js';
import { readYaml, type YamlValue } from './yaml-value.js';

/**
 * The Builds of a GitHub workflow or composite action: steps that use a build action, and `run` lines. Values of `env` and
 * `matrix` that are written in the file are written out; any other expression is not known. Throws when the file is no YAML.
 */
export function readWorkflow(path: string, text: string, commandsOf: CommandsOf): Build[] {
  const steps = stepsOf(text);
  return distinctBuilds(steps.flatMap(([step, place]) => readStep(step, place, { path, text, commandsOf })));
}

/** The steps that leave the building to bake. Throws when the file is no YAML. */
export function readBakeRuns(text: string): BakeRun[] {
  return stepsOf(text).flatMap(([step, place]) => {
    const names = namesOf(place, environmentOf(step));
    return readBakeStep(step.get('uses')?.text ?? '', step.get('with'), names, place.lifetime) ?? [];
  });
}

/** All steps, once for each job that a matrix makes. */
function stepsOf(text: string): [YamlValue, JobPlace][] {
  const steps: [YamlValue, JobPlace][] = [];
  const add = (list: YamlValue | undefined, place: JobPlace): void => {
    for (const step of list?.items() ?? []) steps.push([step, place]);
  };
  for (const document of readYaml(text)) {
    const shared = new Map([['GITHUB_WORKSPACE', PROJECT_ROOT], ...environmentOf(document)]);
    for (const job of document.get('jobs')?.entries().values() ?? []) {
      const environment = new Map([...shared, ...environmentOf(job)]);
      const folder = defaultFolder(job) ?? defaultFolder(document);
      for (const names of matrixJobs(job.get('strategy')?.get('matrix'))) {
        const lifetime = lifetimeOf(job.get('runs-on'), names);
        add(job.get('steps'), { folder, names, environment, lifetime });
      }
    }
    const names = new Map<string, string>();
    add(document.get('runs')?.get('steps'), {
      folder: undefined,
      names,
      environment: shared,
      lifetime: undefined,
    });
  }
  return steps;
}

interface File {
  readonly path: string;
  readonly text: string;
  readonly commandsOf: CommandsOf;
}

interface JobPlace {
  /** `defaults.run.working-directory` as written. */
  readonly folder: string | undefined;
  readonly names: Names;
  readonly environment: Names;
  readonly lifetime: BuilderLifetime | undefined;
}

function readStep(step: YamlValue, place: JobPlace, file: File): Build[] {
  const environment = new Map([...place.environment, ...environmentOf(step)]);
  const names = namesOf(place, environmentOf(step));
  const uses = step.get('uses');
  const run = step.get('run');
  if (uses?.text !== undefined) {
    const action = readActionStep(uses.text, step.get('with'), names, evidenceOf(file, uses));
    return action.map((build) => ({ ...build, lifetime: build.lifetime ?? place.lifetime }));
  }
  if (run?.text === undefined) return [];
  const written = step.get('working-directory')?.text ?? place.folder ?? '.';
  const folder = projectPath('', resolveExpressions(written, names));
  const known = replaceExpressions(run.text, names, () => '${UNKNOWN_EXPRESSION}');
  const script = substitute(writeOutScript(known, ''), environment);
  const evidence = evidenceOf(file, run);
  return readScriptCommands(
    script,
    {
      folders: [folder],
      engine: 'buildkit',
      lifetime: place.lifetime,
      environment,
      evidenceAt: () => evidence,
    },
    file.commandsOf,
  );
}

function namesOf(place: JobPlace, own: readonly [string, string][]): Names {
  const names = new Map([...place.names, ['github.workspace', PROJECT_ROOT]]);
  for (const [name, value] of [...place.environment, ...own]) names.set(`env.${name}`, value);
  return names;
}

function evidenceOf({ path, text }: File, value: YamlValue): Evidence {
  const { span } = value;
  return span === undefined ? { path, text: path } : { path, span, text: quote(text, span) };
}

function defaultFolder(value: YamlValue): string | undefined {
  return value.get('defaults')?.get('run')?.get('working-directory')?.text;
}

function environmentOf(value: YamlValue): [string, string][] {
  return [...(value.get('env')?.entries() ?? [])].flatMap(([name, entry]) => {
    const { text } = entry;
    return text === undefined || text.includes('$') ? [] : [[name, text]];
  });
}

/** Runners of GitHub's own start from nothing each time; of others nothing is known. */
function lifetimeOf(runsOn: YamlValue | undefined, names: Names): BuilderLifetime | undefined {
  const labels = runsOn?.isList === true ? runsOn.items() : [runsOn];
  const texts = labels.map((label) => resolveExpressions(label?.text ?? '', names) ?? '');
  const hosted =
    texts.some((label) => /^(?:ubuntu|windows|macos)-/.test(label)) && !texts.includes('self-hosted');
  return hosted ? 'ephemeral' : undefined;
}
