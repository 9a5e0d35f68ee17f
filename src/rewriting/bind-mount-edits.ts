import type { Instruction } from '../dockerfile/document.js';
import { insertMounts } from '../dockerfile/print.js';
import type { MountSpec } from '../dockerfile/print.js';
import type { RunFacts } from '../facts/steps.js';
import type { Edit, Span } from '../types.js';
import type { BindScene, BoundPath } from './bind-mount-paths.js';
import type { BindPlan } from './bind-mount-plan.js';
import { removalEditsOf } from './bind-mount-removal.js';
import { blockOf } from './blocks.js';
import type { Obstacle } from './obstacle.js';

/** The text of a plan: the COPY's lines go, its files are mounted where they are read, and what removed them goes too. */
export function bindEdits(
  scene: BindScene,
  plan: BindPlan,
  style: { readonly indent?: string },
): readonly Edit[] | Obstacle {
  const { doc, path, stage } = scene;
  const { copy, bound, ending } = plan;
  if (doc.pragmas.some(({ instruction }) => instruction === copy.index))
    return {
      code: 'pragma',
      reason: 'a comment speaks of the COPY',
      evidence: { path, span: copy.span, text: copy.original },
    };
  const removed = ending.kind === 'removed' ? removalEditsOf(doc, ending.run, ending.removal) : [];
  if (ending.kind === 'removed' && removed === undefined) {
    const { run } = ending.run;
    const words = ending.removal.words[0]?.from.command.words ?? [];
    return {
      code: 'cleaner-in-the-way',
      reason:
        'what removes the files cannot be taken out: it is all that its RUN or group does, or how that ends hangs on it',
      evidence: { path, span: run.span, text: words.map(({ raw }) => raw).join(' ') },
    };
  }
  const workdir = stage.states.get(copy)?.workdir;
  const mounts = plan.users.map((run) => {
    const along = ending.kind === 'removed' && ending.run === run ? (removed ?? []) : [];
    return insertMounts(
      doc,
      run.run,
      bound.map((each) => mountOf(each, run, workdir)),
      { along, ...style },
    );
  });
  return [{ ...linesOf(scene, copy), text: '' }, ...(removed ?? []), ...mounts];
}

/** The target is spelled as the COPY spells it, where the RUN works in the same folder. */
function mountOf(
  { source, from, target, written }: BoundPath,
  run: RunFacts,
  workdir: string | undefined,
): MountSpec {
  return {
    type: 'bind',
    ...(from === undefined ? {} : { from }),
    ...(source === '' || source === '/' ? {} : { source }),
    target: run.before.workdir === workdir ? written : target,
  };
}

/** The COPY's own lines; comments above it stay. Of two blank lines that would meet, one goes. */
function linesOf({ doc }: BindScene, copy: Instruction): Span {
  const { text } = doc;
  const { end, blankAfter } = blockOf(doc, copy);
  const start = text.lastIndexOf('\n', copy.span.start - 1) + 1;
  const above = text.slice(text.lastIndexOf('\n', start - 2) + 1, start);
  const both = blankAfter && start > 0 && above.trim() === '';
  return { start, end: both ? text.indexOf('\n', end) + 1 : end };
}
