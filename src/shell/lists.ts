import type { PipelineNode } from 'unbash';
import type { Flow } from './flow.js';
import { failureOf } from './failure.js';

export interface Certainty {
  /** When the script runs without error, so does this member, once. */
  readonly runs: boolean;
  /** When this member fails, so does the script. */
  readonly fails: boolean;
  /** The member itself is there to fail: `|| exit 1`. */
  readonly failing: boolean;
}

/**
 * What an `&&`/`||` list says of its members. In `a && b; c` the script may end well without b; in `a && b` at its end,
 * or in `a && b || exit 1`, it may not.
 */
export function certainties(
  members: readonly PipelineNode[],
  operators: readonly ('&&' | '||')[],
  { decides, exitDecides }: Pick<Flow, 'decides' | 'exitDecides'>,
): readonly Certainty[] {
  const failures = members.map((member, at) => (operators[at - 1] === '||' ? failureOf(member) : undefined));
  const rescue = members.findLastIndex((_, at) => operators[at - 1] === '||' && failures[at] === undefined);
  const exit = exitDecides ? failures.lastIndexOf('exit') : -1;
  return members.map((_, at) => {
    const operator = operators[at - 1];
    const ends = decides || exit > at;
    return {
      runs: operator === undefined || (operator === '&&' && rescue < at && ends),
      fails: rescue <= at && ends,
      failing: failures[at] !== undefined,
    };
  });
}
