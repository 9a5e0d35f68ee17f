import { DfmodError } from '../errors.js';
import type { Heredoc } from './document.js';
import type { LineReader } from './lines.js';
import { lex } from './shell-words.js';

/** A heredoc as its opening word states it. */
type Opening = Pick<Heredoc, 'name' | 'fileDescriptor' | 'chomp' | 'expand'>;

/**
 * Reads the heredocs that a logical line opens; the reader stands on the line's last line and is left on the last delimiter.
 * The whole line is lexed, keyword and flags too, and always with the backslash for escape, as BuildKit does.
 *
 * @throws DfmodError `unterminated-heredoc` or `invalid-heredoc`, without a place
 */
export function readHeredocs(line: string, reader: LineReader): Heredoc[] {
  if (!line.includes('<<')) return [];
  const lexed = lex(line, { escape: '\\', rawQuotes: true, rawEscapes: true });
  const openings = (lexed?.words ?? []).map(openedBy).filter((opening) => opening !== undefined);
  return openings.map((opening) => readBody(opening, reader));
}

/** `<<NAME`, `3<<-'NAME'`, …: rules of moby/buildkit frontend/dockerfile/parser/parser.go. */
function openedBy(word: string): Opening | undefined {
  let at = 0;
  while (isDigit(word.charCodeAt(at))) at++;
  if (!word.startsWith('<<', at)) return undefined;
  const fileDescriptor = Number(word.slice(0, at));
  at += 2;
  const chomp = word[at] === '-';
  if (chomp) at++;
  while (at < word.length && ' \t\n\f\r'.includes(word.charAt(at))) at++;
  const rest = word.slice(at);
  if (rest === '' || rest.includes('<')) return undefined;
  const plain = lex(rest, { escape: '\\' });
  const quoted = lex(rest, { escape: '\\', rawQuotes: true });
  if (plain?.words.length === 1 && quoted?.words.length === 1) {
    const name = plain.words[0] ?? '';
    return { name, fileDescriptor, chomp, expand: countQuotes(name) === countQuotes(quoted.words[0] ?? '') };
  }
  if (plain !== undefined && plain.words.length !== 1) return undefined;
  throw new DfmodError('invalid-heredoc', `"${rest}" cannot name a heredoc`);
}

function readBody(opening: Opening, reader: LineReader): Heredoc {
  const { text } = reader;
  const start = reader.end;
  while (reader.next()) {
    let from = reader.start;
    if (opening.chomp) while (text.charCodeAt(from) === 9 && from < reader.contentEnd) from++;
    if (reader.contentEnd - from === opening.name.length && text.startsWith(opening.name, from)) {
      return {
        ...opening,
        body: { start, end: reader.start },
        delimiter: { start: reader.start, end: reader.contentEnd },
      };
    }
  }
  throw new DfmodError('unterminated-heredoc', `no line says ${opening.name} to end the heredoc`);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function countQuotes(text: string): number {
  let count = 0;
  for (const unit of text) if (unit === '"' || unit === "'") count++;
  return count;
}
