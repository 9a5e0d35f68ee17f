import { expect, test } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';

function pragmasOf(text: string): (readonly unknown[])[] {
  return parseDockerfile(text).pragmas.map(({ scope, ids, instruction, line }) => [
    scope,
    ids,
    instruction,
    line,
  ]);
}

test.each([
  [
    'for the next instruction',
    'FROM a\n# dfmod ignore=cache-mounts,split-copy # made in CI\n\n# more\nRUN b\n',
    ['instruction', ['cache-mounts', 'split-copy'], 1, 2],
  ],
  ['every transform', 'FROM a\n#dfmod ignore\nRUN b\n', ['instruction', [], 1, 2]],
  ['global', '# dfmod global ignore=bind-mounts\nFROM a\n', ['global', ['bind-mounts'], undefined, 1]],
  ['the stage below', '# dfmod stage ignore # gone\nARG V\nFROM a\n', ['stage', [], 1, 1]],
  ['the stage below, not this one', 'FROM a\n  # dfmod stage ignore\nRUN b\nFROM c\n', ['stage', [], 2, 2]],
  ['nothing follows', 'FROM a\n# dfmod ignore\n', ['instruction', [], undefined, 2]],
  [
    'behind the directives',
    '# syntax=x\r\n# dfmod ignore = a , b\r\nFROM a\r\n',
    ['instruction', ['a', 'b'], 0, 2],
  ],
])('%s', (_, text, expected) => {
  expect(pragmasOf(text)).toEqual([expected]);
});

test.each([
  ['in a heredoc', 'FROM a\nRUN <<EOF\n# dfmod ignore\nEOF\n'],
  ['inside an instruction', 'FROM a\nRUN b \\\n# dfmod ignore\n c\n'],
  ['behind code', 'FROM a\nRUN b # dfmod ignore\n'],
  ['in a sentence', 'FROM a\n# see dfmod ignore\n# dfmodx ignore\n'],
])('no pragma %s', (_, text) => {
  expect(parseDockerfile(text)).toMatchObject({ pragmas: [], unreadPragmas: [] });
});

test.each([
  '# dfmod',
  '# dfmod ingore',
  '# dfmod: ignore',
  '# dfmod ignore because',
  '# dfmod ignore=',
  '# dfmod ignore= , # x',
  '# dfmod file ignore',
])('a slip is told: %s', (comment) => {
  const text = `FROM a\n${comment}\nRUN b\n`;
  const doc = parseDockerfile(text);
  expect(doc.pragmas).toEqual([]);
  expect(doc.unreadPragmas.map(({ start, end }) => text.slice(start, end))).toEqual([comment]);
});
