import type { ScriptCommand } from '../../src/builds/script-commands.js';
import { parseScript } from '../../src/shell/parse-script.js';
import { SourceMap } from '../../src/text/source-map.js';

/** The real shell reader, as the build readers want it. */
export function commandsOf(text: string): ScriptCommand[] {
  const script = parseScript(new SourceMap(text, [{ start: 0, end: text.length }]), { dialect: 'bash' });
  if ('refused' in script) return [];
  return script.commands.map((command) => ({
    words: [
      ...command.assignments.flatMap(({ name, value }) =>
        value?.value === undefined ? [] : [`${name}=${value.value}`],
      ),
      ...command.words.map(({ value }) => value),
    ],
    directories: command.directories?.map(({ value }) => value),
    start: command.span.start,
  }));
}
