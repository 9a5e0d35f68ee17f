import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { wrongAfter } from '../../src/engine/guard.js';
import { factsOf } from '../../src/facts/facts.js';
import { applyEdits } from '../../src/text/edits.js';
import type { Edit, Placed } from '../../src/types.js';

/** What the guard says when a text as a whole became another one, arranged so. */
function guard(
  before: string,
  after: string,
  arrangement?: readonly Placed[],
  removed?: readonly number[],
): string | undefined {
  const doc = parseDockerfile(before);
  const edits: Edit[] = [{ start: 0, end: before.length, text: after }];
  const intent = { edits, ...(arrangement && { arrangement }), ...(removed && { removed }) };
  return wrongAfter(doc, () => factsOf(doc), intent, applyEdits(before, edits), false);
}

const part = (partOf: number): Placed => ({ partOf });
const BASE = 'FROM node:22\nCOPY . .\nRUN npm ci\nCMD ["x"]\n';

describe('moved instructions', () => {
  test.each<[string, string, string, Placed[]]>([
    ['a COPY behind a RUN', BASE, 'FROM node:22\nRUN npm ci\nCOPY . .\nCMD ["x"]\n', [0, 2, 1, 3]],
    [
      'a new COPY in front',
      BASE,
      'FROM node:22\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nCMD ["x"]\n',
      [0, 'new', 2, 1, 3],
    ],
    [
      'with their comments and heredocs',
      'FROM a\n# why\nCOPY <<EOF /x\nRUN y\nEOF\n# what\nRUN b\n',
      'FROM a\n# what\nRUN b\n# why\nCOPY <<EOF /x\nRUN y\nEOF\n',
      [0, 2, 1],
    ],
    [
      'with what speaks to a linter',
      'FROM a\nCOPY . .\n# hadolint ignore=DL3008\nRUN b\n',
      'FROM a\n# hadolint ignore=DL3008\nRUN b\nCOPY . .\n',
      [0, 2, 1],
    ],
    [
      'a first stage',
      'FROM a\nCOPY x y\nRUN b\nFROM c\nRUN d\n',
      'FROM a\nRUN b\nCOPY x y\nFROM c\nRUN d\n',
      [0, 2, 1, 3, 4],
    ],
  ])('%s', (_, before, after, arrangement) => {
    expect(guard(before, after, arrangement)).toBeUndefined();
  });

  test.each<[string, string, string, Placed[], string]>([
    ['lost', BASE, 'FROM node:22\nRUN npm ci\nCMD ["x"]\n', [0, 2, 3], 'is lost'],
    [
      'twice',
      BASE,
      'FROM node:22\nCOPY . .\nRUN npm ci\nCOPY . .\nCMD ["x"]\n',
      [0, 1, 2, 1, 3],
      'more than once',
    ],
    [
      'not arranged as said',
      BASE,
      'FROM node:22\nRUN npm ci\nCOPY . .\nCMD ["x"]\n',
      [0, 1, 2, 3],
      'another one',
    ],
    ['more than said', BASE, `${BASE}RUN x\n`, [0, 1, 2, 3], 'more or fewer'],
    [
      'changed on its way',
      BASE,
      'FROM node:22\nRUN npm i\nCOPY . .\nCMD ["x"]\n',
      [0, 2, 1, 3],
      'not what it was',
    ],
    [
      'a new RUN',
      BASE,
      'FROM node:22\nRUN rm x\nCOPY . .\nRUN npm ci\nCMD ["x"]\n',
      [0, 'new', 1, 2, 3],
      'no plain COPY',
    ],
    [
      'a number that is none',
      BASE,
      'FROM node:22\nCOPY . .\nRUN npm ci\nCMD ["x"]\nCMD ["x"]\n',
      [0, 1, 2, 3, 9],
      'not there',
    ],
    [
      'moved over a FROM',
      'FROM a\nRUN b\nFROM c\nRUN d\n',
      'FROM a\nFROM c\nRUN b\nRUN d\n',
      [0, 2, 1, 3],
      'another stage',
    ],
    ['stages changed places', 'FROM a\nFROM b\n', 'FROM b\nFROM a\n', [1, 0], 'another'],
    ['an ARG got into a stage', 'ARG v\nFROM a\n', 'FROM a\nARG v\n', [1, 0], 'another stage'],
    [
      'a pragma is separated',
      'FROM a\nCOPY . .\n# dfmod ignore\nRUN b\n',
      'FROM a\nRUN b\n# dfmod ignore\nCOPY . .\n',
      [0, 2, 1],
      'pragma',
    ],
    [
      'a new COPY takes a pragma',
      'FROM a\n# dfmod ignore\nRUN b\n',
      'FROM a\n# dfmod ignore\nCOPY x y\nRUN b\n',
      [0, 'new', 1],
      'pragma',
    ],
    [
      "a linter's comment is separated",
      'FROM a\nCOPY . .\n# hadolint ignore=DL3008\nRUN b\n',
      'FROM a\nRUN b\n# hadolint ignore=DL3008\nCOPY . .\n',
      [0, 2, 1],
      'linter',
    ],
    [
      'a comment is lost',
      'FROM a\n# why\nCOPY . .\nRUN b\n',
      'FROM a\nRUN b\nCOPY . .\n',
      [0, 2, 1],
      'came or went',
    ],
    [
      'a comment becomes a directive',
      '#\n# escape=`\nFROM a\nCOPY . .\nRUN b\n',
      '# escape=`\n#\nFROM a\nRUN b\nCOPY . .\n',
      [0, 2, 1],
      'directives',
    ],
  ])('refused: %s', (_, before, after, arrangement, wrong) => {
    expect(guard(before, after, arrangement)).toContain(wrong);
  });
});

