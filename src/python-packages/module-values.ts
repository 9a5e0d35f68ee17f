import type { ImageFiles, InputEvidence } from '../ecosystem-api.js';
import { pythonTokens } from './python-tokens.js';
import type { PythonToken } from './python-tokens.js';
import { tomlLines } from './toml-lines.js';

/** `version = attr: x.__version__` of a setup.cfg, `{ attr = "x.__version__" }` of a pyproject.toml. */
const ATTRIBUTE = /\battr["']?\s*[:=]\s*["']?([\w.]*)/g;
const FLIT = /\bflit(?:_core|-core|\.buildapi)\b/;

/**
 * The line by which a build takes a value from a module that it has to run for it: setuptools and flit read a plain text out of
 * the source, and import the module for anything else.
 * https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata
 * https://flit.pypa.io/en/stable/pyproject_toml.html#module-section
 */
export function runsModule(folder: string, files: ImageFiles): InputEvidence | undefined {
  for (const name of ['pyproject.toml', 'setup.cfg']) {
    const file = `${folder}/${name}`;
    const text = files.read(file) ?? '';
    for (const line of text.split('\n'))
      for (const [, target = ''] of /^\s*[#;]/.test(line) ? [] : line.matchAll(ATTRIBUTE)) {
        const dot = target.lastIndexOf('.');
        const module = moduleText(folder, target.slice(0, Math.max(dot, 0)), files);
        if (module === undefined || !hasText(module, target.slice(dot + 1)))
          return { file, text: line.trim() };
      }
    if (name === 'pyproject.toml' && FLIT.test(text)) {
      const line = flitRuns(text, folder, files);
      if (line !== undefined) return { file, text: line };
    }
  }
  return undefined;
}

function flitRuns(toml: string, folder: string, files: ImageFiles): string | undefined {
  let name: string | undefined;
  let named: string | undefined;
  let described = false;
  let dynamic: string | undefined;
  for (const { table, line } of tomlLines(toml)) {
    const value = /^(?:name|module)\s*=\s*["']([^"']*)["']/.exec(line)?.[1];
    if (table === 'project') {
      name ??= value;
      described ||= /^description\s*=/.test(line);
      if (/^dynamic\s*=/.test(line)) dynamic = line;
    } else if (table.startsWith('tool.flit.')) {
      named ??= value;
      if (table === 'tool.flit.metadata') dynamic ??= line;
    }
  }
  if (dynamic === undefined) return undefined;
  const module = moduleText(folder, (named ?? name ?? '').replaceAll('-', '_'), files);
  const plain = module !== undefined && hasText(module, '__version__') && (described || hasDocstring(module));
  return plain ? undefined : dynamic;
}

/** The source of a module in the folder or in its `src`; undefined where that is not surely the one. */
function moduleText(folder: string, module: string, files: ImageFiles): string | undefined {
  if (module === '') return undefined;
  const path = module.replaceAll('.', '/');
  const [found, ...more] = ['', 'src/']
    .flatMap((at) => [`${folder}/${at}${path}.py`, `${folder}/${at}${path}/__init__.py`])
    .filter((each) => files.kind(each) === 'file');
  return found === undefined || more.length > 0 ? undefined : files.read(found);
}

/** Whether all that the module assigns to the name at its top is a text in quotes. */
function hasText(source: string, name: string): boolean {
  const statements = statementsOf(source).filter(
    ([first, second]) => first?.value === name && second?.value === '=',
  );
  // Only what stands at a line's beginning is sure to be at the module's top.
  const atTop = source.split('\n').filter((line) => new RegExp(`^${name}\\s*=\\s*["']`).test(line));
  return (
    statements.length > 0 &&
    statements.length === atTop.length &&
    statements.every((tokens) => tokens.length === 3 && tokens[2]?.kind === 'text')
  );
}

const hasDocstring = (source: string): boolean => {
  const [first] = statementsOf(source);
  return first?.length === 1 && first[0]?.kind === 'text';
};

function statementsOf(source: string): PythonToken[][] {
  const statements: PythonToken[][] = [];
  let last: number | undefined;
  for (const token of pythonTokens(source) ?? []) {
    if (token.statement === last) statements.at(-1)?.push(token);
    else statements.push([token]);
    last = token.statement;
  }
  return statements;
}
