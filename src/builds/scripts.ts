import type { Evidence } from '../types.js';
import type { Build } from './build.js';
import { folderOf } from './project-paths.js';
import { readScriptCommands, type CommandsOf } from './script-commands.js';
import { writeOutScript } from './script-text.js';
import { distinctBuilds, lineSpan, quote } from './state-build.js';

/**
 * The Builds of a shell script. Nothing says where it is run: its own folder and the project's root are both taken, and a
 * Build of a Dockerfile that is not there means nothing.
 */
export function readScript(path: string, text: string, commandsOf: CommandsOf): Build[] {
  const script = writeOutScript(text, folderOf(path));
  const lines = new LineFinder(script, text);
  const place = {
    folders: [...new Set([folderOf(path), ''])],
    evidenceAt: (offset: number): Evidence => {
      const span = lines.spanOf(offset);
      return { path, span, text: quote(text, span) };
    },
  };
  return distinctBuilds(readScriptCommands(script, place, commandsOf));
}

/** Leads from a text back to the text it was made from line by line. */
class LineFinder {
  readonly #text: string;
  readonly #starts: readonly number[];
  readonly #originalStarts: readonly number[];

  constructor(changed: string, original: string) {
    this.#text = original;
    this.#starts = lineStarts(changed);
    this.#originalStarts = lineStarts(original);
  }

  /** The original line of an offset in the changed text. */
  spanOf(offset: number): ReturnType<typeof lineSpan> {
    let line = 0;
    let last = this.#starts.length - 1;
    while (line < last) {
      const middle = (line + last + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) line = middle;
      else last = middle - 1;
    }
    return lineSpan(this.#text, this.#originalStarts[line] ?? 0);
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The Builds of the scripts in a package.json, which run in its folder. Throws when it is no JSON. */
export function readPackageScripts(path: string, text: string, commandsOf: CommandsOf): Build[] {
  const manifest: unknown = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  const scripts = propertyOf(manifest, 'scripts');
  if (typeof scripts !== 'object' || scripts === null || Array.isArray(scripts)) return [];
  const builds = Object.entries(scripts).flatMap(([name, script]: [string, unknown]) => {
    if (typeof script !== 'string') return [];
    const evidence = { path, key: `scripts.${name}`, text: quote(script, { start: 0, end: script.length }) };
    const written = writeOutScript(script, folderOf(path));
    return readScriptCommands(written, { folders: [folderOf(path)], evidenceAt: () => evidence }, commandsOf);
  });
  return distinctBuilds(builds);
}

function propertyOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
