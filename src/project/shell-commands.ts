import type { CommandsOf } from '../builds/script-commands.js';
import { parseScript } from '../shell/parse-script.js';
import type { ShellCommand, ShellWord } from '../shell/script.js';
import { SourceMap } from '../text/source-map.js';

/** The commands of a script in the project, as far as they are written out; a script that cannot be read has none. */
export const commandsOf: CommandsOf = (text) => {
  const script = parseScript(new SourceMap(text, [{ start: 0, end: text.length }]), { dialect: 'bash' });
  if ('refused' in script) return [];
  return script.commands.map((command) => ({
    words: [
      ...command.assignments.map(({ name, value }) => {
        const known = value === undefined ? '' : valueOf(value, command);
        return known === undefined ? undefined : `${name}=${known}`;
      }),
      ...command.words.map((word) => valueOf(word, command)),
    ],
    directories: command.directories?.map((word) => valueOf(word, command)),
    start: command.span.start,
  }));
};

/** A word with the variables that the script itself set, or gave a default for. */
function valueOf(word: ShellWord, command: ShellCommand): string | undefined {
  if (word.glob || word.tilde) return undefined;
  if (word.value !== undefined) return word.value;
  let text = '';
  for (const part of word.parts) {
    if (part.kind === 'opaque') return undefined;
    if (part.kind === 'literal') text += part.value;
    else {
      const set = command.variables.has(part.name) ? command.variables.get(part.name)?.value : part.fallback;
      if (set === undefined) return undefined;
      text += set;
    }
  }
  return text;
}
