import type { ReadCommand } from './commands.js';
import { apply, blur, effectsOf, type Effect, type ShellState } from './effects.js';
import { Functions } from './functions.js';

export type Task = () => void;

/**
 * The shell's state while a script is gone through, and what is left to go through.
 * Tasks wait on a stack: nesting is the file's choice, and so no reason to recurse.
 */
export class ShellRun {
  readonly functions = new Functions();
  readonly #tasks: Task[] = [];
  state: ShellState;

  constructor(errexit: boolean) {
    this.state = {
      directories: [],
      previous: undefined,
      variables: new Map(),
      errexit: errexit ? 'on' : 'off',
      ended: false,
    };
  }

  /** Does the tasks in their order, before those that wait already. */
  later(tasks: readonly Task[]): void {
    for (let at = tasks.length - 1; at >= 0; at--) {
      const task = tasks[at];
      if (task !== undefined) this.#tasks.push(task);
    }
  }

  /** Does the tasks, then makes the state of those before and after them. */
  within(leave: (before: ShellState, after: ShellState) => ShellState, tasks: readonly Task[]): void {
    const before = this.state;
    this.later([...tasks, () => (this.state = leave(before, this.state))]);
  }

  drain(): void {
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) task();
  }

  /** `exitDecides`: the script fails with this shell, so that a failing exit leaves nothing open. */
  blur(effects: Iterable<Effect>, exitDecides: boolean): void {
    for (const effect of effects) {
      if (!isEndOfScript(effect, exitDecides)) this.state = blur(this.state, effect);
    }
  }

  take(command: ReadCommand, exitDecides: boolean): void {
    for (const effect of effectsOf(command)) {
      if (!isEndOfScript(effect, exitDecides)) this.state = apply(this.state, effect);
    }
    this.blur(this.functions.effectsOfCall(command), exitDecides);
  }
}

function isEndOfScript(effect: Effect, exitDecides: boolean): boolean {
  return effect.kind === 'end' && effect.failing && exitDecides;
}
