import type { DockerDocument } from '../dockerfile/document.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import { InternalError } from '../errors.js';
import type { Facts } from '../facts/facts.js';
import { applyEdits, composeEdits, overlap } from '../text/edits.js';
import type { TracedEdit } from '../text/edits.js';
import type { Transform, TransformInput } from '../transform-api.js';
import type { Change, ChangeReport, ChangeStatus, Edit, EditReport, Skip, SkipReport } from '../types.js';
import { Exemptions } from './exemptions.js';
import { wrongAfter } from './guard.js';
import { Origin } from './provenance.js';

/** More passes than any file needs: two transforms then undo each other. */
const MOST_PASSES = 10;

interface PassOptions {
  readonly latin1: boolean;
  readonly unsafe: boolean;
  readonly inlineIgnores: boolean;
  readonly used: Set<number>;
  inputFor(transform: Transform, doc: DockerDocument, facts: () => Facts): TransformInput;
  factsFor(doc: DockerDocument): Facts;
}

interface Outcome {
  readonly text: string;
  readonly edits: readonly EditReport[];
  readonly changes: readonly ChangeReport[];
  readonly skips: readonly SkipReport[];
}

const isChange = (result: Change | Skip): result is Change => 'files' in result;

/** Asks the transforms again and again on the newest text, until none has anything to change. */
export class Passes {
  readonly #path: string;
  readonly #options: PassOptions;
  readonly #origin: Origin;
  readonly #applied: ChangeReport[] = [];
  /** Against the text as it was read. */
  #edits: TracedEdit[] = [];
  #text: string;
  #doc: DockerDocument;
  #facts: Facts | undefined;
  readonly #quotes = new Quotes();

  constructor(path: string, text: string, doc: DockerDocument, options: PassOptions) {
    this.#path = path;
    this.#text = text;
    this.#doc = doc;
    this.#options = options;
    this.#origin = new Origin(text);
  }

  run(transforms: readonly Transform[]): Outcome {
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const left: (Change | Skip)[] = [];
      const busy: string[] = [];
      for (const transform of transforms) {
        const asked = this.#ask(transform, pass === 0);
        left.push(...asked.left);
        if (asked.changed) busy.push(transform.id);
      }
      if (busy.length === 0) return this.#outcome(left);
      if (pass === MOST_PASSES - 1)
        throw new InternalError(`${busy.join(' and ')} still change the file after ${MOST_PASSES} passes`);
    }
    return this.#outcome([]);
  }

  #factsOfNow = (): Facts => (this.#facts ??= this.#options.factsFor(this.#doc));

  /** One transform on the newest text; what it would change is changed, what it leaves comes back. */
  #ask(transform: Transform, first: boolean): { changed: boolean; left: (Change | Skip)[] } {
    const { inlineIgnores, used } = this.#options;
    const exemptions = new Exemptions(this.#path, this.#doc, { inlineIgnores, used });
    const results = [...transform.run(this.#options.inputFor(transform, this.#doc, this.#factsOfNow))].map(
      (result) => (isChange(result) ? exemptions.apply(result) : result),
    );
    const left = results.filter((result) => !isChange(result) || !this.#wanted(result));
    const changes = results.filter(isChange).filter((change) => this.#wanted(change));
    if (first) for (const result of left) if (!isChange(result)) this.#quotes.keep(this.#skipReport(result));
    const taken: { change: Change; edits: readonly Edit[] }[] = [];
    for (const change of changes) {
      const edits = change.files.flatMap(({ edits: own }) => own);
      // Two changes at one place: the second is asked for again in the next pass.
      if (taken.some((other) => clash(other.edits, edits))) continue;
      const wrong = this.#wrongWith(edits);
      if (wrong === undefined) taken.push({ change, edits });
      else left.push(refused(change, wrong, this.#path));
    }
    if (taken.length > 0) this.#make(taken);
    return { changed: taken.length > 0, left };
  }

  /** What would be wrong with the text after the edits. */
  #wrongWith(edits: readonly Edit[]): string | undefined {
    if (edits.some((one, i) => edits.some((other, k) => k > i && overlap(one, other))))
      return 'its edits overlap';
    return wrongAfter(
      this.#doc,
      this.#factsOfNow(),
      edits,
      applyEdits(this.#text, edits),
      this.#options.latin1,
    );
  }

  #wanted = ({ safety }: Change): boolean =>
    safety === 'safe' || (safety === 'unsafe' && this.#options.unsafe);

  #make(taken: readonly { change: Change; edits: readonly Edit[] }[]): void {
    const traced: TracedEdit[] = [];
    for (const { change, edits } of taken) {
      const index = this.#applied.push(this.#report(change, 'pending')) - 1;
      for (const edit of edits) {
        const same = traced.findIndex(
          (other) => other.start === edit.start && other.end === edit.end && other.text === edit.text,
        );
        const known = traced[same];
        if (known) traced[same] = { ...known, changes: [...known.changes, index] };
        else traced.push({ ...edit, changes: [index] });
      }
    }
    this.#text = applyEdits(this.#text, traced);
    this.#edits = composeEdits(this.#edits, traced);
    this.#doc = parseDockerfile(this.#text, { latin1: this.#options.latin1 });
    this.#facts = undefined;
  }

  #report(
    { transform, safety, code, title, reason, range, files }: Change,
    status: ChangeStatus,
  ): ChangeReport {
    const where = { range: this.#origin.range(this.#edits, range), files: files.map(({ path }) => path) };
    return { transform, safety, status, ...(code === undefined ? {} : { code }), title, reason, ...where };
  }

  #outcome(left: readonly (Change | Skip)[]): Outcome {
    const others = left
      .filter(isChange)
      .map((change) => this.#report(change, change.safety === 'manual' ? 'manual' : 'withheld'));
    const skips = left
      .filter((result): result is Skip => !isChange(result))
      .map((skip) => this.#skipReport(skip));
    return {
      text: this.#text,
      edits: this.#edits,
      changes: [...this.#applied, ...others],
      skips: skips.map((skip) => ({ ...skip, evidence: this.#quotes.take(skip) ?? skip.evidence })),
    };
  }

  #skipReport({ transform, code, reason, range, evidence }: Skip): SkipReport {
    return {
      transform,
      code,
      reason,
      range: this.#origin.range(this.#edits, range),
      evidence: this.#origin.evidence(this.#edits, this.#path, evidence),
    };
  }
}

/** Evidence as the user's own file has it: a skip of the last pass may quote what an earlier pass rewrote. */
class Quotes {
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

const clash = (a: readonly Edit[], b: readonly Edit[]): boolean =>
  a.some((one) =>
    b.some(
      (other) =>
        overlap(one, other) &&
        !(one.start === other.start && one.end === other.end && one.text === other.text),
    ),
  );

/** The edit did not do what it was meant to: nothing of it is made. */
function refused({ transform, range }: Change, wrong: string, path: string): Skip {
  return {
    transform,
    code: 'instruction-opaque',
    reason: `the edit cannot be made exactly: ${wrong}`,
    range,
    evidence: { path, span: range, text: wrong },
  };
}
