import { describe, expect, test } from '@jest/globals';
import { mountsOf } from '../../src/dockerfile/mounts.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { insertMounts, type MountSpec } from '../../src/dockerfile/print.js';
import { applyEdits } from '../../src/text/edits.js';

const NPM: MountSpec = { type: 'cache', target: '/root/.npm' };
const APT: MountSpec = { type: 'cache', id: 'apt', target: '/var/cache/apt', sharing: 'locked' };
const N = '--mount=type=cache,target=/root/.npm';
const A = '--mount=type=cache,id=apt,target=/var/cache/apt,sharing=locked';
const LONG = `echo ${'x'.repeat(60)}`;

/** The file after the edit; checks that it reads as before but for the mounts. */
function printed(text: string, mounts: readonly MountSpec[], indent?: string): string {
  const before = parseDockerfile(text);
  const run = before.instructions.find(({ keyword }) => keyword === 'RUN');
  if (run === undefined) throw new Error('no RUN');
  const after = applyEdits(text, [insertMounts(before, run, mounts, indent === undefined ? {} : { indent })]);
  const read = parseDockerfile(after);
  expect(read.instructions.map(({ body }) => body.text)).toEqual(
    before.instructions.map(({ body }) => body.text),
  );
  const changed = read.instructions[run.index];
  const found = changed === undefined ? [] : mountsOf(changed).slice(mountsOf(run).length);
  expect(found).toMatchObject(mounts);
  expect(found).toHaveLength(mounts.length);
  expect(changed?.heredocs.length).toBe(run.heredocs.length);
  return after;
}

describe('one mount', () => {
  test.each([
    ['on the line', 'RUN npm ci\n', `RUN ${N} npm ci\n`],
    ['no final newline', 'RUN npm ci', `RUN ${N} npm ci`],
    ['continued command', 'RUN npm ci && \\\n  x\n', `RUN ${N} npm ci && \\\n  x\n`],
    ['too long for 100 columns', `RUN ${LONG}\n`, `RUN ${N} \\\n    ${LONG}\n`],
    ['too long, own indent', `RUN ${LONG} && \\\n\tx\n`, `RUN ${N} \\\n\t${LONG} && \\\n\tx\n`],
    [
      'too long, a block and a far redirect',
      `RUN if ${LONG}; then \\\n        x \\\n            >y; \\\n    fi\n`,
      `RUN ${N} \\\n    if ${LONG}; then \\\n        x \\\n            >y; \\\n    fi\n`,
    ],
    ['command in the next line', 'RUN \\\n  npm ci\n', `RUN ${N} \\\n  npm ci\n`],
    ['comment in between', 'RUN \\\n  # why\n  npm ci\n', `RUN ${N} \\\n  # why\n  npm ci\n`],
    ['escape right behind RUN', 'RUN\\\n  npm ci\n', `RUN ${N} \\\n  npm ci\n`],
    ['keyword in two lines', 'RU\\\nN npm ci\n', `RU\\\nN ${N} npm ci\n`],
    ['exec form', 'RUN ["npm", "ci"]\n', `RUN ${N} ["npm", "ci"]\n`],
    ['heredoc', 'RUN <<EOF\nnpm ci\nEOF\n', `RUN ${N} <<EOF\nnpm ci\nEOF\n`],
    ['lower case, tab', 'run\tnpm ci\n', `run\t${N} npm ci\n`],
    ['CRLF', `RUN ${LONG}\r\nRUN b\r\n`, `RUN ${N} \\\r\n    ${LONG}\r\nRUN b\r\n`],
    [
      'this line is LF, most are CRLF',
      `RUN ${LONG}\nRUN b\r\nRUN c\r\n`,
      `RUN ${N} \\\n    ${LONG}\nRUN b\r\nRUN c\r\n`,
    ],
    ['no command at all', 'RUN\n', `RUN ${N}\n`],
    ['NBSP in front', 'RUN \u00a0npm ci\n', `RUN ${N} \u00a0npm ci\n`],
    ['shell comment', `RUN # ${LONG}\n`, `RUN ${N} # ${LONG}\n`],
    ['-- ends the flags', 'RUN -- npm ci\n', `RUN ${N} -- npm ci\n`],
    ['behind a flag', 'RUN --network=none npm ci\n', `RUN --network=none ${N} npm ci\n`],
    [
      'mounts in lines',
      'RUN --mount=type=ssh \\\n  --mount=type=cache,target=/a \\\n  npm ci\n',
      `RUN --mount=type=ssh \\\n  --mount=type=cache,target=/a \\\n  ${N} \\\n  npm ci\n`,
    ],
    [
      'mounts in lines, command behind',
      'RUN --mount=type=ssh \\\n  --mount=type=cache,target=/a npm ci\n',
      `RUN --mount=type=ssh \\\n  --mount=type=cache,target=/a \\\n  ${N} npm ci\n`,
    ],
    [
      'mount, then comment',
      'RUN --mount=type=ssh \\\n  # why\n  npm ci\n',
      `RUN --mount=type=ssh \\\n  ${N} \\\n  # why\n  npm ci\n`,
    ],
    [
      'a flag on a long line',
      `RUN --mount=type=ssh ${LONG}\n`,
      `RUN --mount=type=ssh \\\n    ${N} \\\n    ${LONG}\n`,
    ],
  ])('%s', (_, run, expected) => {
    expect(printed(`FROM a\n${run}`, [NPM])).toBe(`FROM a\n${expected}`);
  });
});

