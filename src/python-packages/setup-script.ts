import { pythonTokens } from './python-tokens.js';
import type { PythonToken } from './python-tokens.js';

/** Modules by which a setup.py reaches no file but those it names. */
const MODULES = new Set(
  '__future__ ast codecs collections datetime distutils functools glob io itertools json os pathlib platform re setuptools string sys textwrap typing warnings'.split(
    ' ',
  ),
);
/** They run what stands elsewhere, or lead out of the folder. */
const LEADS_OUT = new Set(
  (
    'exec eval compile execfile __import__ import_module importlib runpy imp system popen popen2 spawn spawnv spawnl execv execvp startfile ' +
    'chdir fchdir pardir expanduser home parents getattr globals locals vars symlink readlink subprocess ' +
    'Extension ext_modules cffi_modules rust_extensions chr fromhex unhexlify b64decode'
  ).split(' '),
);
/** What may be called where a path is made from the module's own. */
const ABOUT_PATHS = new Set(
  'abspath realpath dirname join normpath Path PurePath resolve absolute joinpath with_name open read read_text readlines splitlines decode str strip rstrip read_file print setup format len find_packages'.split(
    ' ',
  ),
);
/** A step up from the module's path: once leads to its folder, twice out of it. */
const STEPS_UP = new Set(['dirname', 'parent']);
const LEAVES = /(?:^|[\\/])\.\.(?:$|[\\/])|\bfile:|^~\//;
const IN_TEXT = /\b(?:__file__|__path__|dirname|parent|parents|pardir|exec|eval|compile|system|popen)\b/;

/**
 * The first words of a setup.py by which it may read more than its own folder; undefined when there are none.
 *
 * @param isCopied whether an absolute path is one of the project
 */
export function readsBeyond(source: string, isCopied: (path: string) => boolean): string | undefined {
  const tokens = pythonTokens(source);
  if (tokens === undefined) return source.split('\n', 1)[0] ?? source;
  const statements = new Map<number, PythonToken[]>();
  for (const token of tokens) {
    const found = statements.get(token.statement);
    if (found === undefined) statements.set(token.statement, [token]);
    else found.push(token);
  }
  for (const statement of statements.values())
    if (
      leadsOut(statement) ||
      statement.some((token) => token.kind === 'text' && isAbsolute(token.value) && isCopied(token.value))
    )
      return statement.map(({ value }) => value).join(' ');
  return undefined;
}

const isAbsolute = (text: string): boolean => text.startsWith('/') && text.length > 1;

function leadsOut(statement: readonly PythonToken[]): boolean {
  const names = statement.filter(({ kind }) => kind === 'name').map(({ value }) => value);
  const texts = statement.filter(({ kind }) => kind === 'text').map(({ value }) => value);
  if (names.some((name) => LEADS_OUT.has(name)) || importsOther(statement)) return true;
  if (texts.some((text) => LEAVES.test(text) || /\\(?:x|u|U|N|[0-7])/.test(text))) return true;
  // The expressions of an f-string are not read.
  if (texts.some((text) => text.includes('{') && IN_TEXT.test(text))) return true;
  const up = names.filter((name) => STEPS_UP.has(name)).length;
  const ofItself = names.filter((name) => name === '__file__').length;
  const imports = names[0] === 'from' && !names.includes('as');
  if (up > 0 && (up > 1 || ofItself !== 1) && !imports) return true;
  if (statement.some(({ value }, at) => value === 'split' && statement[at - 2]?.value === 'path'))
    return true;
  const called = statement.filter(
    ({ kind }, at) => kind === 'name' && statement[at + 1]?.value === '(' && names[0] !== 'def',
  );
  return ofItself > 0 && called.some(({ value }) => !ABOUT_PATHS.has(value));
}

/** `import a.b, c`, `from a import b`, behind `try:` on the same line too. */
function importsOther(statement: readonly PythonToken[]): boolean {
  const at = statement.findIndex(
    ({ value, kind }) => kind === 'name' && (value === 'import' || value === 'from'),
  );
  if (at < 0) return false;
  const first = statement[at + 1];
  if (statement[at]?.value === 'from') {
    // `raise X from error`, `yield from x`
    if (!statement.slice(at).some(({ value }) => value === 'import')) return false;
    return !MODULES.has(first?.value ?? '');
  }
  let expects = true;
  for (const { kind, value } of statement.slice(at + 1)) {
    if (expects && kind === 'name' && !MODULES.has(value)) return true;
    expects = value === ',';
  }
  return first === undefined;
}
