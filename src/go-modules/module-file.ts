/** What of a go.mod or go.work file bears on what has to be there. See https://go.dev/ref/mod#go-mod-file. */
export interface ModuleFile {
  /** `module version` of each requirement. */
  readonly requires: readonly { readonly path: string; readonly version: string }[];
  /** Folders on disk that take the place of a module, as written. */
  readonly localReplacements: readonly string[];
  /** Modules that are replaced, whatever by. */
  readonly replaced: readonly string[];
  /** The folders of a go.work's modules, as written. */
  readonly uses: readonly string[];
  /** The first line that is not understood. */
  readonly unclear: string | undefined;
}

const DIRECTIVES = new Set(
  'module go toolchain godebug require exclude replace retract use tool ignore'.split(' '),
);

/** Reads the lines of the file: `directive arguments`, or `directive (`, lines of arguments, `)`. */
export function readModuleFile(text: string): ModuleFile {
  const requires: { path: string; version: string }[] = [];
  const localReplacements: string[] = [];
  const replaced: string[] = [];
  const uses: string[] = [];
  let unclear: string | undefined;
  let block: string | undefined;
  for (const line of text.split('\n')) {
    const tokens = tokensOf(line);
    if (tokens === undefined) unclear ??= line.trim();
    if (tokens === undefined || tokens.length === 0) continue;
    if (block !== undefined && tokens[0] === ')') {
      block = undefined;
      continue;
    }
    const directive = block ?? tokens.shift() ?? '';
    if (block === undefined && tokens[0] === '(') {
      block = directive;
      continue;
    }
    if (!DIRECTIVES.has(directive)) unclear ??= line.trim();
    const [first = '', second = ''] = tokens;
    if (directive === 'require') requires.push({ path: first, version: second });
    if (directive === 'use') uses.push(first);
    if (directive === 'replace') {
      replaced.push(first);
      const target = tokens[tokens.indexOf('=>') + 1] ?? '';
      if (/^\.{0,2}\//.test(target) || target === '.' || target === '..') localReplacements.push(target);
    }
  }
  return { requires, localReplacements, replaced, uses, unclear };
}

/** The words of a line, comments left out; undefined when a string does not end on it. */
function tokensOf(line: string): string[] | undefined {
  const tokens: string[] = [];
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    if (/\s/.test(char)) at++;
    else if (line.startsWith('//', at)) break;
    else if (char === '"' || char === '`') {
      const end = line.indexOf(char, at + 1);
      if (end < 0 || line.slice(at, end).includes('\\')) return undefined;
      tokens.push(line.slice(at + 1, end));
      at = end + 1;
    } else {
      let end = at;
      while (end < line.length && !/[\s"`]/.test(line.charAt(end)) && !line.startsWith('//', end)) end++;
      if (line.startsWith('//', end) && end > at && line.charAt(end - 1) === ':') return undefined;
      tokens.push(line.slice(at, end));
      at = end;
    }
  }
  return tokens;
}
