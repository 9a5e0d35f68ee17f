import type { DfmodError } from '../errors.js';

/** Everything that is wrong with the config files, shown at once; exit code 2. */
export class ConfigProblems extends Error {
  override readonly name = 'ConfigProblems';
  readonly problems: readonly DfmodError[];

  constructor(problems: readonly DfmodError[]) {
    super(problems.map((problem) => problem.message).join('\n'));
    this.problems = problems;
  }
}
