import type { PipelineNode, Statement } from 'unbash';
import { isFailure } from './commands.js';

/** The statement never ends well: `exit 1`, or a group that ends in it. */
export function failureOf(node: PipelineNode | undefined): 'exit' | 'status' | undefined {
  let inner = node;
  while (inner?.type === 'BraceGroup') {
    const last = inner.body.commands.at(-1);
    inner = last?.background === true ? undefined : simple(last);
  }
  if (inner?.type !== 'Command') return undefined;
  const status = inner.suffix[0];
  switch (inner.name?.text) {
    case 'false':
      return 'status';
    case 'exit':
      // A bare exit hands on the status before it: a failure right behind `||`, anything inside a group.
      if (status === undefined) return inner === node ? 'exit' : undefined;
      return status.type === 'Word' && isFailure(status.text) ? 'exit' : undefined;
    default:
      return undefined;
  }
}

function simple(statement: Statement | undefined): PipelineNode | undefined {
  const node = statement?.command;
  return node?.type === 'AndOr' || node?.type === 'Pipeline' ? undefined : node;
}
