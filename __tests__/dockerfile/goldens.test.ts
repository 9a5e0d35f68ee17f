import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { argumentsOf } from '../../src/dockerfile/arguments.js';
import type { Instruction } from '../../src/dockerfile/document.js';
import { scanDockerfile } from '../../src/dockerfile/scan.js';
import { DfmodError } from '../../src/errors.js';

interface Node {
  Value: string;
  Flags?: string[];
  Args: string[];
  Original: string;
  Start: number;
  End: number;
  Attrs?: { json?: boolean };
  Heredocs?: { Name: string; Fd: number; Expand: boolean; Chomp: boolean; Content: string }[];
  Child?: Node;
}

interface Golden {
  File: string;
  Escape: string;
  Nodes: Node[] | null;
  Err?: string;
}

const FOLDER = join(import.meta.dirname, '../fixtures/goldens');
const GOLDENS = readFileSync(join(FOLDER, 'buildkit.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Golden => JSON.parse(line));

const KEYWORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);

const ERRORS: Record<string, string> = {
  'dir-bad-escape': 'invalid-directive',
  'dir-dup': 'duplicate-directive',
  'env-bad': 'invalid-pair',
  'env-bad2': 'invalid-pair',
  'env-dollar-brace-space': 'invalid-pair',
  'heredoc-comment-like': 'unterminated-heredoc',
  'heredoc-shift-arith': 'unterminated-heredoc',
  'heredoc-shift-arith2': 'unterminated-heredoc',
  'heredoc-subst': 'unterminated-heredoc',
  'heredoc-unterminated': 'unterminated-heredoc',
  'json-invalid-nested': 'invalid-json',
  'json-number': 'invalid-json',
};

function read(golden: Golden): { text: string; latin1: boolean } {
  const bytes = readFileSync(join(FOLDER, 'dockerfiles', golden.File));
  const text = bytes.toString('utf8');
  const latin1 = !Buffer.from(text).equals(bytes);
  return { text: latin1 ? bytes.toString('latin1') : text, latin1 };
}

/** The goldens show a byte that is no UTF-8 as U+FFFD. */
function shown(text: string, latin1: boolean): string {
  return latin1 ? text.replaceAll(/[^\0-\x7f]/g, '\ufffd') : text;
}

/** The golden's arguments, without the `=` that BuildKit puts behind each pair. */
function goldenArguments(node: Node): string[] {
  const keyword = node.Value.toUpperCase();
  if (!KEYWORDS.has(keyword)) return [];
  return keyword === 'ENV' || keyword === 'LABEL'
    ? node.Args.filter((_, index) => index % 3 !== 2)
    : node.Args;
}

function described(instruction: Instruction, text: string, latin1: boolean): object {
  const { trigger } = instruction;
  return {
    keyword: shown(instruction.keyword, latin1),
    flags: instruction.flags.map(({ name, value }) => `--${name}${value === undefined ? '' : `=${value}`}`),
    arguments:
      trigger !== undefined || !KEYWORDS.has(instruction.keyword)
        ? []
        : argumentsOf(instruction).map((argument) => shown(argument, latin1)),
    original: shown(instruction.original, latin1),
    json: instruction.json !== undefined,
    heredocs: instruction.heredocs.map((heredoc) => ({
      Name: heredoc.name,
      Fd: heredoc.fileDescriptor,
      Expand: heredoc.expand,
      Chomp: heredoc.chomp,
      Content: text.slice(heredoc.body.start, heredoc.body.end),
    })),
    trigger: trigger === undefined ? undefined : described(trigger, text, latin1),
  };
}

function expected(node: Node, outer: Node = node): object {
  return {
    keyword: node.Value.toUpperCase(),
    flags: node.Flags ?? [],
    arguments: goldenArguments(node),
    original: node.Original,
    json: node.Attrs?.json ?? false,
    heredocs: outer.Heredocs ?? [],
    trigger: node.Child === undefined ? undefined : expected(node.Child, outer),
  };
}

describe('scanDockerfile agrees with BuildKit', () => {
  const good = GOLDENS.filter((golden) => golden.Nodes !== null);

  test.each(good.map((golden) => [golden.File, golden] as const))('%s', (_, golden) => {
    const { text, latin1 } = read(golden);
    const scan = scanDockerfile(text, { latin1 });
    const nodes = golden.Nodes ?? [];
    expect(scan.escape).toBe(golden.Escape);
    expect(scan.instructions.map(({ startLine, endLine }) => [startLine, endLine])).toEqual(
      nodes.map(({ Start, End }) => [Start, End]),
    );
    expect(scan.instructions.map((instruction) => described(instruction, text, latin1))).toEqual(
      nodes.map((node) => expected(node)),
    );
    expect(scan.tiles.map((tile) => text.slice(tile.start, tile.end)).join('')).toBe(text);
  });
});

describe('scanDockerfile rejects what BuildKit rejects', () => {
  const bad = GOLDENS.filter((golden) => golden.Err !== undefined);

  test.each(bad.map((golden) => [golden.File, golden] as const))('%s', (file, golden) => {
    const { text } = read(golden);
    const name = file.replace('.Dockerfile', '');
    if (golden.Err === 'file with no instructions') {
      expect(scanDockerfile(text).instructions).toEqual([]);
      return;
    }
    expect(() => scanDockerfile(text)).toThrow(DfmodError);
    expect(() => scanDockerfile(text)).toThrow(expect.objectContaining({ code: ERRORS[name] }));
  });
});

test('the goldens are all there', () => {
  expect(GOLDENS).toHaveLength(233);
});
