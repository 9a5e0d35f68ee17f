import type { DockerDocument } from '../dockerfile/document.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import { InternalError } from '../errors.js';
import type { TracedEdit } from '../text/edits.js';
import type { Transform, TransformInput } from '../transform-api.js';
import type {
  Change,
  ChangeReport,
  ChangeStatus,
  EditReport,
  FileReport,
  Skip,
  SkipReport,
} from '../types.js';
import { companionReports } from './companions.js';
import { Exemptions } from './exemptions.js';
import { Lineage } from './lineage.js';
import { Origin } from './provenance.js';
import { Quotes } from './quotes.js';
import { selectChanges } from './select-changes.js';
import type { Surroundings } from './surroundings.js';
import { WorkingFiles } from './working-files.js';

/** More passes than any file needs: two transforms then undo each other. */
const MOST_PASSES = 10;

interface PassOptions {
  readonly latin1: boolean;
  readonly unsafe: boolean;
  readonly inlineIgnores: boolean;
  /** Keys of pragmas that held something back. */
  readonly used: Set<string>;
  readonly surroundings: Surroundings;
  readonly files: WorkingFiles;
  inputFor(transform: Transform, doc: DockerDocument): TransformInput;
  /** Why another file is not to be edited. */
  keeps(path: string): string | undefined;
}

interface Outcome {
  readonly text: string;
  readonly edits: readonly EditReport[];
  readonly changes: readonly ChangeReport[];
  readonly skips: readonly SkipReport[];
  readonly others: readonly FileReport[];
}

interface Asked {
  readonly changed: boolean;
  /** Some changes were in each other's way and wait for the next pass. */
  readonly waiting: boolean;
  readonly left: readonly (Change | Skip)[];
}

const isChange = (result: Change | Skip): result is Change => 'files' in result;

/** Asks the transforms again and again on the newest text, until none has anything to change. */
export class Passes {
  readonly #path: string;
  readonly #options: PassOptions;
  readonly #files: WorkingFiles;
  readonly #origin: Origin;
  readonly #applied: ChangeReport[] = [];
  #doc: DockerDocument;
  #lineage: Lineage;
  readonly #quotes = new Quotes();

  constructor(path: string, doc: DockerDocument, options: PassOptions) {
    this.#path = path;
    this.#doc = doc;
    this.#options = options;
    this.#files = options.files;
    this.#origin = new Origin(doc.text);
    this.#lineage = Lineage.of(doc);
  }

  run(transforms: readonly Transform[]): Outcome {
    // A pass that leaves changes waiting gets on; there cannot be more of those than instructions.
    const spare = this.#doc.instructions.length;
    for (let pass = 0, waits = 0; pass - waits < MOST_PASSES; pass++) {
      const left: (Change | Skip)[] = [];
      const busy: string[] = [];
      let waiting = false;
      for (const transform of transforms) {
        const asked = this.#ask(transform, pass === 0);
        left.push(...asked.left);
        waiting ||= asked.waiting;
        if (asked.changed) busy.push(transform.id);
      }
      if (busy.length === 0) return this.#outcome(left);
      if (waiting && waits < spare) waits++;
      else if (pass - waits === MOST_PASSES - 1)
        throw new InternalError(`${busy.join(' and ')} still change the file after ${pass + 1} passes`);
    }
    return this.#outcome([]);
  }

  get #newest() {
    return { doc: this.#doc, lineage: this.#lineage, edits: this.#files.dockerfile.edits };
  }

  /** One transform on the newest text; what it would change is changed, what it leaves comes back. */
  #ask(transform: Transform, first: boolean): Asked {
    const exemptions = new Exemptions(this.#path, this.#doc, this.#lineage, this.#options);
    const results = [...transform.run(this.#options.inputFor(transform, this.#doc))].map((result) =>
      isChange(result) ? exemptions.apply(result) : result,
    );
    const left = results.filter((result) => !isChange(result) || !this.#wanted(result));
    const changes = results.filter(isChange).filter((change) => this.#wanted(change));
    if (first) for (const result of left) if (!isChange(result)) this.#quotes.keep(this.#skipReport(result));
    const { latin1, surroundings } = this.#options;
    const selection = selectChanges(changes, {
      path: this.#path,
      doc: this.#doc,
      files: this.#files,
      facts: () => surroundings.facts,
      latin1,
    });
    if (selection.taken.length > 0) this.#make(selection.taken);
    return {
      changed: selection.taken.length > 0,
      waiting: selection.waiting,
      left: [...left, ...selection.refused],
    };
  }

  #wanted = (change: Change): boolean => {
    const { safety } = change;
    const chosen = safety === 'safe' || (safety === 'unsafe' && this.#options.unsafe);
    return chosen && this.#kept(change) === undefined;
  };

  /** Why a file that the change needs is not to be edited. */
  #kept({ files }: Change): string | undefined {
    for (const { path } of files) {
      const why = path === this.#path ? undefined : this.#options.keeps(path);
      if (why !== undefined) return `${path} is not edited: ${why}`;
    }
    return undefined;
  }

  #make(taken: readonly Change[]): void {
    const edits = new Map<string, TracedEdit[]>();
    let lineage = this.#lineage;
    for (const change of taken) {
      const index = this.#applied.push(this.#report(change, 'pending')) - 1;
      for (const { path, edits: own } of change.files)
        edits.set(path, [...(edits.get(path) ?? []), ...own.map((edit) => ({ ...edit, changes: [index] }))]);
      lineage = lineage.after(change, this.#doc);
    }
    for (const [path, own] of edits) this.#files.make(path, own);
    this.#doc = parseDockerfile(this.#files.dockerfile.text, { latin1: this.#options.latin1 });
    this.#lineage = lineage;
    this.#options.surroundings.renew(
      this.#doc,
      [...edits.keys()].some((path) => path !== this.#path),
    );
  }

  #report(change: Change, status: ChangeStatus): ChangeReport {
    const { transform, safety, code, title, range, files } = change;
    const kept = status === 'withheld' ? this.#kept(change) : undefined;
    return {
      transform,
      safety,
      status,
      ...(code === undefined ? {} : { code }),
      title,
      reason: kept === undefined ? change.reason : `${kept}. ${change.reason}`,
      range: this.#origin.range(this.#newest, range),
      files: files.map(({ path }) => path),
    };
  }

  #outcome(left: readonly (Change | Skip)[]): Outcome {
    const others = left
      .filter(isChange)
      .map((change) => this.#report(change, change.safety === 'manual' ? 'manual' : 'withheld'));
    const skips = left
      .filter((result): result is Skip => !isChange(result))
      .map((skip) => this.#skipReport(skip));
    const { text, edits } = this.#files.dockerfile;
    return {
      text,
      edits,
      changes: [...this.#applied, ...others],
      skips: skips.map((skip) => ({ ...skip, evidence: this.#quotes.take(skip) ?? skip.evidence })),
      others: companionReports(this.#files.others, this.#applied),
    };
  }

  #skipReport({ transform, code, reason, range, evidence }: Skip): SkipReport {
    return {
      transform,
      code,
      reason,
      range: this.#origin.range(this.#newest, range),
      evidence: this.#origin.evidence(this.#newest, this.#path, evidence),
    };
  }
}
