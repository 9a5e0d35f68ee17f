import type { SkipReport } from '../types.js';

/** Evidence as the user's own file has it: a skip of the last pass may quote what an earlier pass rewrote. */
export class Quotes {
  readonly #first = new Map<string, SkipReport['evidence'][]>();

  keep(skip: SkipReport): void {
    const key = Quotes.#key(skip);
    this.#first.set(key, [...(this.#first.get(key) ?? []), skip.evidence]);
  }

  take(skip: SkipReport): SkipReport['evidence'] | undefined {
    return this.#first.get(Quotes.#key(skip))?.shift();
  }

  static #key = ({ transform, code, range }: SkipReport): string =>
    `${transform} ${code} ${range.start.offset}`;
}
