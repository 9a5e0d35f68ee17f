import { cleanPath } from '../ecosystem-api.js';
import { gitHooks, hookSettings } from './git-hooks.js';
import { readsSources, type LifecycleScript } from './lifecycle-script.js';
import { scriptOf, within } from './manifest.js';
import { prismaInputs } from './prisma.js';

/** Scripts of the same manifest that a command runs. */
export interface Needs {
  readonly runs: readonly string[];
}

const NOTHING: Needs = { runs: [] };

/** Programs that read no file of the project, whatever they are given. */
const HARMLESS = new Set(
  ': true false exit echo printf set export unset which type is-ci only-allow opencollective opencollective-postinstall'.split(
    ' ',
  ),
);

type Tool = (args: readonly string[], script: LifecycleScript) => boolean;

/** What the program of a lifecycle script reads is noted; false for a use of it that is not known. */
const TOOLS: Readonly<Record<string, Tool>> = {
  husky: (args, script) => !['add', 'set', 'uninstall'].includes(args[0] ?? '') && gitHooks('husky', script),
  lefthook: (args, script) => args[0] === 'install' && gitHooks('lefthook', script),
  'simple-git-hooks': (args, script) =>
    args.length === 0 && gitHooks('simple-git-hooks', script) && hookSettings(script.manifest, script.found),
  command: (args) => args[0] === '-v',
  git: (args, script) => setsHooksPath(args) && gitHooks('git', script),
  'patch-package': patchPackage,
  playwright: (args) => args[0] === 'install',
  prisma: prismaGenerate,
  'ts-patch': (args) => args[0] === 'install',
  test: fileTest,
  '[': fileTest,
};

/** Notes what a command of a lifecycle script needs, or refuses. */
export function needsOf(words: readonly string[], script: LifecycleScript): Needs {
  const { program, args, binary } = unwrap(words);
  if (program === undefined) return NOTHING;
  if (!binary && scriptOf(script.manifest, program) !== undefined) {
    // What it is given besides may be for another package, or change what the script does.
    if (args.length > 0) readsSources(script, `"${words.join(' ')}" gives options to a script`);
    return { runs: [program] };
  }
  if (HARMLESS.has(program)) return NOTHING;
  const tool = Object.hasOwn(TOOLS, program) ? TOOLS[program] : undefined;
  if (tool?.(args, script) !== true) readsSources(script, `what "${words.join(' ')}" reads is not known`);
  return NOTHING;
}

interface Unwrapped {
  readonly program: string | undefined;
  readonly args: readonly string[];
  /** It can only be a program, not a script of the manifest. */
  readonly binary: boolean;
}

const RUNNERS = new Set(['npx', 'bunx', 'pnpx']);
const MANAGERS = new Set(['npm', 'yarn', 'pnpm', 'bun']);
/** Options of the runners that stand in front of the program and take no value. */
const RUNNER_FLAGS = new Set([
  '-y',
  '--yes',
  '--no-install',
  '--no',
  '-s',
  '--silent',
  '-q',
  '--quiet',
  '--bun',
  '--if-present',
]);

/** Takes off what runs a program or a script: `npx --no-install husky`, `npm run build`, `cross-env CI=1 x`. */
function unwrap(words: readonly string[]): Unwrapped {
  let rest = words;
  let binary = true;
  for (;;) {
    const [name, ...behind] = rest;
    if (name === undefined) return { program: undefined, args: [], binary };
    if (RUNNERS.has(name)) {
      rest = withoutFlags(behind);
      return { program: withoutVersion(rest[0]), args: rest.slice(1), binary: true };
    }
    if (MANAGERS.has(name)) return ranBy(name, withoutFlags(behind));
    if (name !== 'cross-env' && name !== 'env') return { program: name, args: behind, binary };
    rest = behind.slice(behind.findIndex((word) => !/^\w+=/.test(word)));
    if (behind.every((word) => /^\w+=/.test(word))) rest = [];
  }
}

function withoutFlags(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !RUNNER_FLAGS.has(word));
  return first < 0 ? [] : words.slice(first);
}

const withoutVersion = (program: string | undefined): string | undefined => {
  const at = program?.indexOf('@', 1) ?? -1;
  return at < 0 ? program : program?.slice(0, at);
};

/** Of yarn and pnpm. */
const OWN_COMMANDS = new Set(
  'add audit cache ci config constraints create dedupe deploy dlx exec explain fetch global i import info init install it licenses link list login ls node npm outdated pack patch patch-commit plugin policies prune publish rb rebuild recursive remove rm root search set stage store unlink unplug up update upgrade version versions why workspace workspaces'.split(
    ' ',
  ),
);

/** `npm run x` runs a script; `npm exec -- x` a program; the others take either for `yarn x`. */
function ranBy(manager: string, words: readonly string[]): Unwrapped {
  const [verb, ...rest] = words;
  const operands = withoutFlags(rest[0] === '--' ? rest.slice(1) : rest);
  if (verb === 'run' || verb === 'run-script')
    return {
      program: operands[0],
      args: operands.slice(1).filter((word) => !RUNNER_FLAGS.has(word)),
      binary: false,
    };
  if (verb === 'exec' || verb === 'x' || verb === 'dlx')
    return { program: withoutVersion(operands[0]), args: operands.slice(1), binary: true };
  // npm and bun run no programs this way, and a manager's own command wins over a script of that name.
  if (manager === 'npm' || manager === 'bun' || verb === undefined || OWN_COMMANDS.has(verb))
    return { program: [manager, ...words].join(' '), args: [], binary: true };
  return { program: verb, args: rest, binary: false };
}

/** `git config [--local] core.hooksPath <folder>` */
const setsHooksPath = ([verb, ...args]: readonly string[]): boolean =>
  verb === 'config' && (args[0] === '--local' ? args[1] : args[0]) === 'core.hooksPath';

/** `[ -d .git ]` asks for what git hooks need; other tests of files ask for sources. */
function fileTest(args: readonly string[], script: LifecycleScript): boolean {
  const asks = args.findIndex(
    (word) => /^-[a-hkprstuwxLOGSN]$/.test(word) || word === '-nt' || word === '-ot',
  );
  if (asks < 0) return true;
  return args[asks + 1] === '.git' && gitHooks('test', script);
}

const PATCH_FLAGS = new Set(['--error-on-fail', '--error-on-warn', '--partial', '--use-yarn']);

function patchPackage(args: readonly string[], { manifest, found }: LifecycleScript): boolean {
  let folder = 'patches';
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    if (word === '--patch-dir') folder = args[++i] ?? folder;
    else if (word.startsWith('--patch-dir=')) folder = word.slice('--patch-dir='.length);
    else if (!PATCH_FLAGS.has(word)) return false;
  }
  found.readAll(cleanPath(within(manifest.folder, folder)));
  return true;
}

function prismaGenerate(args: readonly string[], { manifest, found }: LifecycleScript): boolean {
  if (args[0] !== 'generate') return false;
  let schema: string | undefined;
  for (let i = 1; i < args.length; i++) {
    const word = args[i] ?? '';
    if (word === '--schema') schema = args[++i];
    else if (word.startsWith('--schema=')) schema = word.slice('--schema='.length);
    else if (!['--no-hints', '--no-engine', '--allow-no-models'].includes(word)) return false;
  }
  prismaInputs(manifest, schema, found);
  return true;
}