describe('several mounts stand one a line', () => {
  test.each([
    ['command on the line', 'RUN npm ci\n', `RUN ${A} \\\n    ${N} \\\n    npm ci\n`],
    ['command below', 'RUN \\\n  npm ci\n', `RUN ${A} \\\n  ${N} \\\n  npm ci\n`],
    ['heredoc', 'RUN <<EOF\nx\nEOF\n', `RUN ${A} \\\n    ${N} \\\n    <<EOF\nx\nEOF\n`],
    [
      'behind a flag',
      'RUN --network=none npm ci\n',
      `RUN --network=none \\\n    ${A} \\\n    ${N} \\\n    npm ci\n`,
    ],
  ])('%s', (_, run, expected) => {
    expect(printed(`FROM a\n${run}`, [APT, NPM])).toBe(`FROM a\n${expected}`);
  });
});

describe('the file’s own style', () => {
  test.each([
    [
      'indent of other instructions',
      'FROM a\nENV A=1 \\\n  B=2\nCOPY a \\\n  b\nLABEL a=b \\\n\tc=d\n',
      'RUN npm ci\n',
      '  ',
    ],
    [
      'the least indent, not that of a block in the script',
      'FROM a\nRUN for i in a; do \\\n        x; \\\n    done && \\\n  y\n'.replace('RUN', 'ONBUILD RUN'),
      'RUN npm ci\n',
      '  ',
    ],
    ['the project’s', 'FROM a\n', 'RUN npm ci\n', '   '],
  ])('%s', (_, head, run, indent) => {
    expect(printed(head + run, [APT, NPM], '   ')).toBe(
      `${head}RUN ${A} \\\n${indent}${N} \\\n${indent}npm ci\n`,
    );
  });

  test('escape character', () => {
    const head = '# escape=`\nFROM a\n';
    expect(printed(`${head}RUN npm ci\n`, [APT, NPM])).toBe(`${head}RUN ${A} \`\n    ${N} \`\n    npm ci\n`);
  });

  test('spelling of keys', () => {
    const head = 'FROM a\n';
    const after = printed(`${head}RUN --mount=src=x,dst=/x npm ci\n`, [
      { type: 'bind', source: 'y', target: '/y' },
    ]);
    expect(after).toBe(`${head}RUN --mount=src=x,dst=/x --mount=type=bind,src=y,dst=/y npm ci\n`);
  });
});

test('keys in one order', () => {
  const spec: MountSpec = {
    gid: '2',
    uid: '1',
    sharing: 'private',
    target: '/t',
    from: 'f',
    source: 's',
    id: 'i',
    type: 'cache',
  };
  expect(printed('FROM a\nRUN x\n', [spec])).toBe(
    'FROM a\nRUN --mount=type=cache,id=i,from=f,source=s,target=/t,sharing=private,uid=1,gid=2 x\n',
  );
});

test.each(['/a b', '/a,b', '/a"b', "/a'b", String.raw`C:\a`, String.raw`/a\",' b`, '$HOME/x', '/é'])(
  'the value %s',
  (target) => {
    printed('FROM a\nRUN x\n', [{ type: 'cache', target }]);
  },
);
