import type { SyntaxNode } from 'unbash';
import { readCommand, type ReadCommand } from './commands.js';
import { effectsOf, type Effect, type ShellState } from './effects.js';
import type { Flow, Source, Surroundings } from './flow.js';
import type { ShellWord } from './script.js';
import { ownCommands } from './subtree.js';

type FunctionNode = Extract<SyntaxNode, { type: 'Function' }>;
const DEEPEST_LOOP = 4;

/** The functions a script defines, and what calling one may do to the shell's state. */
export class Functions {
  readonly #names = new Set<string>();
  readonly #effects = new Map<string, Effect>();
  readonly #known = new WeakMap<SyntaxNode, ReadonlyMap<string, Effect>>();

  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Notes a function; gives the state its body finds, which is its caller's and so mostly unknown. */
  define(node: FunctionNode, effects: readonly Effect[], source: Source, state: ShellState): ShellState {
    this.#names.add(node.name.text);
    for (const effect of effects) note(this.#effects, effect);
    const variables = new Map<string, ShellWord | undefined>();
    for (const name of state.variables.keys()) variables.set(name, undefined);
    for (const effect of this.#within(source.syntax.tree, source).values()) {
      if (effect.kind === 'set') variables.set(effect.name, undefined);
    }
    return { directories: undefined, previous: undefined, variables, errexit: 'unknown', ended: false };
  }

  /** A function may call another, so each call counts for all of them. */
  effectsOfCall({ words }: ReadCommand): Iterable<Effect> {
    const [name] = words;
    if (name === undefined || this.#names.size === 0) return [];
    return name.value === undefined || this.#names.has(name.value) ? this.#effects.values() : [];
  }

  /** What a loop may do to the state in any of its rounds, or a function when it is called. */
  within(node: SyntaxNode, { source, around }: Flow): Surroundings {
    // A loop does at most what the one around it does; each level would be one more walk through the same commands.
    if (around.depth >= DEEPEST_LOOP) return around;
    const effects = new Map([...this.#within(node, source), ...this.#effects]);
    return { depth: around.depth + 1, effects: [...effects.values()] };
  }

  /** Each kind of effect once, so that a long body costs no more than its different effects. */
  #within(root: SyntaxNode, source: Source): ReadonlyMap<string, Effect> {
    const known = this.#known.get(root);
    if (known !== undefined) return known;
    const effects = new Map<string, Effect>();
    const { commands, names } = ownCommands(root);
    for (const name of names) note(effects, { kind: 'set', name, value: undefined });
    for (const command of commands)
      for (const effect of effectsOf(readCommand(command, source))) note(effects, effect);
    this.#known.set(root, effects);
    return effects;
  }
}

function note(effects: Map<string, Effect>, effect: Effect): void {
  const key = effect.kind === 'cd' ? effect.kind : Object.values({ ...effect, value: undefined }).join(' ');
  effects.set(key, effect);
}
