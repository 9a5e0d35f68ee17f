import { absolutePath, cleanPath } from '../ecosystem-api.js';
import { parseScript } from '../shell/parse-script.js';
import { SourceMap } from '../text/source-map.js';
import { shellOf } from './run-body.js';
import { factsOfBody } from './steps.js';
import type { RunCommand, RunFacts } from './steps.js';

/** A file of the project that a command runs. */
export type CalledScript =
  /** A shell script, read as a RUN is; nothing in it is edited. */
  | { readonly path: string; readonly facts: RunFacts }
  /** Any other file, or a script that cannot be read exactly. */
  | { readonly path: string; readonly text: string };

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', '.', 'source']);

/**
 * The file of the build context that a command runs; undefined when it runs none, or the context is not known.
 *
 * @param files where the command itself stands in a script, and does not know them
 */
export function calledScript(
  run: RunFacts,
  each: RunCommand,
  files = each.environment.files,
): CalledScript | undefined {
  if (files === undefined) return undefined;
  for (const path of programPaths(each)) {
    const text = files.read(path);
    if (text !== undefined) return readScript(run, each, path, text);
  }
  return undefined;
}

function programPaths({ argv, environment }: RunCommand): string[] {
  const [program, ...operands] = argv.words;
  const word = SHELLS.has(argv.name) ? operands.find(({ raw }) => !/^[-+]/.test(raw)) : program;
  const text = word && environment.expand(word);
  if (text === undefined) return [];
  if (text.includes('/') || SHELLS.has(argv.name)) {
    const path = absolutePath(text, environment);
    return path === undefined ? [] : [path];
  }
  const path = environment.variable('PATH');
  const folders = typeof path === 'string' ? path.split(':') : ['/usr/local/bin', '/usr/bin', '/bin'];
  return folders.filter((folder) => folder.startsWith('/')).map((folder) => cleanPath(`${folder}/${text}`));
}

function readScript(run: RunFacts, each: RunCommand, path: string, text: string): CalledScript {
  const [, interpreter = '', argument] = /^#!\s*(\S+)[ \t]*(\S*)/.exec(text) ?? [];
  const program = interpreter.endsWith('/env') ? argument : interpreter;
  const { dialect } = shellOf([program === undefined || program === '' ? 'sh' : program]);
  if (dialect === undefined) return { path, text };
  const source = new SourceMap(text, [{ start: 0, end: text.length }]);
  const script = parseScript(source, { dialect, errexit: false });
  if ('refused' in script) return { path, text };
  const commands = script.commands.map((command) => ({ ...command, editable: false }));
  const before = { ...run.before, workdir: each.environment.workingDirectory };
  const body = { commands, script: { ...script, commands }, editable: false };
  return { path, facts: factsOfBody(run.run, before, body, () => undefined) };
}

/** Whether a text that is not understood names the directory, in full or from the home directory on. */
export function mentions(text: string, directory: string, { environment }: RunCommand): boolean {
  const { home } = environment;
  const below =
    home !== undefined && directory.startsWith(`${home}/`) ? directory.slice(home.length + 1) : undefined;
  return text.includes(directory) || (below !== undefined && text.includes(below));
}
