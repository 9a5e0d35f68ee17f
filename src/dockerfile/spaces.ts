/** Whether a UTF-16 unit is blank. */
export type SpaceTest = (code: number) => boolean;

/** Go's `unicode.IsSpace`, by which BuildKit trims: not the same set as JavaScript's `\s`. */
export function isUnicodeSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x85) return false;
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  if (code < 0x2000) return code === 0x1680;
  if (code <= 0x200a) return true;
  return code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}

/** For text that is no UTF-8: its units above 0x7f are bytes of unknown meaning. */
export function isAsciiSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** `[\t\v\f\r ]`, by which BuildKit cuts a line into words. */
export function isWordBreak(code: number): boolean {
  return code === 0x20 || code === 0x09 || (code >= 0x0b && code <= 0x0d);
}

/** First offset from `start` on that is not blank; `end` when all is. */
export function skipSpaces(text: string, start: number, end: number, isSpace: SpaceTest): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** One past the last unit before `end` that is not blank; `start` when all is. */
export function dropSpaces(text: string, start: number, end: number, isSpace: SpaceTest): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The words of a text, cut at any of BuildKit's word breaks, with their places. */
export function splitWords(text: string, start: number, end: number): { start: number; end: number }[] {
  const words: { start: number; end: number }[] = [];
  let at = start;
  while (at < end) {
    let stop = at;
    while (stop < end && !isWordBreak(text.charCodeAt(stop))) stop++;
    words.push({ start: at, end: stop });
    at = skipSpaces(text, stop, end, isWordBreak);
  }
  return words;
}
