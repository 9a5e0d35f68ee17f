import { describe, expect, test } from '@jest/globals';
import { read } from './read.js';

/** Each command whose name is `rm` shows what is left without it, or `-`. */
function without(text: string, errexit = false): string[] {
  return read(text, { dialect: 'bash', errexit }).commands.flatMap(({ words, removal }) => {
    if (words[0]?.value !== 'rm') return [];
    return [removal === undefined ? '-' : text.slice(0, removal.start) + text.slice(removal.end)];
  });
}

describe('what is deleted to take a command out of its list', () => {
  test.each([
    ['rm x && b && c', 'b && c'],
    ['a && rm x && c', 'a && c'],
    ['a && b && rm x', 'a && b'],
    ['a; rm x; c', 'a; c'],
    ['rm x; c', 'c'],
    ['a & rm x; c', 'a & c'],
    ['a\nrm x\nc\n', 'a\nc\n'],
    ['a || b && rm x', 'a || b'],
    ['a && rm x || true', 'a || true'],
    ['a && rm x || exit 1', 'a || exit 1'],
    ['a && rm x; c', 'a; c'],
    ['(a && rm x) && c', '(a) && c'],
    ['{ rm x; b; } && c', '{ b; } && c'],
    ['if a; then rm x; b; fi', 'if a; then b; fi'],
    ['case $x in a) rm x; b;; esac', 'case $x in a) b;; esac'],
    ["sh -c 'a && rm x' && b", "sh -c 'a' && b"],
    ['a $(rm x; b)', 'a $(b)'],
    ['a\n# why\nrm x\nc', 'a\n# why\nc'],
    ['rm x\n# why\nc', '# why\nc'],
    ['rm x && # why\nc', '# why\nc'],
    ['cat <<E; rm x\nbody\nE\nc', 'cat <<E\nbody\nE\nc'],
    ['cat <<E\nbody\nE\nrm x\nc', 'cat <<E\nbody\nE\nc'],
    ['a | b && rm x', 'a | b'],
  ])('%j', (text, expected) => {
    expect(without(text)).toEqual([expected]);
  });

  test.each([
    ['rm x', 'the only command'],
    ['a; rm x', 'it decides the status'],
    ['a\nrm x\n', 'it decides the status'],
    ['rm x || b', 'one side of ||'],
    ['a || rm x', 'one side of ||'],
    ['a && rm x || b', 'b would run when it failed'],
    ['rm x | b', 'one side of a pipe'],
    ['a | rm x', 'one side of a pipe'],
    ['! rm x; b', 'turned round'],
    ['rm x & b', 'in the background'],
    ['{ rm x; } && b', 'the only command of its group'],
    ['if a; then rm x; fi', 'the body of an if'],
    ['if a; then b; rm x; fi', 'it decides the status'],
    ['while rm x; do b; done', 'the condition'],
    ['rm x; echo $?', 'its status is asked for'],
    ['a && rm x <<E\nE\n', 'its here-document stands elsewhere'],
    ['a && # why\nrm x', 'a comment would go with it'],
    ['cat <<E && \nbody\nE\nrm x', 'the here-document between would go with it'],
    ['a $(rm x; (b))', 'the rest would be arithmetic'],
    ['x=`a \\`rm x; b\\``', 'decoded text has no place'],
  ])('%j: %s', (text) => {
    expect(without(text)).toEqual(['-']);
  });

  test('with errexit the last of a list goes when a failure before it ends the script anyway', () => {
    expect(without('set -eux; a; rm x')).toEqual(['set -eux; a']);
    expect(without('a; rm x', true)).toEqual(['a']);
    expect(without('set -e\na\n# why\nrm x\n')).toEqual(['set -e\na\n# why\n']);
    expect(without('set -e; (a; b); rm x')).toEqual(['set -e; (a; b)']);
    expect(without('set -e; if a; then b; fi; rm x')).toEqual(['set -e; if a; then b; fi']);
    expect(without("bash -ec 'a; rm x'")).toEqual(["bash -ec 'a'"]);
  });

  test.each([
    'set -e; a && b; rm x',
    'set -e; ! a; rm x',
    'set -e; { a && b; }; rm x',
    'set -e; if a; then b && c; fi; rm x',
    'set -e; a; set +e; b; rm x',
    'if a; then set -e; fi; b; rm x',
    'if set -e; a; rm x; then b; fi',
    'set -e; { a; rm x; } && b',
    'set -e; x=$(a; rm x)',
  ])('but not where the shell lets the failure before it pass: %j', (text) => {
    expect(without(text)).toEqual(['-']);
  });

  test('without the last member, the one before it would end a script with errexit', () => {
    expect(without('set -e; a && rm x; b')).toEqual(['-']);
    expect(without('set -e; b; a && rm x')).toEqual(['set -e; b; a']);
    expect(without('set -e; a && rm x && c; b')).toEqual(['set -e; a && c; b']);
  });
});
