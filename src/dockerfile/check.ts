import { DfmodError, type ErrorPlace } from '../errors.js';
import { LineIndex } from '../text/lines.js';
import { argumentsOf, namedValues } from './arguments.js';
import type { InstructionNode } from './instruction.js';

const KEYWORDS = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];
const KNOWN = new Set(KEYWORDS);
const ONE_ARGUMENT = new Set(['MAINTAINER', 'STOPSIGNAL', 'USER', 'WORKDIR']);
const SOME_ARGUMENTS = new Set(['ARG', 'ENV', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'ONBUILD', 'VOLUME']);
const STAGE_NAME = /^[a-z][-a-z0-9_.]*$/;

/** A mistake, and the part of the instruction that is wrong. */
interface Mistake {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/**
 * What BuildKit says about an instruction once it is cut out: unknown keywords, missing arguments, stage names.
 * Flags are not looked at: newer frontends know more of them. Rules of moby/buildkit frontend/dockerfile/instructions.
 *
 * @throws DfmodError at the instruction's keyword
 */
export function checkInstruction(instruction: InstructionNode): void {
  const mistake = mistakeIn(instruction) ?? mistakeInTrigger(instruction);
  if (mistake === undefined) return;
  const hint = mistake.hint === undefined ? {} : { hint: mistake.hint };
  throw new DfmodError(mistake.code, mistake.message, { place: placeOf(instruction), ...hint });
}

/** The keyword, or the part of it that stands in its first line. */
function placeOf({ keyword, keywordSpan, reading, startLine }: InstructionNode): ErrorPlace {
  if (keyword === '') return { line: startLine, column: 1, endColumn: 2 };
  const { text } = reading;
  const { line, column } = new LineIndex(text).position(keywordSpan.start);
  const newline = text.indexOf('\n', keywordSpan.start);
  const end = newline === -1 ? keywordSpan.end : Math.min(keywordSpan.end, newline);
  return { line, column, endColumn: column + end - keywordSpan.start };
}

function mistakeIn(instruction: InstructionNode): Mistake | undefined {
  const { keyword, stage } = instruction;
  if (!KNOWN.has(keyword)) return unknown(instruction);
  if (stage === undefined && keyword !== 'ARG') {
    return {
      code: 'before-from',
      message: `${keyword} stands before the first FROM`,
      hint: 'only ARG may stand there',
    };
  }
  if (keyword === 'FROM') return mistakeInFrom(argumentsOf(instruction));
  const missing = (what: string): Mistake => ({
    code: 'missing-argument',
    message: `${keyword} needs ${what}`,
  });
  if (ONE_ARGUMENT.has(keyword)) return instruction.bodyText === '' ? missing('one argument') : undefined;
  if (SOME_ARGUMENTS.has(keyword) && instruction.bodyText === '') return missing('at least one argument');
  switch (keyword) {
    case 'ADD':
    case 'COPY':
      return argumentsOf(instruction).length < 2 ? missing('a source and a destination') : undefined;
    case 'ARG':
    case 'ENV':
    case 'LABEL':
      return namedValues(instruction).some(({ name }) => name === '')
        ? missing('a name before "="')
        : undefined;
    case 'HEALTHCHECK':
      return mistakeInHealthcheck(argumentsOf(instruction));
    case 'SHELL':
      return (instruction.json ?? []).length === 0 ? missing('its arguments in JSON form') : undefined;
    default:
      return undefined;
  }
}

function mistakeInFrom(words: readonly string[]): Mistake | undefined {
  const [, as, name] = words;
  if (words.length !== 1 && !(words.length === 3 && as?.toLowerCase() === 'as')) {
    return { code: 'invalid-from', message: 'FROM takes an image, or an image AS a name' };
  }
  if (name === undefined || STAGE_NAME.test(name.toLowerCase())) return undefined;
  return {
    code: 'invalid-stage-name',
    message: `"${name}" cannot name a stage`,
    hint: 'a name begins with a letter and has letters, digits, "-", "_" and "."',
  };
}

function mistakeInHealthcheck([type = '', ...command]: readonly string[]): Mistake | undefined {
  switch (type.toUpperCase()) {
    case 'NONE':
      return command.length === 0
        ? undefined
        : { code: 'invalid-healthcheck', message: 'HEALTHCHECK NONE takes no arguments' };
    case 'CMD':
      return command.length > 0
        ? undefined
        : { code: 'missing-argument', message: 'HEALTHCHECK CMD needs a command' };
    default:
      return {
        code: 'invalid-healthcheck',
        message: `HEALTHCHECK ${type} is unknown`,
        hint: 'it is CMD or NONE',
      };
  }
}

function mistakeInTrigger({ trigger }: InstructionNode): Mistake | undefined {
  if (trigger === undefined) return undefined;
  if (trigger.keyword === 'ONBUILD' || trigger.keyword === 'FROM' || trigger.keyword === 'MAINTAINER') {
    return { code: 'invalid-trigger', message: `${trigger.keyword} cannot stand behind ONBUILD` };
  }
  return undefined;
}

function unknown({ keyword, command, line }: InstructionNode): Mistake {
  const written = line.text.slice(command.keywordSpan.start, command.keywordSpan.end);
  const near = nearest(keyword);
  const message = `unknown instruction "${written.length > 40 ? `${written.slice(0, 40)}…` : written}"`;
  return {
    code: 'unknown-instruction',
    message,
    ...(near === undefined ? {} : { hint: `did you mean ${near}?` }),
  };
}

function nearest(keyword: string): string | undefined {
  if (keyword.length > 16)
    return KEYWORDS.find((known) => known.length > 2 && keyword.startsWith(`${known}[`));
  const glued = KEYWORDS.find(
    (known) => keyword.startsWith(known) && /^[^A-Z]/.test(keyword.slice(known.length)),
  );
  if (glued !== undefined) return glued;
  const ranked = KEYWORDS.map((known) => ({ known, distance: editDistance(keyword, known) }));
  const best = ranked.reduce((a, b) => (b.distance < a.distance ? b : a));
  return best.distance <= Math.max(1, Math.floor(best.known.length / 3)) ? best.known : undefined;
}

/** Levenshtein's, for two short words. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
