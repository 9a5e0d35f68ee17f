import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeFile, encodeFile } from '../../src/text/encoding.js';

test('bytes come back as they were, whatever they are', () => {
  const bytes = fc
    .uint8Array({ maxLength: 60 })
    .filter((each) => !each.includes(0) && each[0] !== 0xff && each[0] !== 0xfe);
  fc.assert(
    fc.property(bytes, (each) => {
      const { text, encoding } = decodeFile(each);
      expect(Buffer.compare(encodeFile(text, encoding), each)).toBe(0);
    }),
  );
});

test.each([
  ['plain', Buffer.from('FROM a\n'), 'utf8', 'FROM a\n'],
  ['byte order mark', Buffer.from('\ufeffFROM é\r\n'), 'utf8', '\ufeffFROM é\r\n'],
  ['no UTF-8', Buffer.from([0x23, 0xe9, 0x0a]), 'latin1', '#\u00e9\n'],
  ['empty', Buffer.alloc(0), 'utf8', ''],
] as const)('%s', (_, bytes, encoding, text) => {
  expect(decodeFile(bytes)).toEqual({ text, encoding });
});

test('a view into a larger buffer is read alone', () => {
  const whole = Buffer.from('xxFROM ayy');
  expect(decodeFile(new Uint8Array(whole.buffer, whole.byteOffset + 2, 6)).text).toBe('FROM a');
});

describe('files that builders do not read', () => {
  test.each([
    ['utf16le', [0xff, 0xfe, 0x46, 0x00], 'encoding-utf16', { line: 1, column: 1 }],
    ['utf16be', [0xfe, 0xff, 0x00, 0x46], 'encoding-utf16', { line: 1, column: 1 }],
    ['nul', [0x61, 0x0a, 0x62, 0x00], 'nul-byte', { line: 2, column: 2 }],
  ] as const)('%s', (_, bytes, code, place) => {
    expect(() => decodeFile(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ code, place }));
  });
});
