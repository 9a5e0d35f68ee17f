import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { foldersUp } from './paths.js';
import { isObject } from './shape.js';

/** Prettier's names for its config in its own order, https://prettier.io/docs/configuration; `true` where it is data. */
const PRETTIER_NAMES: readonly (readonly [name: string, data: boolean])[] = [
  ['package.json', true],
  ['package.yaml', false],
  ['.prettierrc', true],
  ['.prettierrc.json', true],
  ['.prettierrc.yaml', true],
  ['.prettierrc.yml', true],
  ['.prettierrc.json5', false],
  ...['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'].map((ending) => [`.prettierrc.${ending}`, false] as const),
  ...['js', 'ts', 'mjs', 'mts', 'cjs', 'cts'].map((ending) => [`prettier.config.${ending}`, false] as const),
  ['.prettierrc.toml', true],
];

/** What Prettier would read in a folder: a file that is plain data, something it would execute, or nothing. */
type Found =
  { readonly kind: 'data'; readonly path: string } | { readonly kind: 'code' } | { readonly kind: 'none' };

type Settings = Found & { readonly editorconfig: boolean };

/**
 * The continuation indent that `.editorconfig` or Prettier settings ask for, for files that show none of their own.
 * A setting that is code, or names a package, is never loaded: running dfmod on a project must not run the project.
 */
export class StyleSettings {
  readonly #byFolder = new Map<string, Settings>();

  /** Undefined when nothing says, or only code would. */
  async indentFor(path: string): Promise<string | undefined> {
    const found = this.#above(dirname(path));
    if (found.kind === 'code' || (found.kind === 'none' && !found.editorconfig)) return undefined;
    const prettier = await import('prettier');
    try {
      const config = found.kind === 'data' ? { config: found.path } : {};
      const options = await prettier.resolveConfig(path, { editorconfig: true, ...config });
      if (options?.useTabs === true) return '\t';
      const width = options?.tabWidth;
      return typeof width === 'number' && width >= 1 && width <= 16 ? ' '.repeat(width) : undefined;
    } catch {
      // A broken file of another tool is that tool's business.
      return undefined;
    }
  }

  /** The nearest config of Prettier, and whether there is any `.editorconfig`; each folder is looked at once. */
  #above(folder: string): Settings {
    const known = this.#byFolder.get(folder);
    if (known !== undefined) return known;
    const open: string[] = [];
    let settings: Settings = { kind: 'none', editorconfig: false };
    for (const at of foldersUp(folder)) {
      const above = this.#byFolder.get(at);
      if (above !== undefined) {
        settings = above;
        break;
      }
      open.push(at);
    }
    for (const at of open.toReversed()) {
      const names = namesIn(at);
      const own = prettierConfigIn(at, names);
      const found = own.kind === 'none' ? settings : own;
      settings = { ...found, editorconfig: settings.editorconfig || names.has('.editorconfig') };
      this.#byFolder.set(at, settings);
    }
    return settings;
  }
}

function namesIn(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(folder));
  } catch {
    return new Set();
  }
}

/** Whether a Dockerfile already has a continued line with an indent, which then goes before any setting. */
export function showsIndent(text: string): boolean {
  return /[\\`][ \t]*\r?\n[ \t]+[^ \t\r\n#]/.test(text);
}

function prettierConfigIn(folder: string, names: ReadonlySet<string>): Found {
  for (const [name, isData] of PRETTIER_NAMES) {
    if (!names.has(name)) continue;
    const path = join(folder, name);
    if (!isData) return { kind: 'code' };
    const verdict =
      name === 'package.json'
        ? manifestVerdict(path)
        : name === '.prettierrc.toml'
          ? 'data'
          : fileVerdict(path);
    if (verdict === 'code') return { kind: 'code' };
    if (verdict === 'data') return { kind: 'data', path };
  }
  return { kind: 'none' };
}

function manifestVerdict(path: string): Found['kind'] {
  const manifest = parsed(read(path));
  if (!isObject(manifest) || !Object.hasOwn(manifest, 'prettier')) return 'none';
  return isObject(manifest['prettier']) ? 'data' : 'code';
}

/** A text that is not surely an object may name a package, which Prettier would load. */
function fileVerdict(path: string): Found['kind'] {
  const text = read(path);
  const json = parsed(text);
  if (json !== undefined) return isObject(json) ? 'data' : 'code';
  const first = text
    ?.split('\n')
    .find((line) => line.trim() !== '' && !line.startsWith('#') && line.trimEnd() !== '---');
  return first !== undefined && /^[A-Za-z]+[ \t]*:(?:\s|$)/.test(first) ? 'data' : 'code';
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
