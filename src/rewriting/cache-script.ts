import type { DockerDocument } from '../dockerfile/document.js';
import { continuation } from '../dockerfile/print.js';
import type { CommandEdit } from '../ecosystem-api.js';
import type { OptionsOf } from '../ecosystem-api.js';
import type { Demand } from '../facts/cache-demand.js';
import { cleaningOf } from '../facts/cleaners.js';
import { isRead } from '../facts/steps.js';
import type { RunCommand, RunFacts } from '../facts/steps.js';
import { insertAfterWord, insertFirst, removalEdits, removeWordEdits } from '../shell/edit.js';
import type { Script, ShellCommand, ShellWord } from '../shell/script.js';
import type { Edit, SkipCode } from '../types.js';

/** The edits inside a RUN's script that let its caches work. */
export interface CacheScript {
  readonly edits: readonly Edit[];
  /** What goes, as it is written. */
  readonly removed: readonly string[];
  /** What is added, and why. */
  readonly notes: readonly string[];
  /** Commands that the script now begins with. */
  readonly begun: readonly string[];
}

/** Something that must go cannot be taken out exactly. */
export interface Blocked {
  readonly code: SkipCode;
  readonly text: string;
  readonly reason: string;
}

const NOT_EXACTLY = 'what keeps the cache empty cannot be taken out exactly';

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
  style: { readonly indent?: string } = {},
): CacheScript | Blocked {
  const writer = new ScriptWriter(doc, run, style);
  const tended = wanted.filter((demand) => demand.tended);
  const directories = tended.map(({ directory }) => directory.path);
  const cleaning = cleaningOf(run, directories, new Set(tended.map(({ ecosystem }) => ecosystem)));
  if (cleaning.half !== undefined && !cleaning.half.call?.ecosystem.survivesClean)
    return { code: 'cleaner-in-the-way', reason: NOT_EXACTLY, text: rawOf(cleaning.half.command.words) };
  writer.dropCommands(cleaning.commands.map(({ command }) => command));
  for (const { from, words } of cleaning.words)
    writer.dropWords(from.command, words, `${from.argv.name} of ${rawOf(words)}`);
  for (const { each, tended: whole, unlock } of unlocks(wanted, optionsOf)) {
    if (whole || (unlock.remove.length > 0 && unlock.first === undefined)) writer.unlock(each, unlock, whole);
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
  readonly #lineBreak: string;
  readonly #edits: Edit[] = [];
  readonly #removed = new Set<string>();
  readonly #notes = new Set<string>();
  readonly #begun = new Set<string>();
  #blocked: Blocked | undefined;

  constructor(doc: DockerDocument, run: RunFacts, style: { readonly indent?: string }) {
    this.#doc = doc;
    this.#run = run;
    this.#lineBreak = continuation(doc, run.run, style);
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

  unlock({ command, switched }: RunCommand, unlock: CommandEdit, whole: boolean): void {
    const { body } = this.#run;
    // What is to run first would run as the RUN's own user.
    if (unlock.first !== undefined && switched !== 'no') {
      const reason = `it runs as another user than the RUN, which would have to run ${unlock.first}`;
      this.#blocked ??= { code: 'user-switched', text: rawOf(command.words), reason };
      return;
    }
    if (!isRead(body) || !body.editable || !command.editable) {
      this.#add(undefined, 'cache-disabled', rawOf(command.words));
      return;
    }
    if (unlock.remove.length > 0)
      this.dropWords(command, unlock.remove, rawOf(unlock.remove), 'cache-disabled');
    if (whole)
      for (const { after, text } of unlock.insert)
        this.#edits.push(insertAfterWord(body.script, after, text));
    if (unlock.first !== undefined) this.#begin(body.script, unlock.first);
    this.#notes.add(unlock.why);
  }

  /** Puts a command in front of all others, once. */
  #begin(script: Script, text: string): void {
    const there = script.commands.some(({ words }) => rawOf(words) === text);
    if (there || this.#begun.has(text)) return;
    this.#begun.add(text);
    const edit = insertFirst(script, this.#doc.text, text, this.#lineBreak);
    this.#add(edit && [edit], 'cache-disabled', text);
  }

  result(): CacheScript | Blocked {
    return (
      this.#blocked ?? {
        edits: this.#edits,
        removed: [...this.#removed],
        notes: [...this.#notes],
        begun: [...this.#begun],
      }
    );
  }

  #add(edits: readonly Edit[] | undefined, code: SkipCode, text: string): boolean {
    if (edits === undefined) this.#blocked ??= { code, text, reason: NOT_EXACTLY };
    else this.#edits.push(...edits);
    return edits !== undefined;
  }
}
