import { DfmodError } from '../../src/errors.js';
import type { ApplyParts } from '../../src/project/apply.js';
import type { FileTree } from '../../src/context/build-context.js';
import { unifiedPatch } from '../../src/text/patch.js';
import type { ChangeStatus, DockerfileReport } from '../../src/types.js';

const NO_TREE: FileTree = {
  committed: false,
  mayAppear: () => [],
  list: () => [],
  entries: () => [],
  kind: () => undefined,
  read: () => undefined,
  link: () => undefined,
  executable: () => undefined,
};

/** What the fake engine was asked, for tests that look at it. */
export type Asked = Parameters<ApplyParts['rewrite']>[];

/**
 * An engine that is easy to foresee: `old` becomes `new`; `RUNN` does not parse; `BUG` is a bug. What `unsafe` gates is
 * the word `risky`.
 */
export function fakeParts(asked: Asked = []): ApplyParts {
  return {
    ids: { transforms: { 'cache-mounts': {}, 'split-copy': {} }, ecosystems: { npm: {} } },
    readers: { isBuildFile: () => false, readBuilds: async () => [], openTree: () => NO_TREE },
    rewrite(input, options) {
      asked.push([input, options]);
      const { path, text } = input;
      const bad = text.indexOf('RUNN');
      if (bad >= 0) {
        const line = text.slice(0, bad).split('\n').length;
        throw new DfmodError('unknown-instruction', 'unknown instruction "RUNN"', {
          place: { line, column: 1, endColumn: 5 },
          hint: 'did you mean RUN?',
        });
      }
      if (text.includes('BUG')) throw new TypeError('cannot read x');
      const after =
        options.unsafe === true ? text.replaceAll(/old|risky/g, 'new') : text.replaceAll('old', 'new');
      const changes = [
        ...(text.includes('old') ? ['pending' as const] : []),
        ...(text.includes('risky')
          ? [options.unsafe === true ? ('pending' as const) : ('withheld' as const)]
          : []),
      ];
      return reportOf(path, text, after, changes);
    },
  };
}

function reportOf(
  path: string,
  before: string,
  after: string,
  statuses: readonly ChangeStatus[],
): DockerfileReport {
  const at = { line: 1, column: 1, offset: 0 };
  return {
    path,
    builds: [{ context: '', evidence: 'compose.yaml:3' }],
    status: before === after ? 'unchanged' : 'changed',
    before,
    after,
    edits: [],
    changes: statuses.map((status) => ({
      transform: 'cache-mounts',
      safety: 'safe',
      status,
      title: 'old is new',
      reason: 'r',
      range: { start: at, end: at },
      files: [path],
    })),
    skips: [],
    warnings: [],
    others: [],
    patch: unifiedPatch(path, before, after),
  };
}
