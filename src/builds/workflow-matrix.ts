import type { YamlValue } from './yaml-value.js';

/** What is known of the `${{ … }}` names in one place of a workflow: `matrix.x`, `env.X`, `github.workspace`. */
export type Names = ReadonlyMap<string, string>;

/** More jobs than GitHub's own limit of 256 a matrix cannot have; such a matrix counts as unknown. */
const MOST_JOBS = 256;

/** The written-out `matrix.…` values of each job of a strategy; one without values when there is none or it is computed. */
export function matrixJobs(matrix: YamlValue | undefined): Names[] {
  const entries = [...(matrix?.entries() ?? [])];
  let jobs: Map<string, string>[] = [new Map()];
  for (const [name, value] of entries) {
    const items = name === 'include' || name === 'exclude' ? [] : value.items();
    if (items.length === 0 || jobs.length * items.length > MOST_JOBS) continue;
    const choices = items.map((item) => valuesOf(`matrix.${name}`, item));
    jobs = jobs.flatMap((job) => choices.map((choice) => new Map([...job, ...choice])));
  }
  const base = jobs.map((job) => new Map(job));
  const isPlain = base.length === 1 && base[0]?.size === 0;
  const added: Map<string, string>[] = [];
  for (const item of matrix?.get('include')?.items() ?? []) {
    const row = new Map(
      [...item.entries()].flatMap(([name, value]) => [...valuesOf(`matrix.${name}`, value)]),
    );
    const fitting = isPlain ? [] : jobs.filter((_, index) => fits(base[index], row));
    for (const job of fitting) for (const [name, value] of row) job.set(name, value);
    if (fitting.length === 0) added.push(row);
  }
  const rest = isPlain && added.length > 0 ? [] : jobs;
  return [...rest, ...added].slice(0, MOST_JOBS);
}

/** An `include` entry adds to the jobs whose own values it would not change. */
function fits(job: Names | undefined, row: Names): boolean {
  return [...row].every(([name, value]) => (job?.get(name) ?? value) === value);
}

function valuesOf(name: string, value: YamlValue): Map<string, string> {
  const { text } = value;
  if (text !== undefined) return new Map(text.includes('${{') ? [] : [[name, text]]);
  return new Map(
    [...value.entries()].flatMap(([key, entry]): [string, string][] => {
      const inner = entry.text;
      return inner === undefined || inner.includes('${{') ? [] : [[`${name}.${key}`, inner]];
    }),
  );
}

const EXPRESSION = /\$\{\{([^{}]*)\}\}/g;

/** Writes out the `${{ name }}`s that are known; undefined when one is not. */
export function resolveExpressions(text: string, names: Names): string | undefined {
  let complete = true;
  const result = replaceExpressions(text, names, () => {
    complete = false;
    return '';
  });
  return complete && !result.includes('${{') ? result : undefined;
}

/** Writes out the `${{ name }}`s that are known, and `otherwise` for the others. */
export function replaceExpressions(text: string, names: Names, otherwise: () => string): string {
  return text.replace(EXPRESSION, (_, expression: string) => names.get(expression.trim()) ?? otherwise());
}
