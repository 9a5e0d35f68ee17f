import type { Argv, CallSetting, UNKNOWN } from '../ecosystem-api.js';
import type { ShellWord } from '../shell/script.js';

/** A package manager's own command line, whatever starts it. */
export interface ProgramCall {
  /** The program's word, then its arguments. */
  readonly words: readonly ShellWord[];
  /** What npx or corepack is told to run, e.g. `pnpm@9`; undefined when the program itself is called. */
  readonly spec: string | undefined;
}

/** Programs that download a package and run its command. */
const RUNNERS = new Set(['npx', 'pnpx', 'bunx']);
/** Options of theirs without a value; any other says in its own way what is run. */
const PLAIN = new Set(['-y', '--yes', '-q', '--quiet', '--no', '--no-install', '--bun']);

/** Undefined when the command runs none of the programs. */
export function programCall({ name, words }: Argv, programs: readonly string[]): ProgramCall | undefined {
  if (programs.includes(name)) return { words, spec: undefined };
  if (!RUNNERS.has(name) && name !== 'corepack') return undefined;
  const at = words.findIndex((word, index) => index > 0 && !PLAIN.has(word.value ?? ''));
  const spec = words[at]?.value;
  return spec !== undefined && programs.includes(packageOf(spec))
    ? { words: words.slice(at), spec }
    : undefined;
}

/** `pnpm` of `pnpm@9`. */
function packageOf(spec: string): string {
  const at = spec.indexOf('@', 1);
  return at < 0 ? spec : spec.slice(0, at);
}

/** The packages that bring a package manager's program, and whose version it then is. */
const MANAGERS: Readonly<Record<string, string>> = {
  '@yarnpkg/cli-dist': 'yarn',
  bun: 'bun',
  pnpm: 'pnpm',
  '@pnpm/exe': 'pnpm',
  yarn: 'yarn',
};

/** What an install of programs (`npm install -g pnpm@9`) leaves behind for later calls. */
export const installedManagers = (operands: readonly ShellWord[]): readonly CallSetting[] =>
  operands.flatMap((word) => {
    const [head] = word.parts;
    const of = head?.kind === 'literal' ? MANAGERS[packageOf(head.value)] : undefined;
    return of === undefined ? [] : [{ of, key: 'version', value: word }];
  });

/** What a call of corepack itself leaves behind; undefined when it is none, or changes nothing. */
export function corepackSettings({ name, words }: Argv): readonly CallSetting[] | undefined {
  const [, verb, ...operands] = words;
  if (name !== 'corepack' || verb === undefined) return undefined;
  if (verb.value === 'enable' || verb.value === 'disable')
    return [{ of: 'corepack', key: 'enabled', value: verb }];
  return ['prepare', 'install', 'use', 'up'].includes(verb.value ?? '')
    ? installedManagers(operands)
    : undefined;
}

/** The major version that a spec is sure to stand for: 9 of `pnpm@9.1`, `pnpm@^9`, `pnpm@latest-9` and `9`. */
export function majorOf(spec: string | typeof UNKNOWN | undefined): number | undefined {
  if (typeof spec !== 'string') return undefined;
  const version = spec.slice(spec.indexOf('@', 1) + 1);
  const digits = /^(?:[v^~=]|latest-|next-)?(\d+)(?![\w])/.exec(version)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
