/** Build tools that read no more than the package's own folder. */
const TOOLS = new Set(
  'setuptools wheel hatchling flit flit_core flit-core poetry poetry_core poetry-core pdm-backend pdm pdm-pep517'.split(
    ' ',
  ),
);
const TEXT = /"([^"\n]*)"|'([^'\n]*)'/g;

/** The line of a pyproject.toml by which its build may run code that is not known; undefined when there is none. */
export function buildsWithOthers(toml: string): string | undefined {
  let table = '';
  for (const raw of toml.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('#')) continue;
    const header = /^\[{1,2}([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) table = header.replace(/[\s"']/g, '');
    if (
      /(?:^|\.)hooks(?:\.|$)/.test(table) ||
      /\bbuild\.hooks\b|^backend-path\b|^script\s*=|^ext-modules\b/.test(line)
    )
      return line;
    if (table === 'tool.poetry.build' || (table === 'tool.poetry' && /^build\s*=/.test(line))) return line;
    if (table === 'tool.pdm.build' && /^(?:custom-hook|run-setuptools)\b/.test(line)) return line;
    if (table !== 'build-system' || header !== undefined) continue;
    for (const [, double, single] of line.matchAll(TEXT)) {
      const name = /^[\w-]+/.exec(double ?? single ?? '')?.[0] ?? '';
      if (!TOOLS.has(name.toLowerCase())) return line;
    }
  }
  return undefined;
}
