import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/**
 * A unified diff that `git apply` and `patch -p1` take, with three lines of context; empty when nothing differs.
 * No `diff --git` line: with it, git silently drops patches whose paths are not relative to the repository's root.
 *
 * @param before undefined for a file that is made new
 */
export function unifiedPatch(path: string, before: string | undefined, after: string): string {
  if (before === after) return '';
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  return createTwoFilesPatch(from, `b/${path}`, before ?? '', after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
