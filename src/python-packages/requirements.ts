/** What one line of a requirements file asks for, where it bears on files. */
export interface RequirementLine {
  readonly kind: 'nested' | 'constraint' | 'editable' | 'requirement' | 'find-links' | 'index' | 'unreadable';
  /** The path, URL or requirement, markers included. */
  readonly value: string;
  /** The line as pip reads it: joined, without its comment. */
  readonly text: string;
}

/** Gives a variable's value; undefined when it is not set, a symbol when it is not known. */
type Lookup = (name: string) => string | symbol | undefined;

/** Where Python's `str.splitlines` ends a line. */
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
const COMMENT = /(^|\s+)#.*$/;
const VARIABLE = /\$\{([A-Z0-9_]+)\}/g;

/** Options of a requirements file that take a value, by their meaning here; pip takes no others. */
const VALUED: Readonly<Record<string, RequirementLine['kind'] | 'other'>> = {
  '-r': 'nested',
  '--requirement': 'nested',
  '-c': 'constraint',
  '--constraint': 'constraint',
  '-e': 'editable',
  '--editable': 'editable',
  '-f': 'find-links',
  '--find-links': 'find-links',
  '-i': 'index',
  '--index-url': 'index',
  '--pypi-url': 'index',
  '--extra-index-url': 'index',
  '--no-binary': 'other',
  '--only-binary': 'other',
  '--trusted-host': 'other',
  '--use-feature': 'other',
  '--uploaded-prior-to': 'other',
  '--global-option': 'other',
  '--hash': 'other',
  '--config-settings': 'other',
  '--config-setting': 'other',
  '-C': 'other',
};
const BARE = new Set(['--no-index', '--pre', '--prefer-binary', '--require-hashes']);

/**
 * Reads a requirements or constraints file as pip does (pip/_internal/req/req_file.py): continued lines, comments, `${VARIABLES}`,
 * then a requirement, or options. Lines that say nothing of files are left out.
 */
export function readRequirements(text: string, variable: Lookup): RequirementLine[] {
  const lines: RequirementLine[] = [];
  for (const joined of joinedLines(text.startsWith('\uFEFF') ? text.slice(1) : text)) {
    const line = joined.replace(COMMENT, '').trim();
    if (line === '') continue;
    const expanded = expandVariables(line, variable);
    if (expanded === undefined) lines.push({ kind: 'unreadable', value: line, text: line });
    else lines.push(...readLine(expanded));
  }
  return lines;
}

function* joinedLines(text: string): Generator<string> {
  let pending = '';
  for (const raw of text.split(LINE_END)) {
    const comment = /^\s*#/.test(raw);
    if (raw.endsWith('\\') && !comment) {
      pending += raw.replace(/^\\+|\\+$/g, '');
      continue;
    }
    yield pending + (comment ? ` ${raw}` : raw);
    pending = '';
  }
  if (pending !== '') yield pending;
}

function expandVariables(line: string, variable: Lookup): string | undefined {
  let known = true;
  const expanded = line.replace(VARIABLE, (whole, name: string) => {
    const value = variable(name);
    if (typeof value === 'symbol') known = false;
    return typeof value === 'string' && value !== '' ? value : whole;
  });
  return known ? expanded : undefined;
}

/** Everything up to the first word that begins with `-` is the requirement; behind one, options are about it alone. */
function readLine(text: string): RequirementLine[] {
  const words = text.split(' ');
  const first = words.findIndex((word) => word.startsWith('-'));
  const requirement = words.slice(0, first < 0 ? words.length : first).join(' ');
  if (requirement !== '') return [{ kind: 'requirement', value: requirement, text }];
  const options = readOptions(shellWords(words.slice(first).join(' ')));
  if (options === undefined) return [{ kind: 'unreadable', value: text, text }];
  const found = options.flatMap(({ kind, value }) => (kind === 'other' ? [] : [{ kind, value, text }]));
  // pip takes one of these from a line, in this order, and the rest of the line is without effect.
  const decides = ['editable', 'nested', 'constraint'].find((kind) =>
    found.some((each) => each.kind === kind),
  );
  return decides === undefined ? found : found.filter(({ kind }) => kind === decides).slice(0, 1);
}