describe('instructions that go', () => {
  const before = 'FROM a\nCOPY x /tmp/x\nRUN b\n';
  test('a COPY, as said', () => {
    expect(guard(before, 'FROM a\nRUN b\n', undefined, [1])).toBeUndefined();
  });

  test.each<[string, string, string, readonly number[] | undefined]>([
    ['not said', before, 'FROM a\nRUN b\n', undefined],
    ['a RUN', before, 'FROM a\nCOPY x /tmp/x\n', [2]],
    ['still there', before, before, [1]],
  ])('refused: %s', (_, text, after, removed) => {
    expect(guard(text, after, undefined, removed)).toEqual(expect.any(String));
  });
});

const run = (body: string): string => `FROM a\nWORKDIR /w\nRUN ${body}\n`;
const parts = (...bodies: readonly string[]): string =>
  `FROM a\nWORKDIR /w\n${bodies.map((body) => `RUN ${body}\n`).join('')}`;

describe('divided RUNs', () => {
  test.each<[string, string, string[]]>([
    ['at &&', 'npm ci && npm run build', ['npm ci', 'npm run build']],
    ['in three', 'a && b && c', ['a', 'b', 'c']],
    ['over lines', 'a \\\n  # why\n  && b', ['a\n# why', 'b']],
    ['what is said again: cd', 'cd x && a && b', ['cd x && a', 'cd x && b']],
    ['what is said again: set', 'set -ex; a; b && c', ['set -ex; a; b', 'set -ex && c']],
    ['at ; under errexit', 'set -e; a; b', ['set -e; a', 'set -e && b']],
    ['a group behind', 'a && (b; c)', ['a', '(b; c)']],
    ['a condition behind', 'a && if b; then c; fi', ['a', 'if b; then c; fi']],
    ['a pipe behind', 'a && b | c', ['a', 'b | c']],
    ['a rescue in front', 'a || b && c', ['a || b', 'c']],
    ['a substitution', 'a "$(b && c)" && d', ['a "$(b && c)"', 'd']],
    ['a nested shell', "sh -c 'a && b' && c", ["sh -c 'a && b'", 'c']],
    ['flags', '--network=host a && b', ['--network=host a', '--network=host b']],
    ['redirects', 'a 2>&1 && b >f', ['a 2>&1', 'b >f']],
  ])('%s', (_, whole, divided) => {
    const arrangement: Placed[] = [0, 1, ...divided.map(() => part(2))];
    expect(guard(run(whole), parts(...divided), arrangement)).toBeUndefined();
  });

  test.each<[string, string, string[]]>([
    ['at ;', 'a; b', ['a', 'b']],
    ['at || ', 'a || b', ['a', 'b']],
    ['in front of a rescue', 'a && b || c', ['a', 'b || c']],
    ['in front of what runs anyway', 'a && b; c', ['a', 'b; c']],
    ['hidden by what is said again', 'cd x && a && b; c', ['cd x && a', 'cd x && b; c']],
    ['errexit does not see it', 'set -e; a && b; c', ['set -e; a && b', 'set -e && c']],
    ['a negation', 'set -e; ! a; b', ['set -e; ! a', 'set -e && b']],
    [
      'a loop that ends in a failure',
      'set -e; for i in 1; do a && b; done; c',
      ['set -e; for i in 1; do a && b; done', 'set -e && c'],
    ],
    ['a changed word', 'a && b', ['a', 'c']],
    ['another order', 'a && b', ['b', 'a']],
    ['a lost command', 'a && b && c', ['a', 'c']],
    ['a new command', 'a && b', ['a', 'x && b']],
    ['a new folder', 'a && b', ['a', 'cd x && b']],
    ['a lost folder', 'cd x && a && b', ['cd x && a', 'b']],
    ['a lost option', 'set -e; a; b; c', ['set -e; a', 'b; c']],
    ['a variable', 'X=1 && a && b', ['X=1 && a', 'b']],
    ['an export', 'export X=1 && a && b', ['export X=1 && a', 'b']],
    ['a sourced file', '. ./env && b', ['. ./env', 'b']],
    ['an alias', 'alias x=y && b', ['alias x=y', 'b']],
    ['a function', 'f() { a; } && f', ['f() { a; }', 'f']],
    ['a job in the background', 'a & b && c', ['a & b', 'c']],
    ['an early end', 'a && exit 0 && b', ['a && exit 0', 'b']],
    ['a folder that only the build knows', 'cd $X && a && b', ['cd $X && a', 'cd $X && b']],
    ['a lost redirect', 'a >f && b', ['a', 'b']],
    ['other flags', '--network=host a && b', ['--network=host a', 'b']],
    [
      'a tmpfs',
      '--mount=type=tmpfs,target=/t a && b',
      ['--mount=type=tmpfs,target=/t a', '--mount=type=tmpfs,target=/t b'],
    ],
    ['only one part', 'a', ['a']],
    ['an exec form', '["a", "b"]', ['["a"]', '["b"]']],
  ])('refused: %s', (_, whole, divided) => {
    const arrangement: Placed[] = [0, 1, ...divided.map(() => part(2))];
    expect(guard(run(whole), parts(...divided), arrangement)).toEqual(expect.any(String));
  });

  test('refused: a heredoc', () => {
    const before = 'FROM a\nRUN <<EOF\na && b\nEOF\n';
    expect(guard(before, 'FROM a\nRUN a\nRUN b\n', [0, part(1), part(1)])).toContain('heredoc');
  });

  test('refused: another step between the parts', () => {
    const before = 'FROM a\nUSER x\nRUN a && b\n';
    expect(guard(before, 'FROM a\nRUN a\nUSER x\nRUN b\n', [0, part(2), 1, part(2)])).toContain('between');
  });

  test('refused: a pragma that would hold for one part only', () => {
    const before = 'FROM a\n# dfmod ignore=cache-mounts\nRUN a && b\n';
    const after = 'FROM a\n# dfmod ignore=cache-mounts\nRUN a\nRUN b\n';
    expect(guard(before, after, [0, part(1), part(1)])).toContain('pragma');
  });
});
