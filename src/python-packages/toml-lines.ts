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
