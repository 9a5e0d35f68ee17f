import type { HclExpression } from './hcl.js';
import { bakeText, type BakeVariables } from './bake-values.js';

/** More combinations than this are not written out; the matrix's variables are then unknown. */
const MOST_COMBINATIONS = 256;

/**
 * The variables of each combination of a target's `matrix` (https://docs.docker.com/build/bake/matrices/), beside those of the
 * file; the file's own where there is no matrix. Entries of objects have dotted names.
 */
export function matrixVariables(
  matrix: HclExpression | undefined,
  variables: BakeVariables,
): BakeVariables[] {
  if (matrix === undefined) return [variables];
  if (matrix.kind !== 'object') return [variables];
  let combinations: BakeVariables[] = [variables];
  for (const [name, values] of matrix.entries) {
    const choices = values.kind === 'list' ? values.items : [];
    if (choices.length === 0 || combinations.length * choices.length > MOST_COMBINATIONS) {
      combinations = combinations.map((known) => without(known, name));
      continue;
    }
    combinations = combinations.flatMap((known) =>
      choices.map((choice) => withChoice(known, name, choice, variables)),
    );
  }
  return combinations;
}

function without(known: BakeVariables, name: string): Map<string, string> {
  return new Map([...known].filter(([each]) => each !== name && !each.startsWith(`${name}.`)));
}

function withChoice(
  known: BakeVariables,
  name: string,
  choice: HclExpression,
  variables: BakeVariables,
): BakeVariables {
  const result = without(known, name);
  const entries: (readonly [string, HclExpression])[] =
    choice.kind === 'object'
      ? choice.entries.map(([key, value]) => [`${name}.${key}`, value])
      : [[name, choice]];
  for (const [key, value] of entries) {
    const text = bakeText(value, variables);
    if (text !== undefined) result.set(key, text);
  }
  return result;
}
