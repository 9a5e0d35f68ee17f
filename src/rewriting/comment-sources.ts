import { argumentsOf } from '../dockerfile/arguments.js';
import type { Instruction } from '../dockerfile/document.js';

/**
 * The words behind a `#` at the end of a COPY or ADD, meant as a comment: a Dockerfile has none there, and BuildKit takes them
 * for more sources. Undefined when there are none.
 */
export function commentAmongSources(copy: Instruction): string | undefined {
  if (copy.json !== undefined) return undefined;
  const words = argumentsOf(copy);
  const mark = words.findIndex((word, index) => index > 0 && word.startsWith('#'));
  return mark < 0 ? undefined : words.slice(mark).join(' ');
}
