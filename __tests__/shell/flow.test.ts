import { describe, expect, test } from '@jest/globals';
import { command, names, read } from './read.js';

const marks = (text: string, start = 'x'): string[] => {
  const { conditional, subshell, piped, errexit, editable } = command(read(text), start);
  const all = { conditional, subshell, piped, errexit, locked: !editable };
  return Object.entries(all).flatMap(([name, on]) => (on ? [name] : []));
};

describe('when a command runs', () => {
  test.each<[string, string[]]>([
    ['x && a', []],
    ['a && x', []],
    ['a; x', []],
    ['a && x || exit 1; b', []],
    ['a || b && x', []],
    ['{ a && x; } && b', []],
    ['a && x; b', ['conditional']],
    ['{ a && x; }; b', ['conditional']],
    ['a || x', ['conditional']],
    ['a && x || b', ['conditional']],
    ['if x; then a; fi', ['conditional']],
    ['case $a in b) x;; esac', ['conditional']],
    ['for a in b; do x; done', ['conditional']],
    ['f() { x; }; f', ['conditional']],
    ['[ -f a ] && exit 0; x', ['conditional']],
    ['exec a; x', ['conditional']],
    ['a || exit 1; x', []],
    ['a $(x)', ['conditional', 'subshell']],
    ['a `x`', ['conditional', 'subshell']],
    ['a `b \\`x\\``', ['conditional', 'subshell', 'locked']],
    ['(a && x); b', ['conditional', 'subshell']],
    ['(a && x) && b', ['subshell']],
    ['(exit 1; x) || b', ['conditional', 'subshell']],
    ['a | x', ['subshell', 'piped']],
    ['a | { b; x; }', ['subshell', 'piped']],
    ['x & wait', ['subshell']],
    ['x &> f', ['conditional', 'locked']],
    ['set -e; x', ['errexit']],
    ['set -eux; x', ['errexit']],
    ['set -euo pipefail; x', ['errexit']],
    ['set -o errexit && x', ['errexit']],
    ['set -e; x && a', []],
    ['set -e; ! x; a', []],
    ['set -e; set +e; x', []],
    ['set -x; x', []],
    ['set -- -e; x', []],
    ['if a; then set -e; fi; x', []],
    ['(set -e); x', []],
    ['set -e; (a && x); b', ['subshell', 'errexit']],
    ['set -e; (a; x) || b', ['conditional', 'subshell'].slice(1)],
  ])('%s', (text, expected) => {
    expect(marks(text)).toEqual(expected);
  });

  test('&> is bash, where it is a redirect like others', () => {
    expect(command(read('x &> f', { dialect: 'bash' }), 'x')).toMatchObject({
      editable: true,
      conditional: false,
    });
  });
});

test('joiners', () => {
  const { commands } = read('a && b || c; d | e\nf & g; ( h; i ) && { j; }');
  expect(commands.map(({ joiner }) => joiner).join(' ')).toBe('first && || ; | ; & first ; first');
});

describe('the cds in effect', () => {
  test.each([
    ['cd a && cd b && x', ['a', 'b']],
    ['cd a; cd /b; cd ..; x', ['/b', '..']],
    ['cd "$A" && x', ['"$A"']],
    ['cd -P a; x', ['a']],
    ['cd a || exit 1; x', ['a']],
    ['(cd a); x', []],
    ['cd a && cd - && x', []],
    ['a | cd b; x', []],
    ['cd a; (cd b; x)', ['a', 'b']],
    ["cd a; sh -c 'cd b; x'", ['a', 'b']],
    ["eval 'cd a'; x", ['a']],
    ['f() { cd a; }; x', []],
    ['for d in a b; do (cd $d && y); done; x', []],
    ['cd; x', undefined],
    ['pushd a; x', undefined],
    ['a && cd b; x', undefined],
    ['if a; then cd b; fi; x', undefined],
    ['cd a || cd b; x', undefined],
    ['for d in a b; do x; cd $d; done', undefined],
    ['f() { cd a; }; f; x', undefined],
    ['f() { x; }; cd a; f', undefined],
    ['eval "cd $A"; x', undefined],
    ['. ./lib.sh; x', undefined],
    ['A=b; cd $C; C=d; x', undefined],
    ["su - a -c 'x'", undefined],
  ])('%s', (text, expected) => {
    expect(command(read(text), 'x').directories?.map(({ raw }) => raw)).toEqual(expected);
  });
});

