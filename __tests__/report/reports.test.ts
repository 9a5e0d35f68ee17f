import { describe, expect, test } from '@jest/globals';
import { alignColumns } from '../../src/report/columns.js';
import { countReports } from '../../src/report/counts.js';
import { patchBytes, paintPatch, place, terminalBlock } from '../../src/report/diff.js';
import { jsonReport } from '../../src/report/json.js';
import { listReport } from '../../src/report/list.js';
import { painter } from '../../src/report/paint.js';
import { failureNote, summaryText, verboseText } from '../../src/report/summary.js';
import { batchTable } from '../../src/report/table.js';
import {
  change,
  changedReport,
  companionReport,
  failedReport,
  fileReport,
  PATCH,
  range,
  skip,
} from './sample.js';

const plain = painter(false);
const preview = { command: 'apply', wrote: false, verbose: false } as const;

describe('diff', () => {
  test('a terminal shows the path with its context, the changes in columns, and the patch', () => {
    const file = changedReport({
      changes: [
        change({ transform: 'split-copy', title: 'manifests first', range: range(4, 5) }),
        change({ range: range(12) }),
        change({ status: 'withheld' }),
      ],
    });
    expect(terminalBlock(file, plain)).toBe(
      'api/Dockerfile  (context api)\n' +
        '  split-copy    lines 4-5  manifests first\n' +
        '  cache-mounts  line 12    npm keeps /root/.npm between builds\n' +
        `${PATCH}\n`,
    );
  });

  test('nothing to show is nothing; a manual change is shown without a patch', () => {
    expect(terminalBlock(fileReport({ skips: [skip()] }), plain)).toBe('');
    expect(
      terminalBlock(fileReport({ changes: [change({ status: 'manual', safety: 'manual' })] }), plain),
    ).toContain('by hand');
  });

  test('a range that ends at the start of a line does not count that line', () => {
    expect(place({ start: { line: 4, column: 1, offset: 0 }, end: { line: 5, column: 1, offset: 9 } })).toBe(
      'line 4',
    );
  });

  test('deleted lines that look like a header are deleted lines', () => {
    const painted = paintPatch('--- a/x\n+++ b/x\n@@ -1,1 +0,0 @@\n--- y\n', painter(true));
    expect(painted).toContain('\u001b[31m--- y');
    expect(painted).toContain('\u001b[1m--- a/x');
  });

  test('a latin1 file goes out with the bytes it came with, under a UTF-8 path', () => {
    const file = changedReport({ patch: '--- a/é\n+++ b/é\n@@ -1,1 +1,1 @@\n-\u00e9\n+e\n' });
    const bytes = Buffer.from(patchBytes(file, true)).toString('hex');
    expect(bytes).toContain(Buffer.from('+++ b/é\n@@').toString('hex'));
    expect(bytes).toContain('0a2de90a');
  });
});

describe('summary', () => {
  test.each([
    [
      'pending',
      [changedReport(), fileReport()],
      preview,
      '1 of 2 Dockerfiles would change: 1 change.\nRun again with --write to apply.\n',
    ],
    [
      'written',
      [changedReport({ changes: [change({ status: 'applied' })] })],
      { ...preview, wrote: true },
      '1 of 1 Dockerfile changed: 1 change.\n',
    ],
    [
      'check',
      [changedReport(), fileReport()],
      { ...preview, command: 'check' as const },
      '1 of 2 Dockerfiles is out of date. Run "dfmod apply --write".\n',
    ],
    ['clean', [fileReport(), fileReport()], preview, '2 Dockerfiles are up to date.\n'],
    [
      'a shared file, whose changes are counted with the Dockerfiles',
      [companionReport(), changedReport(), fileReport()],
      preview,
      '1 of 2 Dockerfiles and 1 other file would change: 1 change.\nRun again with --write to apply.\n',
    ],
    [
      'a change that another file keeps from being made',
      [
        fileReport({
          changes: [change({ status: 'withheld' }), change({ status: 'withheld', safety: 'unsafe' })],
        }),
      ],
      preview,
      '1 Dockerfile is up to date. 1 more with --unsafe, 1 not made for want of another file (-v says why).\n',
    ],
    ['only failures', [failedReport()], preview, ''],
    [
      'withheld and skips',
      [fileReport({ changes: [change({ status: 'withheld', safety: 'unsafe' })], skips: [skip(), skip()] })],
      preview,
      '1 Dockerfile is up to date. 1 more with --unsafe, 2 left alone (-v says why).\n',
    ],
    ['all ignored', [fileReport({ status: 'ignored' })], preview, '1 Dockerfile ignored.\n'],
  ])('%s', (_name, files, options, expected) => {
    expect(summaryText(files, options)).toBe(expected);
  });

  test('-v says why, with what decides it', () => {
    const out = verboseText(
      [
        fileReport({
          skips: [skip()],
          changes: [change({ status: 'withheld', safety: 'unsafe', code: 'base-unknown', reason: 'r' })],
        }),
      ],
      plain,
    );
    expect(out).toContain('cache-moved: the cache is elsewhere (api/Dockerfile:2: ENV npm_config_cache=/c)');
    expect(out).toContain('with --unsafe: npm keeps /root/.npm between builds (base-unknown: r)');
  });

  test('-v says why of what changes, once, and not what the terminal has said', () => {
    const files = [companionReport(), changedReport({ changes: [change(), change({ status: 'manual' })] })];
    expect(verboseText(files, plain)).toBe(
      'api/Dockerfile\n' +
        '  cache-mounts  line 4  npm keeps /root/.npm between builds. the cache is not in the layer\n' +
        '  cache-mounts  line 4  by hand: npm keeps /root/.npm between builds. the cache is not in the layer\n',
    );
    expect(verboseText(files, plain, { changesShown: true })).toBe('');
    expect(terminalBlock(changedReport(), plain, true)).toContain(
      'line 4  npm keeps /root/.npm between builds. the cache is not in the layer\n',
    );
  });

  test.each([
    [[failedReport()], 'The file was left as it is.\n'],
    [[failedReport(), fileReport(), changedReport()], 'The file was left as it is. 2 others were done.\n'],
    [[failedReport(), failedReport(), fileReport()], '2 files were left as they are. 1 other was done.\n'],
    [[fileReport()], ''],
  ])('the note after errors %#', (files, expected) => {
    expect(failureNote(files)).toBe(expected);
  });
});

