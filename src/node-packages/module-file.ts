import type { Findings } from './findings.js';

const QUOTES = ["'", '"', '`'];
const MODULES = new Set(['path', 'node:path', 'os', 'node:os', 'url', 'node:url']);
/** A type for the editor, in a comment. */
const TYPE_IMPORT = /import\((['"])[\w@/-]+\1\)\./g;

/** What a module would read other files of the project by. A word too many costs a split, one too few would break it. */
const REACHES = [
  'import',
  'cwd',
  'eval',
  'Function(',
  'createRequire',
  'getBuiltinModule',
  'binding',
  ...QUOTES.flatMap((quote) => [`${quote}./`, `${quote}../`, `${quote}.${quote}`, `${quote}..${quote}`]),
];

/**
 * Notes a settings file that the package manager or a tool runs as a program. One that may read further files is refused:
 * only its text can be looked at, and that is done for whether it names anything by which it could.
 */
export function readModule(file: string, found: Findings): void {
  if (!found.read(file)) return;
  const text = (found.files.read(file) ?? '').replaceAll(TYPE_IMPORT, '');
  const reach = REACHES.find((word) => text.includes(word)) ?? otherRequire(text);
  if (reach !== undefined)
    found.refuse('reads-sources', `${file} is run by the install and may read other files: it has ${reach}`, {
      file,
      text: reach,
    });
}

/** A `require` of anything but one of the modules that read no files, or in a form that does not show it. */
function otherRequire(text: string): string | undefined {
  for (const rest of text.split('require').slice(1)) {
    const quote = rest.at(1) ?? '';
    const end = rest.indexOf(quote, 2);
    const name = rest.slice(2, end);
    if (!rest.startsWith('(') || !QUOTES.includes(quote) || rest.at(end + 1) !== ')' || !MODULES.has(name))
      return 'require';
  }
  return undefined;
}
