import type { Evidence } from '../types.js';
import type { Build } from './build.js';
import { PROJECT_ROOT } from './project-paths.js';
import { readScriptCommands, type CommandsOf } from './script-commands.js';
import { substitute, writeOutScript } from './script-text.js';
import { distinctBuilds, quote } from './state-build.js';
import { readYaml, type YamlValue } from './yaml-value.js';

/**
 * The Builds of a GitLab pipeline's script lines, which run in the project's root. Variables that the file sets are written out.
 * Throws when the file is no YAML.
 */
export function readGitlab(path: string, text: string, commandsOf: CommandsOf): Build[] {
  const builds: Build[] = [];
  for (const document of readYaml(text)) {
    const shared = new Map([['CI_PROJECT_DIR', PROJECT_ROOT], ...variablesOf(document)]);
    const before = document.get('before_script') ?? document.get('default')?.get('before_script');
    for (const job of document.entries().values()) {
      if (job.get('script') === undefined) continue;
      const variables = new Map([...shared, ...variablesOf(job)]);
      const lines = [...linesOf(job.get('before_script') ?? before), ...linesOf(job.get('script'))];
      builds.push(...readJob(path, text, lines, variables, commandsOf));
    }
  }
  return distinctBuilds(builds);
}

function readJob(
  path: string,
  text: string,
  lines: readonly YamlValue[],
  variables: ReadonlyMap<string, string>,
  commandsOf: CommandsOf,
): Build[] {
  const starts: number[] = [];
  let script = '';
  for (const line of lines) {
    starts.push(script.length);
    script += `${substitute(writeOutScript(line.text ?? '', ''), variables)}\n`;
  }
  const evidenceAt = (offset: number): Evidence => {
    const span = lines[starts.findLastIndex((start) => start <= offset)]?.span;
    return span === undefined ? { path, text: path } : { path, span, text: quote(text, span) };
  };
  return readScriptCommands(script, { folders: [''], environment: variables, evidenceAt }, commandsOf);
}

/** Script lines; `!reference` and lists in lists (from anchors) are flattened one level. */
function linesOf(value: YamlValue | undefined): YamlValue[] {
  if (value === undefined) return [];
  if (!value.isList) return [value];
  return value.items().flatMap((item) => (item.isList ? item.items() : [item]));
}

function variablesOf(value: YamlValue): [string, string][] {
  return [...(value.get('variables')?.entries() ?? [])].flatMap(([name, entry]) => {
    const text = entry.text ?? entry.get('value')?.text;
    return text === undefined || text.includes('$') ? [] : [[name, text]];
  });
}
