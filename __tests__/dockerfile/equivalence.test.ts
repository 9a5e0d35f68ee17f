import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { argumentsOf } from '../../src/dockerfile/arguments.js';
import type { InstructionNode } from '../../src/dockerfile/instruction.js';
import type { Scan } from '../../src/dockerfile/scan.js';
import { fuzz, GOLDENS, scanned } from './any-file.js';

function meaning(
  { keyword, flags, json, trigger, heredocs, ...rest }: InstructionNode,
  node: InstructionNode,
): unknown {
  return {
    keyword,
    json,
    rest: rest.index,
    flags: flags.map(({ name, value }) => [name, value]),
    arguments: argumentsOf(node),
    heredocs: heredocs.map(({ name }) => name),
    trigger: trigger === undefined ? undefined : meaning(trigger, trigger),
  };
}

const meanings = (scan: Scan | undefined): unknown => scan?.instructions.map((node) => meaning(node, node));

describe('what does not matter', () => {
  const plain = GOLDENS.filter((text) => !/[\r\0\ufffd]|<</.test(text));

  test.each([
    ['CRLF for LF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['blanks behind a continuation', (text: string) => text.replaceAll(/([^\\`])([\\`])\n/g, '$1$2 \t\n')],
    [
      'a comment inside a continuation',
      (text: string) => text.replaceAll(/([^\\`])([\\`])\n/g, '$1$2\n  # new\n'),
    ],
    ['a final line ending', (text: string) => `${text}\n`],
    ['a byte order mark', (text: string) => (text.startsWith('\ufeff') ? text : `\ufeff${text}`)],
  ])('%s', (name, change) => {
    for (const text of plain) {
      const escape = scanned(text)?.escape ?? '\\';
      const other = escape === '`' ? '\\\n' : '`\n';
      if (name.includes('continuation') && text.includes(other)) continue;
      expect(meanings(scanned(change(text)))).toEqual(meanings(scanned(text)));
    }
  });

  test('what comes behind is no part of what was there', () => {
    for (const text of [...GOLDENS, ...fc.sample(fuzz, 2000)]) {
      const scan = scanned(text);
      const last = text.trimEnd().split('\n').at(-1) ?? '';
      if (
        scan === undefined ||
        /[\\`]\s*$/.test(last) ||
        scan.tiles.at(-1)?.instruction?.endLine === scan.lines
      ) {
        const open = scan?.instructions.at(-1)?.line.pieces.at(-1)?.end;
        if (open === undefined || /[\\`]/.test(text.slice(open)) || text.endsWith('\\')) continue;
      }
      const more = scanned(`${text}\nRUN zz_sentinel\n`);
      expect(more?.instructions).toHaveLength((scan?.instructions.length ?? 0) + 1);
      expect(more?.instructions.at(-1)?.original).toBe('RUN zz_sentinel');
    }
  });
});
