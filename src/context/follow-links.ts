import { posix } from 'node:path';

/** As many as Linux follows before it gives up (`ELOOP`). */
const MOST_LINKS = 40;

/**
 * The path a path leads to when every link on its way is followed, as far as that stays inside the root. Undefined when a link
 * leaves it, is absolute, or the links go round in a circle. What is not there counts as no link.
 */
export function followLinks(path: string, linkAt: (path: string) => string | undefined): string | undefined {
  const waiting = path.split('/').reverse();
  let reached = '';
  let links = 0;
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (reached === '') return undefined;
      const parent = posix.dirname(reached);
      reached = parent === '.' ? '' : parent;
      continue;
    }
    const next = reached === '' ? part : `${reached}/${part}`;
    const target = linkAt(next);
    if (target === undefined) reached = next;
    else if (target.startsWith('/') || ++links > MOST_LINKS) return undefined;
    else waiting.push(...target.split('/').reverse());
  }
  return reached;
}