test('list: changed paths only', () => {
  expect(
    listReport([changedReport(), fileReport({ path: 'b' }), failedReport(), changedReport({ path: 'c' })]),
  ).toBe('api/Dockerfile\nc\n');
});

test('table: totals, transforms by changes, main reason, failures', () => {
  const files = [
    changedReport({ changes: [change(), change(), change({ transform: 'apt-locked' })] }),
    fileReport({ skips: [skip(), skip({ code: 'generated' }), skip()] }),
    ...Array.from({ length: 7 }, () => failedReport()),
  ];
  const out = batchTable(files, { verbose: false });
  expect(out).toContain('Dockerfiles 9 · would change 1 · already fine 1 · ignored 0 · failed 7');
  expect(out).toMatch(/\ncache-mounts +1 +2 +3 {2}cache-moved\napt-locked +1 +1 +0\n/);
  expect(out).toContain('api/Dockerfile:2:1 unknown instruction "RUNN"');
  expect(out).toContain('… 2 more with -v');
  expect(batchTable(files, { verbose: true })).not.toContain('more with');
});

test('table: the other files that change are named', () => {
  const files = [
    companionReport(),
    changedReport(),
    companionReport({ path: 'b/.dockerignore', companion: { created: false } }),
  ];
  expect(batchTable(files, { verbose: false })).toContain(
    '\nwith them:\n  .dockerignore (new)\n  b/.dockerignore\n',
  );
});

test('columns: numbers to the right, no blanks at the end', () => {
  const columns = [
    { title: 'a', align: 'left' },
    { title: 'n', align: 'right' },
    { title: 'z', align: 'left' },
  ] as const;
  expect(alignColumns(columns, [['xx', '10', '']])).toBe('a    n  z\nxx  10\n');
});

function parsed(text: string): Record<string, unknown> {
  const value: Record<string, unknown> = JSON.parse(text);
  return value;
}

describe('json', () => {
  const options = { tool: { name: 'dfmod', version: '1.2.3' }, cwd: '/p' };

  test('has the documented keys and nothing of the texts', () => {
    const files = [changedReport({ skips: [skip()] }), failedReport(), fileReport({ status: 'ignored' })];
    const document = parsed(jsonReport(files, options));
    expect(Object.keys(document)).toEqual(['schemaVersion', 'tool', 'cwd', 'summary', 'files']);
    expect(document).toMatchObject({
      schemaVersion: 1,
      tool: { name: 'dfmod', version: '1.2.3' },
      cwd: '/p',
      summary: {
        files: 3,
        changed: 1,
        unchanged: 0,
        ignored: 1,
        failed: 1,
        changes: { applied: 0, pending: 1, withheld: 0, manual: 0 },
        skips: 1,
      },
    });
    const [changed, failed] = Array.isArray(document['files']) ? document['files'] : [];
    expect(Object.keys(changed)).toEqual(['path', 'builds', 'status', 'edits', 'changes', 'skips', 'patch']);
    expect(failed['error']).toEqual({
      code: 'unknown-instruction',
      message: 'unknown instruction "RUNN"',
      line: 2,
      column: 1,
    });
  });

  test('a run that ended before any file is a document too', () => {
    const document: unknown = JSON.parse(
      jsonReport([], { ...options, errors: [{ code: 'usage', message: 'm' }] }),
    );
    expect(document).toMatchObject({
      files: [],
      summary: { files: 0 },
      errors: [{ code: 'usage', message: 'm' }],
    });
  });
});

test('counts add up', () => {
  const counts = countReports([changedReport(), fileReport({ skips: [skip()] }), failedReport()]);
  expect(counts.files).toBe(counts.changed + counts.unchanged + counts.ignored + counts.failed);
});
