import type { Ecosystem } from '../ecosystem-api.js';
import { ecosystems } from '../ecosystems/index.js';
import type { Refusal } from './refusal.js';
import { isRead } from './steps.js';
import type { RunFacts } from './steps.js';

/** The first package manager that a text names. */
export const namedIn = (text: string): Ecosystem | undefined =>
  ecosystems.find(({ hints }) => hints.some((hint) => hasWord(text, hint)));

/** `npm` is no word of `pnpm`, nor `bun` one of `ubuntu`; `pip` is one of `pip3`. */
export function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const around = text.charAt(at - 1) + text.charAt(at + word.length);
    if (!/[A-Za-z]/.test(around)) return true;
  }
  return false;
}

/** Only to tell that something was not read: nothing is edited by it. */
const INSTALLS = /\b(?:install|ci)\b/;

/**
 * Installs inside a text that another program runs, whose words cannot be placed: `sh -c "… $X … npm ci"`, `bash <<EOF` with
 * variables in it.
 */
export function hiddenInstalls(run: RunFacts): (Refusal & { ecosystem: string })[] {
  if (!isRead(run.body)) return [];
  const hidden = inHeredoc(run) ?? inQuotes(run, run.body.commands);
  return hidden === undefined
    ? []
    : [
        {
          ...hidden,
          code: 'body-unreadable',
          reason: 'the install stands in a text that another program runs, and cannot be read exactly',
          span: run.run.span,
        },
      ];
}

function inHeredoc(run: RunFacts): { ecosystem: string; text: string } | undefined {
  if (run.run.heredocs.length === 0 || run.commands.some(({ call }) => call !== undefined)) return undefined;
  const [, ...lines] = run.run.source.split('\n');
  const text = lines.find((line) => INSTALLS.test(line) && namedIn(line) !== undefined);
  const ecosystem = text === undefined ? undefined : namedIn(text);
  return ecosystem && text !== undefined ? { ecosystem: ecosystem.id, text: text.trim() } : undefined;
}

function inQuotes(
  run: RunFacts,
  commands: readonly {
    words: readonly { raw: string; value: string | undefined }[];
    index: number;
    parent: number | undefined;
  }[],
) {
  const read = new Set(commands.map(({ parent }) => parent));
  for (const { words, index } of commands) {
    if (read.has(index) || words[0]?.value === 'echo') continue;
    const script = words.find(
      ({ raw }) => /^['"]/.test(raw) && /\s/.test(raw) && INSTALLS.test(raw) && namedIn(raw) !== undefined,
    );
    const ecosystem = script && namedIn(script.raw);
    if (script && ecosystem) return { ecosystem: ecosystem.id, text: script.raw };
  }
  return undefined;
}