const value = (text: string): unknown => {
  const found = command(read(text), 'x').variables;
  return found.has('A') ? (found.get('A')?.value ?? 'unknown') : 'not set';
};

describe('variables', () => {
  test.each([
    ['A=1; x', '1'],
    ['export A=1 && x', '1'],
    ['A=1; A="2"; x', '2'],
    ['B=2; A=$B/c; B=3; x', '2/c'],
    ['A=1; A=$A$A$A; x', '111'],
    ['A=1 y; x', 'not set'],
    ['(A=1); x', 'not set'],
    ['export A; x', 'not set'],
    ['A=$B; x', 'unknown'],
    ['A=$(b); x', 'unknown'],
    ['A=1; unset A; x', 'unknown'],
    ['A=1; a || A=2; x', 'unknown'],
    ['A=1; a && A=2; x', 'unknown'],
    ['A=1; read A; x', 'unknown'],
    ['A=1; for A in 2 3; do y; done; x', 'unknown'],
    ['A=1; while a; do x; A=2; done', 'unknown'],
    ['f() { A=2; }; A=1; f; x', 'unknown'],
    ['f() { x; }; A=1; f', 'unknown'],
    ['A=1; : ${A:=2}; x', 'unknown'],
    ["A=1; sh -c 'x'", 'unknown'],
    ['A=1; . /env; x', 'unknown'],
    ['A+=1; x', 'unknown'],
  ])('%s', (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  test('what is left in a word refers to what was there before the script', () => {
    const { variables } = command(read('PATH=/a:$PATH; PATH=/b:$PATH; x'), 'x');
    const parts = variables
      .get('PATH')
      ?.parts.map((part) => (part.kind === 'literal' ? part.value : part.kind));
    expect(parts?.join('')).toBe('/b:/a:variable');
  });
});

describe('nested shells', () => {
  test.each([
    ["sh -c 'x && y'", 1],
    ['/bin/bash -lc "x && y"', 1],
    ["bash -o pipefail -c 'x && y'", 1],
    ["su -c 'x && y' node", 1],
    ["su node -s /bin/sh --command 'x && y'", 1],
    ["sudo -u node bash -c 'x && y'", 1],
    ["bash -ex <<'EOF'\nx && y\nEOF", 1],
    ['bash <<EOF\nx && y\nEOF', 1],
    ["eval 'x && y'", 0],
    [`sh -c "bash -c 'x && y'"`, 2],
  ])('%s', (text, nesting) => {
    const script = read(text);
    const found = command(script, 'x');
    expect(found).toMatchObject({ nesting, editable: true, conditional: false });
    expect(found.parent).toBe(nesting === 2 ? 1 : 0);
    expect(text.slice(found.span.start, found.span.end)).toBe('x');
    expect(names(script).slice(-2)).toEqual(['x', 'y']);
  });

  test.each([
    'sh -c "x $y"',
    'sh -c x$y',
    'bash <<EOF\nx $y\nEOF',
    'sh ./a.sh',
    "sh -c 'x (' ",
    "a -c 'x'",
    "bash a.sh <<'EOF'\nx\nEOF",
  ])('not looked into: %s', (text) => {
    expect(read(text).commands).toHaveLength(1);
  });

  test('errexit is their own', () => {
    expect(command(read("set -e; sh -c 'x'"), 'x').errexit).toBe(false);
    expect(command(read("bash -euc 'x'"), 'x').errexit).toBe(true);
  });
});
