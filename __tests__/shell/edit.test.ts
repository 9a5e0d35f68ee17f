import { describe, expect, test } from '@jest/globals';
import { sameAfterEdits } from '../../src/shell/check.js';
import { removalEdits } from '../../src/shell/edit.js';
import { applyEdits } from '../../src/text/edits.js';
import { read, runBody } from './read.js';

/** The file without its `rm` commands; `-` when that is refused. */
function without(file: string, escape: '\\' | '`' = '\\'): string {
  const script = read(runBody(file, escape));
  const commands = script.commands.filter(({ words }) => words[0]?.value === 'rm');
  const edits = removalEdits(script, file, commands, escape);
  if (edits === undefined) return '-';
  const after = applyEdits(file, edits);
  expect(sameAfterEdits(script, edits, read(runBody(after, escape)))).toBeUndefined();
  return after;
}

const cases: Record<string, [string[], string[]]> = {
  'operators at line ends': [
    ['RUN a && \\', '    rm x && \\', '    c', 'USER d'],
    ['RUN a && \\', '    c', 'USER d'],
  ],
  'operators at line starts': [
    ['RUN a \\', '    && rm x \\', '    && c'],
    ['RUN a \\', '    && c'],
  ],
  'the last, operators at line ends': [
    ['RUN a && \\', '    rm x', 'USER d'],
    ['RUN a', 'USER d'],
  ],
  'the last, operators at line starts': [
    ['RUN a \\', ' && rm x', 'USER d'],
    ['RUN a', 'USER d'],
  ],
  'the last two': [['RUN a && \\', '    rm x && \\', '    rm y'], ['RUN a']],
  'two with one between': [
    ['RUN a \\', '  && rm x \\', '  && b \\', '  && rm y'],
    ['RUN a \\', '  && b'],
  ],
  'the first, operators at line ends': [
    ['RUN rm x && \\', '    b && \\', '    c'],
    ['RUN b && \\', '    c'],
  ],
  'the first, operators at line starts': [
    ['RUN rm x \\', '    && b \\', '    && c'],
    ['RUN b \\', '    && c'],
  ],
  'the first two': [['RUN rm x && \\', '    rm y && \\', '    c'], ['RUN c']],
  'on one line': [['RUN a && rm x && c'], ['RUN a && c']],
  'before others on its line': [
    ['RUN a && \\', '    rm x && c && \\', '    d'],
    ['RUN a && \\', '    c && \\', '    d'],
  ],
  'behind others on its line': [
    ['RUN a && \\', '    b && rm x && \\', '    d'],
    ['RUN a && \\', '    b && \\', '    d'],
  ],
  'over several lines': [
    ['RUN a && \\', '    rm x \\', '       y && \\', '    d'],
    ['RUN a && \\', '    d'],
  ],
  'a list with semicolons': [
    ['RUN set -eux; \\', '\ta; \\', '\trm x; \\', '\tb'],
    ['RUN set -eux; \\', '\ta; \\', '\tb'],
  ],
  'the last of a list with semicolons': [
    ['RUN set -eux; \\', '\ta; \\', '\trm x'],
    ['RUN set -eux; \\', '\ta'],
  ],
  'the last with a semicolon of its own': [
    ['RUN set -e; \\', '\ta; \\', '\trm x;'],
    ['RUN set -e; \\', '\ta;'],
  ],
  'comments around, operators at line ends': [
    ['RUN a && \\', '    # clean', '    rm x && \\', '    # next', '    c'],
    ['RUN a && \\', '    # clean', '    # next', '    c'],
  ],
  'comments around, operators at line starts': [
    ['RUN a \\', '    # clean', '    && rm x \\', '# next', '    && c'],
    ['RUN a \\', '    # clean', '# next', '    && c'],
  ],
  'a comment before the last, operators at line ends': [
    ['RUN a && \\', '    # clean', '    rm x', 'USER d'],
    ['RUN a', '    # clean', 'USER d'],
  ],
  'a comment before the last, operators at line starts': [
    ['RUN a \\', '    # clean', '    && rm x', 'USER d'],
    ['RUN a', '    # clean', 'USER d'],
  ],
  'a comment behind the first, operators at line ends': [
    ['RUN rm x && \\', '    # next', '    b'],
    ['RUN \\', '    # next', '    b'],
  ],
  'a comment behind the first, operators at line starts': [
    ['RUN rm x \\', '    # next', '    && b'],
    ['RUN \\', '    # next', '    b'],
  ],
  'a comment inside it': [
    ['RUN a && \\', '    rm x \\', '    # why', '       y && \\', '    c'],
    ['RUN a && \\', '    # why', '    c'],
  ],
  'comments between the last two, operators at line starts': [
    ['RUN a \\', '  # clean', '  && rm x \\', '  # more', '  && rm y', 'USER b'],
    ['RUN a', '  # clean', '  # more', 'USER b'],
  ],
  'comments between the last two, operators at line ends': [
    ['RUN a && \\', '  rm x && \\', '  # more', '  rm y', 'USER b'],
    ['RUN a', '  # more', 'USER b'],
  ],
  'a comment inside the first': [['RUN rm x \\', '    # why', '    y && \\', '    b'], ['-']],
  'blank lines between': [
    ['RUN a && \\', '', '    rm x && \\', '', '    c'],
    ['RUN a && \\', '', '    c'],
  ],
  'inside a nested shell': [
    ["RUN sh -c 'a && \\", '    rm x && \\', "    b'"],
    ["RUN sh -c 'a && \\", "    b'"],
  ],
  'in a group': [
    ['RUN { \\', '    a; \\', '    rm x; \\', '    b; \\', '    } && c'],
    ['RUN { \\', '    a; \\', '    b; \\', '    } && c'],
  ],
  'all of a list': [['RUN rm x && \\', '    rm y'], ['-']],
};

