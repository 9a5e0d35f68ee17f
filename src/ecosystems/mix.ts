import {
  defineEcosystem,
  findOption,
  inHome,
  movedTo,
  readArguments,
  readsSources,
} from '../ecosystem-api.js';
import type { Argv, CacheRefusal, Call, Environment } from '../ecosystem-api.js';
import type { ShellWord } from '../shell/script.js';

const INSTALL = new Set(['deps.get', 'deps.update']);
/** They install what Hex downloads where a source is given as `hex`: `mix archive.install hex phx_new`. */
const FROM_HEX = new Set(['archive.install', 'escript.install']);
const VALUED = new Set('--only --target --app --repo --organization --timeout --sha512'.split(' '));

/** The tasks of `mix do deps.get, deps.compile` and `mix do deps.get + compile`, each as the words of a command of its own. */
function tasksOf(words: readonly ShellWord[]): ShellWord[][] {
  const tasks: ShellWord[][] = [[]];
  for (const word of words) {
    const text = word.value ?? '';
    if (text !== '+' && text !== ',') tasks.at(-1)?.push(word);
    if (text === '+' || text.endsWith(',')) tasks.push([]);
  }
  return tasks;
}

const downloads = ([task, source]: readonly string[]): boolean =>
  INSTALL.has(task ?? '') || (FROM_HEX.has(task ?? '') && source === 'hex');

/** Nothing else that is called `mix` (Laravel's, for one) is taken for Elixir's. */
function recognise(argv: Argv): Call | undefined {
  if (argv.name !== 'mix') return undefined;
  const { options, operands } = readArguments(argv.words.slice(1), { valued: VALUED });
  const [subcommand, ...rest] = operands;
  const tasks = (subcommand?.value === 'do' ? tasksOf(rest) : [operands]).map((words) =>
    words.map(({ value }) => value?.replace(/,$/, '') ?? ''),
  );
  if (tasks.some(downloads)) return { kind: 'install', argv, subcommand, options, operands: rest };
  if (subcommand?.value !== 'hex.config' || rest[0]?.value !== 'offline') return undefined;
  const settings = [{ key: 'offline', value: rest[1] }];
  return { kind: 'other', argv, subcommand, options, operands: rest, settings };
}

function home(environment: Environment): string | CacheRefusal {
  const own = movedTo(environment.variable('HEX_HOME'), 'HEX_HOME', environment);
  if (own !== undefined) return own;
  // Which of them counts has changed from version to version.
  const xdg = ['MIX_XDG', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'].find(
    (name) => environment.variable(name) !== undefined,
  );
  return xdg === undefined
    ? inHome('.hex', environment)
    : {
        code: 'cache-moved',
        reason: `${xdg} is set, and where Hex then has its packages depends on its version`,
        because: xdg,
      };
}

const mayBeOffline = (because: string, how: string): CacheRefusal => ({
  code: 'no-network-install',
  reason: `${how} Hex take everything from packages that are there already`,
  because,
});

/** Whatever the value of the setting: an offline Hex reads nothing but what is in the image. */
function offline(environment: Environment, folder: string): CacheRefusal | undefined {
  if (environment.variable('HEX_OFFLINE') !== undefined)
    return mayBeOffline('HEX_OFFLINE', 'HEX_OFFLINE may make');
  if (environment.setting('mix.offline') !== undefined)
    return mayBeOffline('mix hex.config offline', 'mix hex.config offline may make');
  const config = `${folder}/hex.config`;
  const text = environment.files?.read(config);
  if (text?.includes('offline') === true) return mayBeOffline(config, `offline in ${config} may make`);
  return text === undefined && environment.mayBeCopied(config)
    ? mayBeOffline(config, `a COPY may bring ${config}, which can make`)
    : undefined;
}

/** Hex keeps more than packages in its folder, which would come to belong to root where the mount makes it. */
function notRoot({ account }: Environment, folder: string): CacheRefusal | undefined {
  if (account === undefined || account.uid === 0) return undefined;
  return {
    code: 'cache-parent-missing',
    reason: `${folder} may not exist, and would belong to root while the RUN runs, where Hex writes what it knows of the registry`,
    because: account.name ?? 'USER',
  };
}

/** Read from Hex's sources (lib/hex/scm.ex, lib/hex/config.ex); no real build holds it, since no registry of it is in reach. */
export default defineEcosystem({
  id: 'mix',
  title: 'Mix and Hex',
  summary: 'Keeps ~/.hex/packages, the packages that mix deps.get downloaded, between builds',
  explanation:
    "Hex unpacks packages from ~/.hex/packages into the project's deps, and takes one that is there only if its checksum is the one in the registry, which it asks every time, so the directory is pure gain. The mount stands at packages itself (below HEX_HOME where that is set): beside it Hex keeps its settings, which may hold keys, and what it knows of the registry. Nothing is mounted where Hex may be offline: it then needs what the image holds; nor for a user other than root, who could not write beside the mount. ~/.mix stays in the image, for Hex and Rebar themselves lie there, and so do deps and _build. The mount is locked, since older versions write a package in place.",
  docs: [
    'https://hexdocs.pm/hex/Mix.Tasks.Hex.Config.html',
    'https://hexdocs.pm/mix/Mix.Tasks.Deps.Get.html',
  ],
  hints: ['mix'],
  rootOnly: false,
  survivesClean: false,
  proven: false,
  recognise,
  readsLock: (call) => findOption(call, '--check-locked') !== undefined,
  inputs: readsSources('mix.exs is a program: what it and the configuration read is not worked out'),
  caches(_call, environment) {
    const folder = home(environment);
    if (typeof folder !== 'string') return folder;
    const against = offline(environment, folder) ?? notRoot(environment, folder);
    return against ?? [{ path: `${folder}/packages`, holds: 'downloads', sharing: 'locked' }];
  },
});
