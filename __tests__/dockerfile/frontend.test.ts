import { describe, expect, test } from '@jest/globals';
import { syntaxEdit } from '../../src/dockerfile/frontend.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { applyEdits } from '../../src/text/edits.js';

function syntaxed(text: string, minimum: string): string {
  const result = syntaxEdit(parseDockerfile(text), minimum);
  if (result === 'fine') return 'fine';
  if ('refused' in result) return `refused ${text.slice(result.span.start, result.span.end)}`;
  return applyEdits(text, [result]);
}

const file = (syntax: string): string => `# escape=\`\r\n#syntax = ${syntax}\r\nFROM a\r\n`;

describe('a line that is there', () => {
  test.each([
    ['docker/dockerfile', '1.20', 'fine'],
    ['docker/dockerfile:1', '1.20', 'fine'],
    ['docker/dockerfile:latest', '1.20', 'fine'],
    ['docker/dockerfile:labs', '1.20', 'fine'],
    ['docker/dockerfile:1-labs', '1.20', 'fine'],
    ['docker/dockerfile-upstream:master', '1.20', 'fine'],
    ['docker.io/docker/dockerfile:1.4', '1.2', 'fine'],
    ['docker/dockerfile:1.10', '1.2', 'fine'],
    ['docker/dockerfile:1.2', '1.2', 'fine'],
    ['docker/dockerfile:experimental', '1.2', 'fine'],
    ['docker/dockerfile:1.0-experimental', '1.2', 'fine'],
    ['docker/dockerfile:1.4@sha256:ab', '1.2', 'fine'],
    ['docker/dockerfile:1.0', '1.2', 'docker/dockerfile:1.2'],
    ['docker/dockerfile:1.0.5', '1.2', 'docker/dockerfile:1.2.0'],
    ['docker.io/docker/dockerfile:1.4', '1.19', 'docker.io/docker/dockerfile:1.19'],
    ['docker/dockerfile:1.3-labs', '1.19', 'docker/dockerfile:1.19-labs'],
    ['docker/dockerfile:1.4.0-rc1', '1.19', 'docker/dockerfile:1.19.0'],
    ['docker/dockerfile:1.0 --x=y', '1.2', 'docker/dockerfile:1.2 --x=y'],
  ])('%s for %s: %s', (value, minimum, expected) => {
    expect(syntaxed(file(value), minimum)).toBe(expected === 'fine' ? 'fine' : file(expected));
  });

  test.each([
    ['docker/dockerfile:1.0@sha256:ab', '1.2'],
    ['docker/dockerfile@sha256:ab', '1.2'],
    ['mirror.corp/docker/dockerfile:1.0', '1.2'],
    ['mirror.corp/docker/dockerfile:1', '1.2'],
    ['tonistiigi/other:1', '1.2'],
    ['docker/dockerfile:experimental', '1.4'],
    ['docker/dockerfile:nightly', '1.2'],
  ])('%s for %s is refused', (value, minimum) => {
    expect(syntaxed(`# syntax=${value}\nFROM a\n`, minimum)).toBe(`refused ${value}`);
  });
});

describe('no line', () => {
  test.each([
    ['the built-in one will do', 'FROM a\n', '1.4', 'fine'],
    ['at the top', 'FROM a\n', '1.19', '# syntax=docker/dockerfile:1\nFROM a\n'],
    [
      'in front of other directives',
      '# escape=`\r\nFROM a\r\n',
      '1.19',
      '# syntax=docker/dockerfile:1\r\n# escape=`\r\nFROM a\r\n',
    ],
    ['in front of comments', '# hello\nFROM a\n', '1.19', '# syntax=docker/dockerfile:1\n# hello\nFROM a\n'],
    ['behind a byte order mark', '\ufeffFROM a\n', '1.19', '\ufeff# syntax=docker/dockerfile:1\nFROM a\n'],
    ['behind #!', '#!/usr/bin/x\nFROM a\n', '1.19', '#!/usr/bin/x\n# syntax=docker/dockerfile:1\nFROM a\n'],
    [
      'one behind #! counts',
      '#!/usr/bin/x\n# syntax=docker/dockerfile:1.0\nFROM a\n',
      '1.2',
      '#!/usr/bin/x\n# syntax=docker/dockerfile:1.2\nFROM a\n',
    ],
    ['an indented one does not', '  # syntax=docker/dockerfile:1\nFROM a\n', '1.4', 'fine'],
    ['one behind a comment does not', '# hi\n# syntax=docker/dockerfile:1.0\nFROM a\n', '1.4', 'fine'],
  ])('%s', (_, text, minimum, expected) => {
    expect(syntaxed(text, minimum)).toBe(expected);
  });
});
