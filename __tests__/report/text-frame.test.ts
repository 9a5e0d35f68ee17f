import { describe, expect, test } from '@jest/globals';
import { painter } from '../../src/report/paint.js';
import { errorFrame } from '../../src/report/text-frame.js';

const plain = painter(false);

describe('errorFrame', () => {
  test('shows the place, the line before, and a mark with the hint', () => {
    const error = {
      code: 'x',
      message: 'unknown instruction "RUNN"',
      line: 12,
      column: 1,
      endColumn: 5,
      hint: 'did you mean RUN?',
    };
    const text = `${'#\n'.repeat(10)}WORKDIR /app\nRUNN npm ci\n`;
    expect(errorFrame('services/api/Dockerfile', error, text, plain)).toBe(
      [
        'error  services/api/Dockerfile:12:1  unknown instruction "RUNN"',
        '  11 | WORKDIR /app',
        '> 12 | RUNN npm ci',
        '     | ^^^^ did you mean RUN?',
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['first line', 'RUNN x\n', 1, 1, ['> 1 | RUNN x', '    | ^']],
    [
      'a tab before the mark stays a tab',
      'A\n\tRUN\tx',
      2,
      6,
      ['  1 | A', '> 2 | \tRUN\tx', '    | \t   \t^'],
    ],
    ['the column after the last character', 'FROM', 1, 5, ['> 1 | FROM', '    |     ^']],
    ['the empty line after the last', 'A\n', 2, 1, ['  1 | A', '> 2 |', '    | ^']],
    ['CRLF', 'A\r\nB\r\n', 2, 1, ['  1 | A', '> 2 | B', '    | ^']],
    ['control characters never reach the terminal', 'A\u001b[31m', 1, 1, ['> 1 | A\ufffd[31m', '    | ^']],
  ])('%s', (_name, text, line, column, expected) => {
    const out = errorFrame('f', { code: 'x', message: 'm', line, column }, text, plain);
    expect(out.split('\n').slice(1, -1)).toEqual(expected);
  });

  test('a line beyond the text, or no text, leaves only the message and the hint', () => {
    expect(errorFrame('f', { code: 'x', message: 'm', line: 9, column: 1 }, 'A\n', plain)).toBe(
      'error  f:9:1  m\n',
    );
    expect(errorFrame(undefined, { code: 'x', message: 'm', hint: 'h' }, undefined, plain)).toBe(
      'error  m\n       h\n',
    );
  });

  test('a long line is shown around the mark, which stays under its place', () => {
    const text = `${'a'.repeat(5000)}!${'b'.repeat(5000)}`;
    const [, shown = '', mark = ''] = errorFrame(
      'f',
      { code: 'x', message: 'm', line: 1, column: 5001 },
      text,
      plain,
    ).split('\n');
    expect(shown.length).toBeLessThan(120);
    expect(shown[mark.indexOf('^')]).toBe('!');
  });
});
