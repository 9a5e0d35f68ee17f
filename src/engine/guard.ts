import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import { InternalError } from '../errors.js';
import type { Facts } from '../facts/facts.js';
import { DEFAULT_SHELL, readBody } from '../facts/run-body.js';
import type { ShellInForce } from '../facts/run-body.js';
import { isRead } from '../facts/steps.js';
import { sameAfterEdits } from '../shell/check.js';
import type { Change, Edit, Placed } from '../types.js';
import { partsOf, placesOf, wrongArrangement } from './arrangement.js';
import { wrongComments } from './comments.js';
import { wrongInParts } from './divided-run.js';

/** What a Change does to the Dockerfile. */
export interface Intent extends Pick<Change, 'arrangement' | 'removed' | 'begun'> {
  readonly edits: readonly Edit[];
}

/**
 * The check behind every edit: the new text is a Dockerfile, its instructions are those of the old one as the arrangement says,
 * the same but for edits inside them, the commands of an edited RUN differ only where an edit was meant to change them, and no
 * comment is lost.
 *
 * @returns what is wrong; undefined when nothing is
 */
export function wrongAfter(
  before: DockerDocument,
  facts: () => Facts,
  intent: Intent,
  text: string,
  latin1: boolean,
): string | undefined {
  let after: DockerDocument;
  try {
    after = parseDockerfile(text, { latin1 });
  } catch (error) {
    return `the result is no Dockerfile: ${error instanceof Error ? error.message : String(error)}`;
  }
  const places = placesOf(intent, before);
  return (
    wrongArrangement(before, after, places, intent.removed) ??
    wrongDirectives(before, after) ??
    new Comparison(before, after, facts, intent).wrong(places) ??
    wrongComments(before, after, places)
  );
}

/** Only the frontend may be another one. */
const wrongDirectives = (before: DockerDocument, after: DockerDocument): string | undefined =>
  lastingDirectives(before) === lastingDirectives(after) ? undefined : 'the directives at the top changed';

const lastingDirectives = ({ directives }: DockerDocument): string =>
  JSON.stringify(directives.filter(({ name }) => name !== 'syntax').map(({ name, value }) => [name, value]));

/** Instruction by instruction, each against what it was. */
class Comparison {
  readonly #before: DockerDocument;
  readonly #after: DockerDocument;
  readonly #facts: () => Facts;
  readonly #edits: readonly Edit[];
  readonly #begun: readonly string[] | undefined;

  constructor(
    before: DockerDocument,
    after: DockerDocument,
    facts: () => Facts,
    { edits, begun }: Pick<Intent, 'edits' | 'begun'>,
  ) {
    this.#before = before;
    this.#after = after;
    this.#facts = facts;
    this.#edits = edits;
    this.#begun = begun;
  }

  wrong(places: readonly Placed[]): string | undefined {
    for (const [index, place] of places.entries()) {
      if (typeof place !== 'number') continue;
      const wrong = this.#changed(at(this.#before, place), at(this.#after, index));
      if (wrong !== undefined) return wrong;
    }
    for (const [source, indices] of partsOf(places)) {
      const old = at(this.#before, source);
      const parts = indices.map((index) => at(this.#after, index));
      const wrong = wrongInParts(this.#before, this.#after, old, parts, this.#shellOf(old));
      if (wrong !== undefined) return `line ${old.startLine}: ${wrong}`;
    }
    return undefined;
  }

  #changed(old: Instruction, now: Instruction): string | undefined {
    if (now.source === old.source) return undefined;
    const inside = this.#edits.filter((edit) => touches(edit, old));
    if (inside.length === 0) return `line ${old.startLine} changed, although no edit touches it`;
    if (inside.some((edit) => covers(edit, old))) return `line ${old.startLine} is not what it was elsewhere`;
    const wrong = old.keyword === 'RUN' ? this.#wrongInRun(old, now, inside) : undefined;
    return wrong && `line ${old.startLine}: ${wrong}`;
  }

  #wrongInRun(old: Instruction, now: Instruction, edits: readonly Edit[]): string | undefined {
    const shell = this.#shellOf(old);
    const was = readBody(this.#before, old, shell);
    const is = readBody(this.#after, now, shell);
    if (!isRead(was))
      return old.body.text === now.body.text ? undefined : 'a body that is not read was edited';
    if (!isRead(is)) return is.reason;
    if (!was.editable) return old.body.text === now.body.text ? undefined : 'a body in exec form was edited';
    return sameAfterEdits(was.script, edits, is.script, this.#begun);
  }

  #shellOf(run: Instruction): ShellInForce {
    const runs = this.#facts().stages.flatMap((stage) => stage.runs);
    return runs.find((each) => each.run === run)?.before.shell ?? DEFAULT_SHELL;
  }
}

function at({ instructions }: DockerDocument, index: number): Instruction {
  const found = instructions[index];
  if (found === undefined) throw new InternalError(`no instruction ${index}`);
  return found;
}

/** Whether an edit falls into the instruction; what is put in at its very edges, or as lines of its own behind it, does not. */
export function touches(edit: Edit, { span }: Instruction): boolean {
  if (edit.start < edit.end) return edit.start < span.end && edit.end > span.start;
  const behind = edit.start === span.end && /^\r?\n/.test(edit.text);
  return edit.start > span.start && edit.start <= span.end && !behind;
}

const covers = ({ start, end }: Edit, { span }: Instruction): boolean =>
  start <= span.start && end >= span.end;
