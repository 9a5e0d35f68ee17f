import { parseScript, type ScriptOptions } from '../../src/shell/parse-script.js';
import type { Script, ShellCommand } from '../../src/shell/script.js';
import { SourceMap } from '../../src/text/source-map.js';
import type { Span } from '../../src/types.js';

/** A text in one piece, as a here-document's is. */
export const whole = (text: string): SourceMap => new SourceMap(text, [{ start: 0, end: text.length }]);

export function read(source: string | SourceMap, options: ScriptOptions = { dialect: 'sh' }): Script {
  const result = parseScript(typeof source === 'string' ? whole(source) : source, options);
  if ('refused' in result) throw new Error(`${result.refused}: ${result.detail}`);
  return result;
}

/** The body of the file's first RUN, joined as BuildKit joins it. */
export function runBody(file: string, escape = '\\'): SourceMap {
  const pieces: Span[] = [];
  let start = file.indexOf('RUN ') + 4;
  for (let first = true; start < file.length; first = false) {
    const newline = file.indexOf('\n', start);
    const end = newline < 0 ? file.length : newline;
    const line = file.slice(start, end).replace(/\r$/, '');
    const kept = line.replace(/[ \t]*$/, '');
    const continued = kept.endsWith(escape) && !kept.endsWith(escape + escape);
    const dropped = !first && (line.trim() === '' || line.trimStart().startsWith('#'));
    if (!dropped) pieces.push({ start, end: start + (continued ? kept.length - 1 : line.length) });
    if (!dropped && !continued) break;
    start = end + 1;
  }
  return new SourceMap(file, pieces);
}

export const names = ({ commands }: Script): string[] =>
  commands.map(({ words }) => words.map(({ raw }) => raw).join(' '));

export function command(script: Script, start: string): ShellCommand {
  const found = script.commands.find(({ words }) =>
    words
      .map(({ raw }) => raw)
      .join(' ')
      .startsWith(start),
  );
  if (found === undefined) throw new Error(`no command ${start} in ${names(script).join(' | ')}`);
  return found;
}
