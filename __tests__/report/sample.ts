import type { ChangeReport, FileReport, PositionRange, SkipReport } from '../../src/types.js';

export function range(line: number, endLine = line): PositionRange {
  return { start: { line, column: 1, offset: 0 }, end: { line: endLine, column: 9, offset: 8 } };
}

export function change(over: Partial<ChangeReport> = {}): ChangeReport {
  return {
    transform: 'cache-mounts',
    safety: 'safe',
    status: 'pending',
    title: 'npm keeps /root/.npm between builds',
    reason: 'the cache is not in the layer',
    range: range(4),
    files: ['api/Dockerfile'],
    ...over,
  };
}

export function skip(over: Partial<SkipReport> = {}): SkipReport {
  return {
    transform: 'cache-mounts',
    code: 'cache-moved',
    reason: 'the cache is elsewhere',
    range: range(9),
    evidence: { path: 'api/Dockerfile', range: range(2), text: 'ENV npm_config_cache=/c' },
    ...over,
  };
}

export function fileReport(over: Partial<FileReport> = {}): FileReport {
  return {
    path: 'api/Dockerfile',
    builds: [{ context: 'api' }],
    status: 'unchanged',
    before: 'FROM a\n',
    after: 'FROM a\n',
    edits: [],
    changes: [],
    skips: [],
    warnings: [],
    patch: '',
    ...over,
  };
}

export const PATCH = '--- a/api/Dockerfile\n+++ b/api/Dockerfile\n@@ -1,1 +1,1 @@\n-FROM a\n+FROM b\n';

export function changedReport(over: Partial<FileReport> = {}): FileReport {
  return fileReport({
    status: 'changed',
    after: 'FROM b\n',
    edits: [{ start: 5, end: 6, text: 'b', changes: [0] }],
    changes: [change()],
    patch: PATCH,
    ...over,
  });
}

export function failedReport(over: Partial<FileReport> = {}): FileReport {
  return fileReport({
    status: 'failed',
    builds: [],
    error: {
      code: 'unknown-instruction',
      message: 'unknown instruction "RUNN"',
      line: 2,
      column: 1,
      endColumn: 5,
      hint: 'did you mean RUN?',
    },
    before: 'FROM a\nRUNN npm ci\n',
    ...over,
  });
}

/** Another file that a change of the Dockerfile edits. */
export function companionReport(over: Partial<FileReport> = {}): FileReport {
  return changedReport({
    path: '.dockerignore',
    builds: [],
    before: '',
    after: 'x\n',
    edits: [{ start: 0, end: 0, text: 'x\n', changes: [0] }],
    patch: '--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1,1 @@\n+x\n',
    companion: { created: true },
    ...over,
  });
}
