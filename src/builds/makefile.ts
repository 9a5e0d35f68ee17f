import type { Build } from './build.js';
import { folderOf } from './project-paths.js';
import { readScriptCommands, type CommandsOf } from './script-commands.js';
import { distinctBuilds, lineSpan, quote } from './state-build.js';

/**
 * The Builds of a Makefile's recipes, which run in its folder. Variables with a plain assignment are written out; functions and
 * everything else of make's is not known.
 */
export function readMakefile(path: string, text: string, commandsOf: CommandsOf): Build[] {
  const lines = logicalLines(text);
  const variables = readVariables(lines);
  const builds: Build[] = [];
  for (const { start, text: line } of lines) {
    if (!line.startsWith('\t')) continue;
    const recipe = expand(line.slice(1).replace(/^[ \t]*[@+-]*/, ''), variables);
    const span = lineSpan(text, start);
    const evidence = { path, span, text: quote(text, span) };
    const place = { folders: [folderOf(path)], evidenceAt: () => evidence };
    builds.push(...readScriptCommands(recipe, place, commandsOf));
  }
  return distinctBuilds(builds);
}

interface LogicalLine {
  readonly start: number;
  readonly text: string;
}

/** A line that ends in a backslash goes on in the next, in recipes without the next one's tab. */
function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let parts: string[] = [];
  let start = 0;
  let offset = 0;
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (parts.length === 0) start = offset;
    offset += raw.length + 1;
    const joined = parts.length > 0 && line.startsWith('\t') ? line.slice(1) : line;
    if (joined.endsWith('\\')) parts.push(joined.slice(0, -1));
    else {
      lines.push({ start, text: [...parts, joined].join(' ') });
      parts = [];
    }
  }
  if (parts.length > 0) lines.push({ start, text: parts.join(' ') });
  return lines;
}

type Variables = ReadonlyMap<string, string | undefined>;

const ASSIGNMENT = /^ *(?:export +|override +)*([\w.-]+)[ \t]*(\?|::?|\+|!)?=[ \t]*(.*)$/;

/** Values are as they are written; undefined is a variable that is put together or computed. */
function readVariables(lines: readonly LogicalLine[]): Map<string, string | undefined> {
  const variables = new Map<string, string | undefined>([['CURDIR', '.']]);
  for (const { text } of lines) {
    const [, name, operator, written] = ASSIGNMENT.exec(text) ?? [];
    if (name === undefined || written === undefined) continue;
    if (operator === '?' && variables.has(name)) continue;
    const comment = written.indexOf('#');
    const value = (comment < 0 ? written : written.slice(0, comment)).trim();
    variables.set(name, operator === '+' || operator === '!' ? undefined : value);
  }
  return variables;
}

/** So deep variables may name others, and so much text a line may become. */
const DEEPEST = 10;
const LONGEST = 20_000;

/** A variable of the shell's, which is as unknown. */
const UNKNOWN = '${UNKNOWN_TO_MAKE}';

/** Writes out variables; functions and unknown variables become unknown ones of the shell's. */
function expand(text: string, variables: Variables, budget = { left: LONGEST }, depth = 0): string {
  let result = '';
  let at = 0;
  for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', at)) {
    result += text.slice(at, dollar);
    const { name, end } = readReference(text, dollar + 1);
    at = end;
    const value = variables.get(name);
    budget.left -= 1 + (value?.length ?? 0);
    if (name === '$') result += '$';
    else if (value === undefined || depth > DEEPEST || budget.left < 0) result += UNKNOWN;
    else result += expand(value, variables, budget, depth + 1);
  }
  return result + text.slice(at);
}

/** What follows a `$`: one character, or all up to the bracket that closes the one it begins with. */
function readReference(text: string, start: number): { name: string; end: number } {
  const open = text.charAt(start);
  const close = open === '(' ? ')' : open === '{' ? '}' : '';
  if (close === '') return { name: open, end: start + 1 };
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === open) depth++;
    else if (char === close && --depth === 0) return { name: text.slice(start + 1, at), end: at + 1 };
  }
  return { name: '', end: text.length };
}
