import type { Span } from '../types.js';
import type { Pragma } from './document.js';
import type { InstructionNode } from './instruction.js';
import type { Scan } from './scan.js';
import { isUnicodeSpace, skipSpaces } from './spaces.js';

/** What a comment says to dfmod, before it is known which instruction comes next. */
type Said = Pick<Pragma, 'scope' | 'ids'>;

export interface Pragmas {
  readonly pragmas: readonly Pragma[];
  /** Comments that begin with the word dfmod and say nothing that is understood. */
  readonly unread: readonly Span[];
}

/** `# dfmod [global|stage] ignore[=ids] [# reason]` on lines of their own, between instructions. */
export function readPragmas(text: string, scan: Scan): Pragmas {
  const pragmas: Pragma[] = [];
  const unread: Span[] = [];
  if (!text.includes('dfmod')) return { pragmas, unread };
  const froms = scan.instructions.filter((instruction) => instruction.keyword === 'FROM');
  let next = 0;
  let nextFrom = 0;
  for (const tile of scan.tiles) {
    if (tile.instruction !== undefined) {
      next = tile.instruction.index + 1;
      if (tile.instruction.keyword === 'FROM') nextFrom++;
    }
    if (tile.kind !== 'comment') continue;
    const span = commentSpan(text, tile);
    const words = saidTo(text.slice(span.start + 1, span.end));
    if (words === undefined) continue;
    const said = read(words);
    if (said === undefined) {
      unread.push(span);
      continue;
    }
    const below: InstructionNode | undefined =
      said.scope === 'stage' ? froms[nextFrom] : scan.instructions[next];
    const instruction = said.scope === 'global' ? undefined : below?.index;
    pragmas.push({ ...said, span, line: tile.line, instruction });
  }
  return { pragmas, unread };
}

function commentSpan(text: string, tile: Span): Span {
  const start = text.indexOf('#', tile.start);
  let end = tile.end;
  while (end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return { start, end };
}

/** The words behind `dfmod`, when the comment begins with it. */
function saidTo(comment: string): string | undefined {
  const start = skipSpaces(comment, 0, comment.length, isUnicodeSpace);
  if (!comment.startsWith('dfmod', start)) return undefined;
  const rest = comment.slice(start + 5);
  return rest === '' || /^[\s:]/.test(rest) ? rest : undefined;
}

function read(words: string): Said | undefined {
  const reason = words.indexOf('#');
  const said = (reason === -1 ? words : words.slice(0, reason)).trim();
  const match = /^(?:(global|stage)\s+)?ignore(?:\s*=\s*(.*))?$/.exec(said);
  if (match === null) return undefined;
  const [, scope, list] = match;
  const ids = (list ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  // `ignore=` with nothing behind it must not switch everything off.
  if (list !== undefined && ids.length === 0) return undefined;
  return { scope: scope === 'global' || scope === 'stage' ? scope : 'instruction', ids };
}
