import { describe, expect, test } from '@jest/globals';
import type { Span } from '../../src/types.js';
import { nodeOf } from '../../src/dockerfile/instruction.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { maskedView, tokensOf, type Tokens } from '../../src/dockerfile/tokens.js';

function read(instruction: string, head = 'FROM base\n'): { text: string; tokens: Tokens | 'opaque' } {
  const text = `${head}${instruction}\n`;
  const doc = parseDockerfile(text);
  const last = doc.instructions.at(-1);
  if (last === undefined) throw new Error('no instruction');
  return { text, tokens: tokensOf(doc, last) };
}

function slices(
  instruction: string,
  pick: (tokens: Tokens) => readonly (Span | undefined)[] | undefined,
  head?: string,
): unknown {
  const { text, tokens } = read(instruction, head);
  if (tokens === 'opaque') return 'opaque';
  return pick(tokens)?.map((span) => span && text.slice(span.start, span.end));
}

const flat = (tokens: Tokens): (Span | undefined)[] =>
  tokens.properties.flatMap(({ name, value }) => [name, value]);

test.each([
  ['RUN npm ci', ['npm', 'ci']],
  ['RUN --mount=type=cache,target=/x npm ci', ['npm', 'ci']],
  ['RUN a \\\n  # why\n\n  b', ['a', 'b']],
  ["RUN sed 's/\\./x/' C:\\foo", ['sed', "'s/\\./x/'", 'C:\\foo']],
  ['RUN cat <<EOF >x\nbody\nEOF', ['cat', '<<EOF', '>x']],
  ['COPY --from=b --chown=x a b /c', ['a', 'b', '/c']],
  ['HEALTHCHECK --interval=5s CMD curl x', ['CMD', 'curl', 'x']],
])('arguments of %j', (instruction, expected) => {
  expect(slices(instruction, (tokens) => tokens.arguments)).toEqual(expected);
});

test.each([
  ['CMD ["a b", "c\\n"]', ['"a b"', '"c\\n"']],
  ['RUN --network=none [ "a", \\\n # why\n "b" ]', ['"a"', '"b"']],
  ['CMD ["a"] && b', undefined],
  ['RUN [ -f x ]', undefined],
])('JSON strings of %j', (instruction, expected) => {
  expect(slices(instruction, (tokens) => tokens.json)).toEqual(expected);
});

test.each([
  ['ENV A=1 B="x y" \\\n  C=', ['A', '1', 'B', '"x y"', 'C', '']],
  ['ENV A b c', ['A', 'b c']],
  ['ARG A B=1', ['A', undefined, 'B', '1']],
  ['LABEL a.b="c d"', ['a.b', '"c d"']],
])('properties of %j', (instruction, expected) => {
  expect(slices(instruction, flat)).toEqual(expected);
});

test.each([
  ['FROM a:${T:-1}', ['a:${T:-1}', undefined]],
  ['FROM --platform=linux/arm64 \\\n  r:5000/a@sha256:1 AS Build', ['r:5000/a@sha256:1', 'Build']],
])('parts of %j', (instruction, expected) => {
  expect(slices(instruction, ({ from }) => from && [from.image, from.name], '')).toEqual(expected);
});

describe('opaque where dockerfile-ast reads something else', () => {
  test.each(['RUN foo--bar --baz qux', 'RUN echo a\rb', 'RUN foo \\ \\\n bar'])('%j', (instruction) => {
    const { text, tokens } = read(instruction);
    if (tokens === 'opaque') return;
    expect(tokens.arguments.map(({ start, end }) => text.slice(start, end)).join(' ')).toBe(
      instruction.slice(4),
    );
  });

  test('a lone CR always is', () => {
    expect(read('RUN echo a\rb').tokens).toBe('opaque');
  });
});

test('the same instruction elsewhere has its own places', () => {
  const text = 'FROM a\nRUN x y\nUSER u\nRUN x y\n';
  const doc = parseDockerfile(text);
  const found = doc.instructions.filter(({ keyword }) => keyword === 'RUN').map((run) => tokensOf(doc, run));
  expect(found.map((tokens) => (tokens === 'opaque' ? tokens : tokens.arguments[1]))).toEqual([
    { start: 13, end: 14 },
    { start: 28, end: 29 },
  ]);
});

test('the escape character of the file is part of what is kept', () => {
  const run = 'RUN a `\n b';
  expect(slices(run, (tokens) => tokens.arguments, '# escape=`\nFROM b\n')).toEqual(['a', 'b']);
  expect(slices('RUN a `', (tokens) => tokens.arguments)).toEqual(['a', '`']);
});

test('the masked view keeps every unit and every line in its place', () => {
  const text = 'FROM a\nRUN a \\\r\n  # why é\r\n\u00a0\r\n  b <<X\r\nbody\r\nX\r\n';
  const run = parseDockerfile(text).instructions[1];
  if (run === undefined) throw new Error('no instruction');
  const view = maskedView(nodeOf(run));
  const shown = text.slice(run.span.start, run.heredocs[0]?.body.start);
  expect(view).toHaveLength(shown.length);
  expect([...view.matchAll(/\n/g)].map(({ index }) => index)).toEqual(
    [...shown.matchAll(/\n/g)].map(({ index }) => index),
  );
  expect(view).not.toContain('why');
});