function readOptions(
  words: readonly string[] | undefined,
): { kind: RequirementLine['kind'] | 'other'; value: string }[] | undefined {
  if (words === undefined) return undefined;
  const options: { kind: RequirementLine['kind'] | 'other'; value: string }[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals > 0 ? word.slice(0, equals) : word.startsWith('--') ? word : word.slice(0, 2);
    if (BARE.has(name)) continue;
    const kind = VALUED[name];
    if (kind === undefined) return undefined;
    const joined = equals > 0 ? word.slice(equals + 1) : name.length === 2 ? word.slice(2) : '';
    options.push({ kind, value: joined !== '' || equals > 0 ? joined : (words[++i] ?? '') });
  }
  return options;
}

/** Python's `shlex.split`; undefined where it fails. */
function shellWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charAt(i);
    if (unit === '\\' && quote !== "'") {
      const next = text[++i];
      if (next === undefined) return undefined;
      word = (word ?? '') + (quote === '"' && next !== '"' && next !== '\\' ? unit + next : next);
    } else if (quote === '' && /\s/.test(unit)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === '' ? unit === '"' || unit === "'" : unit === quote) {
      quote = quote === '' ? unit : '';
      word ??= '';
    } else word = (word ?? '') + unit;
  }
  if (quote !== '') return undefined;
  return word === undefined ? words : [...words, word];
}

/** Where a requirement comes from, once its markers and extras are taken off. */
export type RequirementSource =
  | { readonly kind: 'index' | 'remote' }
  /** Cloned, from this machine where there is a path; what lies behind `#egg=` names its folder. */
  | { readonly kind: 'version-control'; readonly name: string | undefined; readonly path?: string }
  /** As written: relative to the working directory, wherever the line stands. */
  | { readonly kind: 'path'; readonly path: string };

const ARCHIVE = /\.(?:whl|zip|tar|tgz|tbz|txz|tlz|tar\.(?:gz|bz2|xz|lz|lzma))$/i;
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;

/** What pip would take a requirement for (pip/_internal/req/constructors.py). */
export function sourceOf(requirement: string, editable: boolean): RequirementSource {
  const direct = /^[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?\s*@\s*(\S+)/.exec(requirement);
  const scheme = SCHEME.exec(requirement);
  const isUrl = scheme !== null && requirement.startsWith('//', scheme[0].length);
  const text = (isUrl ? requirement.split('; ', 1) : requirement.split(';', 1))[0]?.trim() ?? '';
  if (isUrl || scheme?.[1]?.toLowerCase() === 'file') return urlSource(text, undefined);
  if (direct?.[1] !== undefined && SCHEME.test(direct[1]))
    return urlSource(direct[1], /^[A-Za-z0-9][\w.-]*/.exec(requirement)?.[0]);
  const path = text.replace(/\[[^\]]*\]$/, '');
  const named = !editable && !path.includes('/') && !path.startsWith('.') && !ARCHIVE.test(path);
  return named ? { kind: 'index' } : { kind: 'path', path };
}

function urlSource(url: string, name: string | undefined): RequirementSource {
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase() ?? '';
  const [place = '', fragment = ''] = url.split('#', 2);
  if (/^(?:git|hg|svn|bzr)\b/.test(scheme)) {
    const egg = fragment.split('&').find((part) => part.startsWith('egg='));
    const local = /^[a-z]+\+file:/i.test(place) ? filePath(place.slice(place.indexOf('+') + 1)) : undefined;
    return {
      kind: 'version-control',
      name: name ?? egg?.slice('egg='.length).replace(/\[.*$/, ''),
      // What stands behind the `@` is a branch or a commit.
      ...(local === undefined ? {} : { path: local.replace(/@[^@/]*$/, '') }),
    };
  }
  const path = filePath(place);
  return path === undefined ? { kind: 'remote' } : { kind: 'path', path };
}

/** The path of a `file:` URL; undefined for any other text. */
export function filePath(url: string): string | undefined {
  const match = /^file:(?:\/\/(?:localhost)?(?=\/))?(.*)$/i.exec(url);
  if (match?.[1] === undefined) return undefined;
  try {
    return decodeURIComponent(match[1].replace(/\[[^\]]*\]$/, ''));
  } catch {
    return match[1];
  }
}

/** Whether a text that pip takes a file or a URL for is a URL of another machine. */
export const isRemote = (text: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !/^file:/i.test(text);
