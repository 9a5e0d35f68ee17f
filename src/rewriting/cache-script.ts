import type { DockerDocument } from '../dockerfile/document.js';
import type { CommandEdit } from '../ecosystem-api.js';
import type { OptionsOf } from '../ecosystem-api.js';
import type { Demand } from '../facts/cache-demand.js';
import { cleaningOf } from '../facts/cleaners.js';
import { isRead } from '../facts/steps.js';
import type { RunCommand, RunFacts } from '../facts/steps.js';
import { insertAfterWord, removalEdits, removeWordEdits } from '../shell/edit.js';
import type { ShellCommand, ShellWord } from '../shell/script.js';
import type { Edit, SkipCode } from '../types.js';

/** The edits inside a RUN's script that let its caches work. */
export interface CacheScript {
  readonly edits: readonly Edit[];
  /** What goes, as it is written. */
  readonly removed: readonly string[];
  /** What is added, and why. */
  readonly notes: readonly string[];
}

/** Something that must go cannot be taken out exactly. */
export interface Blocked {
  readonly code: SkipCode;
  readonly text: string;
}

const rawOf = (words: readonly ShellWord[]): string => words.map(({ raw }) => raw).join(' ');

/**
 * What has to change in the script of a RUN when the caches are mounted: clean-ups of them go, options that switch them off go,
 * options that keep the packages come. Of a cache that is mounted in the user's own way only what switches it off goes.
 */
export function cacheScript(
  doc: DockerDocument,
  run: RunFacts,
  wanted: readonly Demand[],
  optionsOf: OptionsOf,
): CacheScript | Blocked {
  const writer = new ScriptWriter(doc, run);
  const tended = wanted.filter((demand) => demand.tended);
  const directories = tended.map(({ directory }) => directory.path);
  const cleaning = cleaningOf(run, directories, new Set(tended.map(({ ecosystem }) => ecosystem)));
  if (cleaning.half !== undefined && !cleaning.half.call?.ecosystem.survivesClean)
    return { code: 'cleaner-in-the-way', text: rawOf(cleaning.half.command.words) };
  writer.dropCommands(cleaning.commands.map(({ command }) => command));
  for (const { from, words } of cleaning.words)
    writer.dropWords(from.command, words, `${from.argv.name} of ${rawOf(words)}`);
  for (const { each, tended: whole, unlock } of unlocks(wanted, optionsOf)) {
    if (whole || unlock.remove.length > 0) writer.unlock(each, unlock, whole);
  }
  return writer.result();
}

function* unlocks(
  wanted: readonly Demand[],
  optionsOf: OptionsOf,
): Generator<{ each: RunCommand; tended: boolean; unlock: CommandEdit }> {
  for (const { ecosystem, directory, calls, tended } of wanted) {
    const caches = wanted.filter((other) => other.ecosystem === ecosystem).map((other) => other.directory);
    // A package manager with several directories is asked once for all of them.
    if (caches[0] !== directory) continue;
    for (const each of calls) {
      const unlock =
        each.call && ecosystem.unlock?.(each.call.call, each.environment, caches, optionsOf(ecosystem));
      if (unlock) yield { each, tended, unlock };
    }
  }
}

class ScriptWriter {
  readonly #doc: DockerDocument;
  readonly #run: RunFacts;
  readonly #edits: Edit[] = [];
  readonly #removed = new Set<string>();
  readonly #notes = new Set<string>();
  #blocked: Blocked | undefined;

  constructor(doc: DockerDocument, run: RunFacts) {
    this.#doc = doc;
    this.#run = run;
  }

  dropCommands(commands: readonly ShellCommand[]): void {
    if (commands.length === 0) return;
    const texts = commands.map(({ words }) => rawOf(words));
    const { body } = this.#run;
    const edits =
      isRead(body) && body.editable
        ? removalEdits(body.script, this.#doc.text, commands, this.#doc.escape)
        : undefined;
    if (this.#add(edits, 'cleaner-in-the-way', texts.join('; ')))
      for (const text of texts) this.#removed.add(text);
  }

  dropWords(
    command: ShellCommand,
    words: readonly ShellWord[],
    what: string,
    code: SkipCode = 'cleaner-in-the-way',
  ): void {
    const { body } = this.#run;
    const editable = isRead(body) && body.editable && command.editable;
    const edits = editable
      ? removeWordEdits(body.script, this.#doc.text, command, words, this.#doc.escape)
      : undefined;
    if (this.#add(edits, code, rawOf(command.words))) this.#removed.add(what);
  }

  unlock({ command }: RunCommand, unlock: CommandEdit, whole: boolean): void {
    const { body } = this.#run;
    if (!isRead(body) || !body.editable || !command.editable) {
      this.#add(undefined, 'cache-disabled', rawOf(command.words));
      return;
    }
    if (unlock.remove.length > 0)
      this.dropWords(command, unlock.remove, rawOf(unlock.remove), 'cache-disabled');
    if (whole)
      for (const { after, text } of unlock.insert)
        this.#edits.push(insertAfterWord(body.script, after, text));
    this.#notes.add(unlock.why);
  }

  result(): CacheScript | Blocked {
    return this.#blocked ?? { edits: this.#edits, removed: [...this.#removed], notes: [...this.#notes] };
  }

  #add(edits: readonly Edit[] | undefined, code: SkipCode, text: string): boolean {
    if (edits === undefined) this.#blocked ??= { code, text };
    else this.#edits.push(...edits);
    return edits !== undefined;
  }
}
