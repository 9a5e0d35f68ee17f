import { describe, expect, test } from '@jest/globals';
import { sameAfterEdits } from '../../src/shell/check.js';
import { insertAfterWord, removeWordEdits } from '../../src/shell/edit.js';
import { applyEdits } from '../../src/text/edits.js';
import { command, read, runBody } from './read.js';

/** The file without the words of its `pip` command that begin with `--x`. */
function without(file: string, escape: '\\' | '`' = '\\'): string {
  const script = read(runBody(file, escape));
  const pip = command(script, 'pip');
  const words = pip.words.filter(({ raw }) => raw.startsWith('--x'));
  const edits = removeWordEdits(script, file, pip, words, escape);
  if (edits === undefined) return '-';
  const after = applyEdits(file, edits);
  expect(sameAfterEdits(script, edits, read(runBody(after, escape)))).toBeUndefined();
  return after;
}

const cases: Record<string, [string[], string[]]> = {
  'between others': [['RUN pip i --x a'], ['RUN pip i a']],
  'the last': [['RUN pip i a --x && b'], ['RUN pip i a && b']],
  'two together': [['RUN pip i --x --x2 a'], ['RUN pip i a']],
  'two apart': [['RUN pip --x i --x2 a'], ['RUN pip i a']],
  'a line of its own': [
    ['RUN pip i \\', '    --x \\', '    -r a'],
    ['RUN pip i \\', '    -r a'],
  ],
  'several lines': [
    ['RUN pip i \\', '    --x \\', '    --x2 \\', '    a'],
    ['RUN pip i \\', '    a'],
  ],
  'the last line': [
    ['RUN pip i a \\', '    --x', 'USER b'],
    ['RUN pip i a', 'USER b'],
  ],
  'the last two lines': [
    ['RUN pip i a \\', '    --x \\', '    --x2', 'USER b'],
    ['RUN pip i a', 'USER b'],
  ],
  'the last line before an operator': [
    ['RUN pip i a \\', '    --x && \\', '    b'],
    ['RUN pip i a && \\', '    b'],
  ],
  'lines before an operator': [
    ['RUN pip i a \\', '  --x \\', '  --x2 && \\', '  b'],
    ['RUN pip i a && \\', '  b'],
  ],
  'a line before an operator on the next': [
    ['RUN pip i a \\', '    --x \\', '    && b'],
    ['RUN pip i a \\', '    && b'],
  ],
  'the first of its line': [
    ['RUN pip i \\', '    --x a \\', '    b'],
    ['RUN pip i \\', '    a \\', '    b'],
  ],
  'the last of its line': [
    ['RUN pip i --x \\', '    a'],
    ['RUN pip i \\', '    a'],
  ],
  'comments around': [
    ['RUN pip i \\', '    # why', '    --x \\', '    # what', '    a'],
    ['RUN pip i \\', '    # why', '    # what', '    a'],
  ],
  'a comment before the last line': [
    ['RUN pip i a \\', '    # why', '    --x', 'USER b'],
    ['RUN pip i a', '    # why', 'USER b'],
  ],
  'a comment before it and an operator behind': [
    ['RUN pip i a \\', '    # why', '    --x && \\', '    b'],
    ['RUN pip i a \\', '    # why', '    && \\', '    b'],
  ],
  'in a nested shell': [["RUN sh -c 'pip i --x a'"], ["RUN sh -c 'pip i a'"]],
};

describe('words go with their blanks and lines', () => {
  test.each(Object.entries(cases))('%s', (_, [before, after]) => {
    expect(without(before.join('\n'))).toBe(after.join('\n'));
    expect(without(`${before.join('\r\n')}\r\n`)).toBe(`${after.join('\r\n')}\r\n`);
    expect(without(before.join('\n').replaceAll('\\', '`'), '`')).toBe(
      after.join('\n').replaceAll('\\', '`'),
    );
  });

  test('only arguments of that command do', () => {
    const file = 'RUN pip i a; b c';
    const script = read(runBody(file));
    const [pip, other] = [command(script, 'pip'), command(script, 'b')];
    expect(removeWordEdits(script, file, pip, pip.words.slice(0, 1), '\\')).toBeUndefined();
    expect(removeWordEdits(script, file, pip, other.words.slice(1), '\\')).toBeUndefined();
  });

  test('not where the shell decodes the text first', () => {
    expect(without('RUN a `b \\`pip i --x c\\``')).toBe('-');
  });
});

test('words are inserted right behind another', () => {
  const file = 'RUN a && \\\n    pip install \\\n    b';
  const script = read(runBody(file));
  const { words } = command(script, 'pip');
  const edits = words.slice(1, 2).map((word) => insertAfterWord(script, word, ' --cache-dir "/c d"'));
  const after = applyEdits(file, edits);
  expect(after).toBe('RUN a && \\\n    pip install --cache-dir "/c d" \\\n    b');
  expect(sameAfterEdits(script, edits, read(runBody(after)))).toBeUndefined();
});
