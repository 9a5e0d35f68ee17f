import type { BuildContext } from '../context/build-context.js';

/** What a decoder makes of bytes that are no UTF-8. */
const BROKEN = '\uFFFD';
/** First characters of gzip, bzip2, xz and Zstandard. */
const MAGIC = [`\x1f${BROKEN}`, 'BZh', `${BROKEN}7zXZ`, `(${BROKEN}/${BROKEN}`];
const NAMES = /\.(?:tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst)$|\.tar\./i;

/** Whether ADD may unpack the file: it goes by what the file begins with, not by its name. */
export function isArchive(context: BuildContext, path: string): boolean {
  if (NAMES.test(path)) return true;
  const text = context.read(path) ?? '';
  return MAGIC.some((magic) => text.startsWith(magic)) || text.startsWith('ustar', 257);
}
