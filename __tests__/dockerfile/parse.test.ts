import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { DfmodError } from '../../src/errors.js';

function errorOf(text: string): DfmodError {
  try {
    parseDockerfile(text);
  } catch (error) {
    if (error instanceof DfmodError) return error;
    throw error;
  }
  throw new Error('it parsed');
}

describe('what BuildKit rejects is rejected, at its place', () => {
  test.each([
    ['', 'no-from', 1, 1],
    ['# only a comment\n\n', 'no-from', 1, 1],
    ['ARG A\n', 'no-from', 1, 1],
    ['FROM a\nRUNN npm ci\n', 'unknown-instruction', 2, 1],
    ['FROM a\n  RUN["x"]\n', 'unknown-instruction', 2, 3],
    ['FROM a\n\\\n', 'unknown-instruction', 2, 1],
    ['RUN x\nFROM a\n', 'before-from', 1, 1],
    ['FROM\n', 'invalid-from', 1, 1],
    ['FROM a b\n', 'invalid-from', 1, 1],
    ['FROM a as 1b\n', 'invalid-stage-name', 1, 1],
    ['FROM a\nCOPY x\n', 'missing-argument', 2, 1],
    ['FROM a\nADD ["x"]\n', 'missing-argument', 2, 1],
    ['FROM a\nWORKDIR\n', 'missing-argument', 2, 1],
    ['FROM a\nENV\n', 'missing-argument', 2, 1],
    ['FROM a\nENV =x\n', 'missing-argument', 2, 1],
    ['FROM a\nSHELL /bin/sh\n', 'missing-argument', 2, 1],
    ['FROM a\nHEALTHCHECK CMD\n', 'missing-argument', 2, 1],
    ['FROM a\nHEALTHCHECK curl x\n', 'invalid-healthcheck', 2, 1],
    ['FROM a\nHEALTHCHECK NONE x\n', 'invalid-healthcheck', 2, 1],
    ['FROM a\nONBUILD ONBUILD RUN x\n', 'invalid-trigger', 2, 1],
    ['FROM a\nONBUILD FROM b\n', 'invalid-trigger', 2, 1],
    ['FROM a\nONBUILD\n', 'missing-argument', 2, 1],
    ['FROM a\nENV A\n', 'invalid-pair', 2, 1],
    ['FROM a\nENV A=1 B\n', 'invalid-pair', 2, 1],
    ['FROM a\n CMD [1]\n', 'invalid-json', 2, 2],
    ['FROM a\nRUN x && \\\n  cat <<EOF\nhi\n', 'unterminated-heredoc', 2, 1],
    ['# escape=x\nFROM a\n', 'invalid-directive', 1, 1],
    ['# syntax=a\n# syntax=b\nFROM a\n', 'duplicate-directive', 2, 1],
    ['FROM a\nRUN x {{ y }}\n{{ end }}\n', 'template', 3, 1],
    ['FROM a\nRUN {{ x }}\n', 'template', 2, 5],
    ['FROM {{ base }}\n', 'template', 1, 6],
    ['FROM a\nCOPY {{x}} /\n', 'template', 2, 6],
    ['FROM a\nRUN x \\\n  {%- if y %}\n', 'template', 3, 3],
    [`FROM a\nRUN ${'x'.repeat(65_532)}\n`, 'line-too-long', 2, 1],
  ])('%j', (text, code, line, column) => {
    expect(errorOf(text)).toMatchObject({ code, place: { line, column }, exitCode: 2 });
  });

  test('hints', () => {
    expect(errorOf('FROM a\nRUNN npm ci\n')).toMatchObject({
      hint: 'did you mean RUN?',
      place: { endColumn: 5 },
    });
    expect(errorOf('FROM a\nRUN["x"]\n').hint).toBe('did you mean RUN?');
    expect(errorOf('FROM a\nENTRPOINT x\n').hint).toBe('did you mean ENTRYPOINT?');
    expect(errorOf('FROM a\nservices:\n').hint).toBeUndefined();
  });
});

describe('what BuildKit reads is read', () => {
  test.each([
    ['a line of 65,535 bytes', `FROM a\nRUN ${'x'.repeat(65_531)}\n`],
    ['a template inside quotes of a RUN', "FROM a\nRUN docker ps --format '\\\n{{.Names}}'\nRUN x {{y}}\n"],
    ['a template in a heredoc', 'FROM a\nRUN <<EOF\n{{ x }}\nEOF\n'],
    ['a lone CR', 'FROM a\nRUN echo a\rb\n'],
    ['a dangling continuation', 'FROM a\nRUN x \\\n'],
    ['RUN without a command', 'FROM a\nRUN\n'],
    ['a flag nobody knows', 'FROM a\nRUN --new=1 x\n'],
    ['arguments before FROM', 'ARG A=1 B\nFROM $A\n'],
  ])('%s', (_, text) => {
    expect(parseDockerfile(text).text).toBe(text);
  });
});

