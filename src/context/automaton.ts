/** Accepts one code point. */
export type Test = (point: string) => boolean;
/** Holds at a place between two code points. */
export type Assertion = (before: string | undefined, after: string | undefined) => boolean;

/** What a regular expression without alternatives is made of, in order; `optional` is one group of its own. */
export type Item =
  | { readonly kind: 'one' | 'many'; readonly test: Test }
  | { readonly kind: 'assert'; readonly holds: Assertion }
  | { readonly kind: 'optional'; readonly items: readonly Item[] };

type State =
  | { readonly kind: 'one' | 'many'; readonly test: Test }
  | { readonly kind: 'assert'; readonly holds: Assertion }
  | { readonly kind: 'split'; readonly other: number };

/**
 * Matches a whole text against a sequence of items in time linear in the text: all states are followed at once, there is no
 * backtracking, so that no pattern in somebody's ignore file can make it slow.
 */
export class Automaton {
  readonly #states: State[] = [];

  constructor(items: readonly Item[]) {
    for (const item of items) this.#add(item);
  }

  #add(item: Item): void {
    if (item.kind !== 'optional') {
      this.#states.push(item);
      return;
    }
    // Groups do not nest, so their length in states is their length in items.
    this.#states.push({ kind: 'split', other: this.#states.length + item.items.length + 1 });
    for (const inner of item.items) this.#add(inner);
  }

  matches(text: string): boolean {
    const points = Array.from(text);
    // The step at which a state was last entered, so that none is entered twice.
    const entered = new Int32Array(this.#states.length + 1).fill(-1);
    let active: number[] = [];
    this.#enter(active, entered, 0, -1, points);
    for (const [index, point] of points.entries()) {
      const next: number[] = [];
      for (const at of active) {
        const state = this.#states[at];
        if (state === undefined || state.kind === 'split' || state.kind === 'assert' || !state.test(point))
          continue;
        this.#enter(next, entered, state.kind === 'many' ? at : at + 1, index, points);
      }
      if (next.length === 0) return false;
      active = next;
    }
    return active.includes(this.#states.length);
  }

  /** Adds a state, and all that can be reached from it without reading, after the code point at `index` was read. */
  #enter(
    active: number[],
    entered: Int32Array,
    start: number,
    index: number,
    points: readonly string[],
  ): void {
    const step = index + 1;
    const waiting = [start];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (entered[at] === step) continue;
      entered[at] = step;
      active.push(at);
      const state = this.#states[at];
      if (state?.kind === 'split') waiting.push(at + 1, state.other);
      else if (state?.kind === 'many') waiting.push(at + 1);
      else if (state?.kind === 'assert' && state.holds(points[index], points[index + 1]))
        waiting.push(at + 1);
    }
  }
}
