import { tomlLines } from './toml-lines.js';
import type { TomlLine } from './toml-lines.js';

/** Build tools that read no more than the package's own folder. */
const TOOLS = new Set(
  'setuptools wheel hatchling flit flit_core flit-core poetry poetry_core poetry-core pdm-backend pdm pdm-pep517'.split(
    ' ',
  ),
);
const TEXT = /"([^"\n]*)"|'([^'\n]*)'/g;
/** Groups of entry points, and a key, by which setuptools runs code of the package. */
const COMMANDS =
  /\b(?:cmdclass|command_packages|distutils\.(?:commands|setup_keywords)|egg_info\.writers|setuptools\.finalize_distribution_options)\b/;
/** Hatch puts a place or a variable there: https://hatch.pypa.io/latest/config/context/ */
const HATCH_CONTEXT = /\{(?:root|home|env)\b/;
/** What hatch and pdm take a version from; `code`, `call` and their like run the package's own modules. */
const READ_AS_TEXT = new Set(['regex', 'file']);
const VERSION_SOURCE = /\bsource["']?\s*=\s*["']([^"']*)["']/;

/** The line of a pyproject.toml by which its build may run code that is not known; undefined when there is none. */
export function buildsWithOthers(toml: string): string | undefined {
  for (const each of tomlLines(toml)) {
    const { table, line } = each;
    if (mayRunCode(table, line)) return line;
    if (table === 'tool.poetry.build' || (table === 'tool.poetry' && /^build\s*=/.test(line))) return line;
    if (table === 'tool.pdm.build' && /^(?:custom-hook|run-setuptools)\b/.test(line)) return line;
    if (
      (table.startsWith('tool.setuptools') || table.startsWith('project') || table === 'tool') &&
      COMMANDS.test(line)
    )
      return line;
    if (namesTool(each)) return line;
  }
  return undefined;
}

/** The same of a hatch.toml, whose tables stand without `tool.hatch` in front. */
export function hatchBuildsWithOthers(toml: string): string | undefined {
  for (const { table, line } of tomlLines(toml)) if (mayRunCode(`tool.hatch.${table}`, line)) return line;
  return undefined;
}

/** The line of a setup.cfg by which setuptools runs code of the package, or of what it installs first. */
export const configuresCommands = (config: string): string | undefined =>
  config
    .split('\n')
    .find((line) => !/^\s*[#;]/.test(line) && (COMMANDS.test(line) || SETUP_REQUIRES.test(line)));
const SETUP_REQUIRES = /^setup[-_]requires\s*[=:]/;

function mayRunCode(table: string, line: string): boolean {
  // Environments for development are no part of a build.
  if (/^tool\.hatch\.envs(?:\.|$)/.test(table)) return false;
  if (
    /(?:^|\.)hooks(?:\.|$)/.test(table) ||
    /^[\w\s."'-]*\bhooks\b[\w\s."'-]*=|\bbuild\.hooks\b|^backend-path\b|^script\s*=|^ext-modules\b/.test(line)
  )
    return true;
  if (HATCH_CONTEXT.test(line) && /^(?:project|tool\.hatch)(?:\.|$)/.test(table)) return true;
  const ofVersion =
    /^tool\.(?:hatch|pdm)(?:\.version|\.?$)/.test(table) || /^tool\.(?:hatch|pdm)\./.test(line);
  const source = ofVersion ? VERSION_SOURCE.exec(line)?.[1] : undefined;
  return source !== undefined && !READ_AS_TEXT.has(source);
}

/** A line of `[build-system]` that names a tool which is not known. */
function namesTool({ table, line, isHeader }: TomlLine): boolean {
  if (table !== 'build-system' || isHeader) return false;
  return [...line.matchAll(TEXT)].some(([, double, single]) => {
    const name = /^[\w-]+/.exec(double ?? single ?? '')?.[0] ?? '';
    return !TOOLS.has(name.toLowerCase());
  });
}
