import { createBuildContext } from '../../src/context/create-context.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { factsOf } from '../../src/facts/facts.js';
import { isObstacle } from '../../src/rewriting/obstacle.js';
import { splitEdits } from '../../src/rewriting/split-edits.js';
import { planStage } from '../../src/rewriting/split-plan.js';
import { applyEdits } from '../../src/text/edits.js';

export interface SplitResult {
  readonly text: string;
  /** `<code>: <evidence>` for each install that stays behind a broad COPY. */
  readonly stuck: readonly string[];
}

/** Plans and makes the split of the last stage once, without an engine around it. `hidden` are files that git ignores. */
export function split(
  text: string,
  files: Readonly<Record<string, string>>,
  parents = false,
  hidden: readonly string[] = [],
): SplitResult {
  const doc = parseDockerfile(text);
  const tree = createMemoryTree({ Dockerfile: text, ...files });
  tree.mayAppear = (paths) => paths.filter((path) => hidden.includes(path));
  const context = createBuildContext(tree, '', 'Dockerfile');
  const facts = factsOf(doc, undefined, () => context);
  const stage = facts.stages.at(-1);
  if (stage === undefined) throw new Error('no stage');
  const scene = { path: 'Dockerfile', doc, facts, context, stage };
  const { plan, stuck } = planStage(scene);
  const said = stuck.map(({ obstacle: { code, evidence } }) => `${code}: ${evidence.key ?? evidence.text}`);
  if (plan === undefined) return { text, stuck: said };
  const made = splitEdits(scene, plan, parents);
  if (isObstacle(made)) return { text, stuck: [...said, `${made.code}: ${made.reason}`] };
  return { text: applyEdits(text, made.edits), stuck: said };
}
