import { isUtf8 } from 'node:buffer';
import { DfmodError } from '../errors.js';
import { LineIndex } from './lines.js';

export type Encoding = 'utf8' | 'latin1';

/**
 * The text of a file, such that `encodeFile` gives the same bytes back. A byte order mark stays in the text.
 * Bytes that are no UTF-8 are read as latin1, one unit a byte: nothing is known about them but that they are kept.
 *
 * @throws DfmodError `encoding-utf16` or `nul-byte`: builders do not read such files
 */
export function decodeFile(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new DfmodError('encoding-utf16', 'the file is UTF-16', {
      place: { line: 1, column: 1 },
      hint: 'save it as UTF-8',
    });
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const encoding = isUtf8(buffer) ? 'utf8' : 'latin1';
  const text = buffer.toString(encoding);
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    const { line, column } = new LineIndex(text).position(nul);
    throw new DfmodError('nul-byte', 'the file has a NUL byte: it is no text file', {
      place: { line, column },
    });
  }
  return { text, encoding };
}

/** The bytes of a text that came from `decodeFile`, edited or not. */
export function encodeFile(text: string, encoding: Encoding): Buffer {
  return Buffer.from(text, encoding);
}