test('stages', () => {
  const text = 'ARG V\nFROM --platform=$BUILDPLATFORM a:$V AS Build\nRUN x\nRUN y\nFROM \\\n  build\nCMD z\n';
  const doc = parseDockerfile(text);
  expect(doc.globals.map(({ keyword }) => keyword)).toEqual(['ARG']);
  expect(doc.stages).toMatchObject([
    { index: 0, name: 'build', image: 'a:$V', platform: '$BUILDPLATFORM' },
    { index: 1, name: undefined, image: 'build', platform: undefined },
  ]);
  expect(doc.stages.map(({ imageSpan }) => text.slice(imageSpan.start, imageSpan.end))).toEqual([
    'a:$V',
    'build',
  ]);
  expect(doc.instructions.map(({ stage }) => stage)).toEqual([undefined, 0, 0, 0, 1, 1]);
  expect(doc.stages.map(({ instructions }) => instructions.map(({ source }) => source))).toEqual([
    ['RUN x', 'RUN y'],
    ['CMD z'],
  ]);
});

test('an instruction and its spans', () => {
  const text =
    'FROM a\r\nrun --mount=type=cache,target=/x \\\r\n  # why\r\n  --network="none" a && \\\r\n\r\n  b\r\n';
  const [, run] = parseDockerfile(text).instructions;
  const slice = (span: { start: number; end: number } | undefined): string | undefined =>
    span && text.slice(span.start, span.end);
  expect(run).toMatchObject({ keyword: 'RUN', startLine: 2, endLine: 6, index: 1, json: undefined });
  expect(slice(run?.keywordSpan)).toBe('run');
  expect(slice(run?.span)).toBe(text.slice(8, -2));
  expect(run?.comments.map(slice)).toEqual(['# why']);
  expect(
    run?.flags.map(({ name, value, span, valueSpan }) => [name, value, slice(span), slice(valueSpan)]),
  ).toEqual([
    ['mount', 'type=cache,target=/x', '--mount=type=cache,target=/x', 'type=cache,target=/x'],
    ['network', 'none', '--network="none"', undefined],
  ]);
  expect(run?.body.text).toBe('a &&   b');
  expect(text[run?.body.at(7) ?? 0]).toBe('b');
});

test('the trigger of an ONBUILD stands in the same file', () => {
  const text = 'FROM a\nONBUILD RUN --mount=type=cache,target=/x <<EOF\nhi\nEOF\n';
  const trigger = parseDockerfile(text).instructions[1]?.trigger;
  expect(trigger).toMatchObject({
    keyword: 'RUN',
    original: 'RUN --mount=type=cache,target=/x <<EOF',
    index: 1,
  });
  expect(text.slice(trigger?.span.start, trigger?.span.end)).toBe(text.slice(15, -1));
  expect(trigger?.heredocs).toHaveLength(1);
});

test('directives, escape and line ending', () => {
  const text =
    '\ufeff# Syntax = docker/dockerfile:1 \r\n# escape=`\r\n# check=skip=all\r\n# not=one\r\nFROM a\r\n';
  const doc = parseDockerfile(text);
  expect(doc).toMatchObject({ escape: '`', eol: '\r\n' });
  expect(doc.directives.map(({ name, value }) => [name, value])).toEqual([
    ['syntax', 'docker/dockerfile:1'],
    ['escape', '`'],
    ['check', 'skip=all'],
  ]);
  expect(doc.directives.map(({ valueSpan }) => text.slice(valueSpan.start, valueSpan.end))).toEqual([
    'docker/dockerfile:1',
    '`',
    'skip=all',
  ]);
});

test('latin1: only ASCII blanks are blanks, and a byte order mark is three units', () => {
  const doc = parseDockerfile('\u00ef\u00bb\u00bfFROM a\nRUN x\u00a0\nENV A=\u0085b\n', { latin1: true });
  expect(doc.instructions.map(({ body }) => body.text)).toEqual(['a', 'x\u00a0', 'A=\u0085b']);
  expect(parseDockerfile('FROM a\nRUN x\u00a0\n').instructions[1]?.body.text).toBe('x');
});
