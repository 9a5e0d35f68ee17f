import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import type { Facts } from '../facts/facts.js';
import { DEFAULT_SHELL, readBody } from '../facts/run-body.js';
import { isRead } from '../facts/steps.js';
import { sameAfterEdits } from '../shell/check.js';
import type { Edit } from '../types.js';

/** Whether an edit falls into the instruction; an insertion at its very edges does not. */
const touches = (edit: Edit, { span }: Instruction): boolean =>
  edit.start === edit.end
    ? edit.start > span.start && edit.start <= span.end
    : edit.start < span.end && edit.end > span.start;

/**
 * The check behind every edit: the new text is a Dockerfile, instructions outside the edits are the same in the same order, and
 * the commands of an edited RUN differ only where an edit was meant to change them.
 * @returns what is wrong; undefined when nothing is
 */
export function wrongAfter(
  before: DockerDocument,
  facts: Facts,
  edits: readonly Edit[],
  text: string,
  latin1: boolean,
): string | undefined {
  let after: DockerDocument;
  try {
    after = parseDockerfile(text, { latin1 });
  } catch (error) {
    return `the result is no Dockerfile: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (after.instructions.length !== before.instructions.length)
    return 'the result has more or fewer instructions';
  for (const [index, old] of before.instructions.entries()) {
    const now = after.instructions[index];
    if (now === undefined || now.keyword !== old.keyword) return `instruction ${index + 1} is another one`;
    const inside = edits.filter((edit) => touches(edit, old));
    if (inside.length === 0) {
      if (now.source !== old.source) return `line ${old.startLine} changed, although no edit touches it`;
      continue;
    }
    const wrong = old.keyword === 'RUN' ? wrongInRun(before, after, facts, old, now, inside) : undefined;
    if (wrong !== undefined) return `line ${old.startLine}: ${wrong}`;
  }
  return undefined;
}

function wrongInRun(
  before: DockerDocument,
  after: DockerDocument,
  facts: Facts,
  old: Instruction,
  now: Instruction,
  edits: readonly Edit[],
): string | undefined {
  const run = facts.stages.flatMap(({ runs }) => runs).find((each) => each.run === old);
  const shell = run?.before.shell ?? DEFAULT_SHELL;
  const was = run?.body ?? readBody(before, old, shell);
  const is = readBody(after, now, shell);
  if (!isRead(was)) return old.body.text === now.body.text ? undefined : 'a body that is not read was edited';
  if (!isRead(is)) return is.reason;
  if (!was.editable) return old.body.text === now.body.text ? undefined : 'a body in exec form was edited';
  return sameAfterEdits(was.script, edits, is.script);
}
