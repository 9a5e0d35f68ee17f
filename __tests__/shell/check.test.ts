import { expect, test } from '@jest/globals';
import { sameAfterEdits } from '../../src/shell/check.js';
import { read, runBody } from './read.js';

/** What the guard says when `old` became `text`, while `planned` was to become it. */
function guard(file: string, old: string, text: string, planned: string): string | undefined {
  const script = read(runBody(file));
  const start = file.indexOf(old);
  const after = file.slice(0, start) + text + file.slice(start + old.length);
  const at = file.indexOf(planned);
  const edits = planned === '' ? [] : [{ start: at, end: at + planned.length, text }];
  return sameAfterEdits(script, edits, read(runBody(after)));
}

test.each([
  ['RUN a && b c', ' c', ''],
  ['RUN a && b c', 'b c', 'b d'],
  ['RUN a && b c', ' && b c', ''],
  ['RUN a && b && c', 'a && ', ''],
  ['RUN a && b; c', 'a && ', ''],
  ["RUN sh -c 'a && b' d", ' && b', ''],
  ['RUN a c <b', ' c', ''],
])('%s, with %j made %j as planned', (file, old, text) => {
  expect(guard(file, old, text, old)).toBeUndefined();
});

test.each([
  ['nothing was planned', 'RUN a && b c', ' c', '', ''],
  ['no command was to go', 'RUN a && b c', ' && b c', '', ''],
  ['another was to go', 'RUN a; b; c', '; b', '', '; c'],
  ['a command came', 'RUN a && b c', ' c', ' c && d', ' c'],
  ['an operator changed', 'RUN a && b', ' && ', ' || ', ' && '],
  ['a pipe came', 'RUN a && b', ' && ', ' | ', ' && '],
  ['a subshell came', 'RUN a && b', 'b', '(b)', ''],
  ['a redirect came', 'RUN a && b', 'b', 'b >f', ''],
  ['a word became the number of a redirect', 'RUN a && b 2 --x>f', ' --x', '', ' --x'],
  ['two words became one', 'RUN a && b c', ' c', 'c', ' '],
])('%s: %s', (_, file, old, text, planned) => {
  expect(guard(file, old, text, planned)).toEqual(expect.any(String));
});
