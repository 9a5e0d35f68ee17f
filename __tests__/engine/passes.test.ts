import { describe, expect, test } from '@jest/globals';
import { expectContract, expectStable } from '../support/contract.js';
import { rewriteText, skipNames } from '../support/examples.js';

describe('what is reported', () => {
  const text = 'FROM debian\nRUN apt-get update\nRUN apt-get install -y make\n';

  test('positions and evidence are those of the file as it was read', () => {
    const report = rewriteText(text);
    expect(report.status).toBe('changed');
    const skip = report.skips.find(({ code }) => code === 'lists-not-updated-here');
    expect(skip?.range.start).toEqual({ line: 3, column: 1, offset: text.indexOf('RUN apt-get install') });
    expect(skip?.evidence.text).toBe('apt-get install -y make');
    expect(report.changes[0]?.range.start.line).toBe(3);
  });

  test('an unsafe change is withheld, and made with unsafe', async () => {
    const unknown = 'FROM registry.example.com/x\nRUN npm ci\n';
    expect(rewriteText(unknown)).toMatchObject({
      status: 'unchanged',
      changes: [{ status: 'withheld', code: 'base-unknown' }],
    });
    const made = rewriteText(unknown, { unsafe: true });
    expect(made).toMatchObject({ status: 'changed', changes: [{ status: 'pending', safety: 'unsafe' }] });
    expectContract(made);
    await expectStable({ Dockerfile: unknown }, [made], { unsafe: true });
  });

  test('the configuration says what an image is', () => {
    const unknown = 'FROM registry.example.com/base/node:22\nRUN npm ci\n';
    const options = { baseImages: { 'registry.example.com/base/*': { user: 'root' } } };
    expect(rewriteText(unknown, options)).toMatchObject({ status: 'changed', changes: [{ safety: 'safe' }] });
    const other = { baseImages: { 'registry.example.com/base/*': { like: 'node:22', user: 'node' } } };
    expect(rewriteText(unknown, other).after).toContain('target=/home/node/.npm,uid=1000,gid=1000');
  });
});

describe('bytes outside the edits', () => {
  test.each([
    ['CRLF', 'FROM node:22\r\nRUN npm ci \\\r\n  && npm cache clean --force\r\nCMD ["x"]\r\n'],
    ['a byte order mark', '\uFEFFFROM node:22\nRUN npm ci\n'],
    ['no final newline', 'FROM node:22\nRUN npm ci'],
    [
      'comments between continued lines',
      'FROM debian\nRUN apt-get update && \\\n  # why\n  apt-get install -y x && \\\n  # clean\n  rm -rf /var/lib/apt/lists/*\n',
    ],
    ['tabs and odd blanks', 'FROM node:22\nrun\tnpm ci   \n\n\n'],
    ['another escape character', '# escape=`\nFROM node:22\nRUN npm ci `\n  && npm cache clean --force\n'],
  ])('%s', async (_, text) => {
    const report = rewriteText(text);
    expect(report.status).toBe('changed');
    expectContract(report);
    await expectStable({ Dockerfile: text }, [report]);
    expect(report.after.includes('\r\n') && /[^\r]\n/.test(report.after)).toBe(false);
  });

  test('bytes that are not UTF-8', () => {
    const report = rewriteText('FROM node:22\n# caf\xe9\nRUN npm ci\n', {}, true);
    expect(report.after).toBe('FROM node:22\n# caf\xe9\nRUN --mount=type=cache,target=/root/.npm npm ci\n');
  });
});

const file = (pragma: string) => `FROM node:22\nRUN npm ci\n${pragma}\nRUN npm i -g x\n`;

describe('pragmas', () => {
  test.each([
    ['# dfmod ignore', 1],
    ['# dfmod ignore=cache-mounts # why', 1],
    ['# dfmod ignore=apt-locked', 2],
    ['# dfmod global ignore', 0],
  ])('%s leaves %i changes', (pragma, changes) => {
    const report = rewriteText(file(pragma));
    expect(report.changes).toHaveLength(changes);
    expect(skipNames(report)).toHaveLength(2 - changes);
  });

  test('unknown ids, unused pragmas and words that only look like one are warned about', () => {
    expect(rewriteText(file('# dfmod ignore=cache-mount')).warnings).toMatchObject([
      { code: 'unknown-pragma', line: 3 },
    ]);
    expect(rewriteText(file('# dfmod ignore=apt-locked')).warnings).toMatchObject([
      { code: 'unused-pragma', line: 3, column: 1 },
    ]);
    expect(rewriteText(file('# dfmod ingore')).warnings).toMatchObject([{ code: 'unknown-pragma', line: 3 }]);
    expect(rewriteText(file('# dfmod ignore')).warnings).toEqual([]);
  });

  test('--no-inline-ignores', () => {
    expect(rewriteText(file('# dfmod ignore'), { inlineIgnores: false }).changes).toHaveLength(2);
  });
});

test('an engine without mounts writes none', () => {
  expect(skipNames(rewriteText('FROM node:22\nRUN npm ci\n', { engine: 'kaniko' }))).toEqual([
    'cache-mounts: engine-without-mounts',
  ]);
});
