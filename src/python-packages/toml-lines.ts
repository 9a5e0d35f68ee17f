import { UNKNOWN } from '../ecosystem-api.js';

export interface TomlLine {
  /** Without quotes and blanks: `tool.hatch.version`; empty in front of the first. */
  readonly table: string;
  readonly line: string;
  readonly isHeader: boolean;
}

/** The lines of a TOML file that are no comments, each with the table it stands in. */
export function* tomlLines(toml: string): Generator<TomlLine> {
  let table = '';
  for (const raw of toml.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const header = /^\[{1,2}([^\]]+)\]{1,2}\s*(?:#.*)?$/.exec(line)?.[1];
    if (header !== undefined) table = header.replace(/[\s"']/g, '');
    yield { table, line, isHeader: header !== undefined };
  }
}

/** The value of a dotted key, without quotes; a symbol where it is there, or may be, but is not read. */
export function tomlValue(toml: string, key: string): string | typeof UNKNOWN | undefined {
  for (const { table, line, isHeader } of tomlLines(toml)) {
    const match = isHeader ? undefined : /^([\w.\-"' ]+?)\s*=\s*(.*)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const name = [...(table === '' ? [] : [table]), match[1].replaceAll(/[\s"']/g, '')].join('.');
    if (name !== key && !key.startsWith(`${name}.`)) continue;
    const value = /^(?:"([^"\\]*)"|'([^']*)'|([\w.+-]+))\s*(?:#.*)?$/.exec(match[2]);
    return name === key && value ? (value[1] ?? value[2] ?? value[3] ?? UNKNOWN) : UNKNOWN;
  }
  return undefined;
}

/** The folder and all above it, up to the root. */
export function foldersUp(path: string): string[] {
  const folders = [path];
  for (let at = path; at !== '/' && at !== '';) {
    at = at.slice(0, at.lastIndexOf('/')) || '/';
    folders.push(at);
  }
  return folders;
}