describe('commands go as if they had never been written', () => {
  test.each(Object.entries(cases))('%s', (_, [before, after]) => {
    expect(without(before.join('\n'))).toBe(after.join('\n'));
  });

  test.each(Object.entries(cases))('%s, with CRLF', (_, [before, after]) => {
    expect(without(`${before.join('\r\n')}\r\n`)).toBe(after[0] === '-' ? '-' : `${after.join('\r\n')}\r\n`);
  });

  test.each(Object.entries(cases))('%s, with another escape character', (_, [before, after]) => {
    expect(without(before.join('\n').replaceAll('\\', '`'), '`')).toBe(
      after.join('\n').replaceAll('\\', '`'),
    );
  });
});

describe('in a here-document', () => {
  const bodies: [string, string][] = [
    ['a\nrm x\nb\n', 'a\nb\n'],
    ['  rm x\n  b\n', '  b\n'],
    ['a\n\n# clean\nrm x\n\nb\n', 'a\n\n# clean\n\nb\n'],
    ['set -e\na\nrm x\n', 'set -e\na\n'],
    ['set -e\na\n# clean\nrm x\n', 'set -e\na\n# clean\n'],
    ['a && \\\n  rm x && \\\n  b\n', 'a && \\\n  b\n'],
    ['a \\\n  && rm x\nb\n', 'a\nb\n'],
    ['a &&\n  rm x\nb\n', 'a\nb\n'],
    ['if a; then\n  rm x\n  b\nfi\n', 'if a; then\n  b\nfi\n'],
    ['a\r\nrm x\r\nb\r\n', 'a\r\nb\r\n'],
  ];
  test.each(bodies)('%j', (before, after) => {
    const script = read(before, { dialect: 'bash' });
    const commands = script.commands.filter(({ words }) => words[0]?.value === 'rm');
    const edits = removalEdits(script, before, commands, '\\') ?? [];
    expect(applyEdits(before, edits)).toBe(after);
  });
});

test('the last of a list do not go together when what is then the last may fail unseen', () => {
  expect(without('RUN set -e; a && b; rm x; rm y')).toBe('-');
  expect(without('RUN set -e; a; rm x; rm y')).toBe('RUN set -e; a');
});

test.each([
  'RUN set -e; { rm x; rm y; } && a',
  'RUN { rm x; rm y && rm z; } && a',
  'RUN (set -e; a; b) && rm x && rm y',
])('not together, though each by itself: %s', (file) => {
  expect(without(file)).toBe('-');
});
