import type { DockerDocument } from '../dockerfile/document.js';
import type { Facts } from '../facts/facts.js';
import { applyEdits, overlap } from '../text/edits.js';
import type { Change, Edit, FileEdits, Skip } from '../types.js';
import { wrongAfter } from './guard.js';
import type { WorkingFiles } from './working-files.js';

/** What changes are made to. */
interface Subject {
  readonly path: string;
  readonly doc: DockerDocument;
  readonly files: WorkingFiles;
  readonly facts: () => Facts;
  readonly latin1: boolean;
}

interface Selection {
  /** To be made together. */
  readonly taken: readonly Change[];
  readonly refused: readonly Skip[];
  /** Some are in the way of others that were taken: they are asked for again. */
  readonly waiting: boolean;
}

/** Which of the changes that one transform asks for can be made, and made together; in their order, the first wins. */
export function selectChanges(changes: readonly Change[], subject: Subject): Selection {
  const taken: Change[] = [];
  const refused: Skip[] = [];
  let waiting = false;
  for (const change of changes) {
    if (taken.some((other) => clash(other, change))) {
      waiting = true;
      continue;
    }
    const wrong = wrongWith(change, subject);
    if (wrong === undefined) taken.push(change);
    else refused.push(refusal(change, wrong, subject.path));
  }
  return { taken, refused, waiting };
}

function wrongWith(change: Change, { path, doc, files, facts, latin1 }: Subject): string | undefined {
  for (const file of change.files) {
    const { edits } = file;
    if (edits.some((one, i) => edits.some((other, k) => k > i && overlap(one, other))))
      return 'its edits overlap';
    const wrong = files.wrongEdits(file);
    if (wrong !== undefined) return wrong;
  }
  const edits = change.files.flatMap((file) => (file.path === path ? file.edits : []));
  return wrongAfter(doc, facts, { ...change, edits }, applyEdits(doc.text, edits), latin1);
}

const arranges = ({ arrangement, removed }: Change): boolean =>
  arrangement !== undefined || removed !== undefined;

/** An arrangement names all instructions, so two of them do not go together. */
function clash(a: Change, b: Change): boolean {
  if (arranges(a) && arranges(b)) return true;
  return a.files.some((one) => b.files.some((other) => one.path === other.path && meet(one, other)));
}

const meet = (a: FileEdits, b: FileEdits): boolean =>
  a.edits.some((one) => b.edits.some((other) => overlap(one, other) && !same(one, other)));

const same = (a: Edit, b: Edit): boolean => a.start === b.start && a.end === b.end && a.text === b.text;

/** The edit did not do what it was meant to: nothing of it is made. */
function refusal({ transform, range }: Change, wrong: string, path: string): Skip {
  return {
    transform,
    code: 'instruction-opaque',
    reason: `the edit cannot be made exactly: ${wrong}`,
    range,
    evidence: { path, span: range, text: wrong },
  };
}
