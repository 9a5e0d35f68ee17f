import { createBuildContext } from '../../src/context/create-context.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { factsOf } from '../../src/facts/facts.js';
import { applyEdits, overlap } from '../../src/text/edits.js';
import type { TransformInput } from '../../src/transform-api.js';
import type { Change, Edit, Skip } from '../../src/types.js';
import bindMounts from '../../transforms/bind-mounts.js';

export interface Bound {
  readonly text: string;
  readonly changes: readonly Change[];
  readonly skips: readonly Skip[];
}

type Given = Partial<Pick<TransformInput, 'builds' | 'withoutMounts' | 'options' | 'contexts'>>;

/** What the transform alone makes of a Dockerfile whose context is the folder it stands in. */
export function bind(text: string, files: Readonly<Record<string, string>> = {}, given: Given = {}): Bound {
  const doc = parseDockerfile(text);
  const context = createBuildContext(createMemoryTree({ Dockerfile: text, ...files }), '', 'Dockerfile');
  const factsIn: TransformInput['factsIn'] = (_context, args) =>
    factsOf(
      doc,
      () => undefined,
      () => context,
      args,
    );
  const facts = factsIn(context);
  const results = [
    ...bindMounts.run({
      path: 'Dockerfile',
      doc,
      facts,
      builds: [],
      contexts: { stated: true, known: [context] },
      factsIn,
      textOf: () => undefined,
      sharing: () => [],
      withoutMounts: undefined,
      style: {},
      options: {},
      optionsOf: () => ({}),
      ...given,
    }),
  ];
  const changes = results.filter((result): result is Change => 'files' in result);
  const edits: Edit[] = [];
  // As the engine does: a change that meets another waits for the next pass.
  for (const { files: own } of changes) {
    const wanted = own.flatMap((file) => file.edits);
    if (!wanted.some((one) => edits.some((other) => overlap(one, other)))) edits.push(...wanted);
  }
  return {
    text: applyEdits(text, edits),
    changes,
    skips: results.filter((result): result is Skip => !('files' in result)),
  };
}
