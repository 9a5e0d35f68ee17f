import { cleanPath } from '../ecosystem-api.js';
import type { CallOption } from '../ecosystem-api.js';
import { pathTokens } from '../system-packages/path-tokens.js';
import { CommandLine } from './command-paths.js';
import { NOTHING, together } from './reach-sets.js';
import type { Reach } from './reach-sets.js';
import type { RunCommand } from './steps.js';
import { packagePlaces, systemPlaces } from './system-places.js';

/** Installers and tools of the system that write to its folders, and to what their words name. */
const SYSTEM_TOOLS = new Set(
  (
    'apk dnf yum microdnf zypper pacman rpm rpmkeys dpkg dpkg-reconfigure update-alternatives apt-mark apt-key add-apt-repository ' +
    'debconf-set-selections update-ca-certificates ldconfig locale-gen update-locale localedef fc-cache'
  ).split(' '),
);
const ACCOUNT_TOOLS = new Set(
  'useradd adduser usermod userdel deluser groupadd addgroup groupmod groupdel passwd chpasswd chsh'.split(
    ' ',
  ),
);

/** Those that take files by any name: options with a value that is none, and subcommands without which no operand is a file. */
const FILE_TOOLS: Readonly<Record<string, { readonly valued: string; readonly only?: readonly string[] }>> = {
  'apt-key': { valued: '--keyring --keyserver --recv-keys --recv --keyserver-options', only: ['add', 'adv'] },
  'debconf-set-selections': { valued: '' },
  'fc-cache': { valued: '-y --sysroot' },
  dpkg: {
    valued:
      '--add-architecture --remove-architecture --print-avail --force-all --configure -l -s -L -S -P -r --purge --remove --list --status --listfiles --search',
  },
  ldconfig: { valued: '' },
  localedef: { valued: '-A' },
  rpm: { valued: '-q -e --erase --query -E --eval --define -D' },
  rpmkeys: { valued: '' },
};

/** Tools that change the system, its accounts or keys; undefined for others. */
export function reachOfSystemTool(command: RunCommand): Reach | undefined {
  const { name } = command.argv;
  if (SYSTEM_TOOLS.has(name)) return together([named(command, packagePlaces, []), filesOf(command)]);
  if (ACCOUNT_TOOLS.has(name)) return accounts(command);
  if (name === 'gpg') return keys(command);
  if (name === 'corepack') return corepack(command);
  return name === 'git' ? gitSettings(command) : undefined;
}

/** Operands that are files whatever they look like: `apt-key add my.gpg`. */
function filesOf(command: RunCommand): Reach | undefined {
  const tool = FILE_TOOLS[command.argv.name];
  if (tool === undefined) return NOTHING;
  const line = new CommandLine(command, tool.valued);
  const [subcommand, ...others] = line.operands;
  if (tool.only !== undefined && !tool.only.includes(subcommand?.value ?? '')) return NOTHING;
  const files = (tool.only === undefined ? line.operands : others).filter(
    (word) => !/^[a-z]+:\/\//i.test(command.environment.expand(word) ?? ''),
  );
  const reads = line.paths(files);
  // Of an option that is not known the value may be a file: `localedef -i en`.
  const values = line.valuesOf(...line.options.filter(isLong).map(({ name }) => name));
  return reads && values && { ...NOTHING, reads: [...reads, ...values] };
}

const isLong = ({ name, words }: CallOption): boolean =>
  words.length === 1 &&
  words[0]?.raw.startsWith(`${name}=`) === true &&
  !/^--(?:force|root|admindir)/.test(name);

/** What is named with a slash is taken for a path that may be read and written; undefined when a word is not known. */
function named(command: RunCommand, writes: readonly string[], reads: readonly string[]): Reach | undefined {
  const { environment } = command;
  const paths: string[] = [];
  for (const word of command.argv.words.slice(1)) {
    const text = environment.expand(word);
    if (text === undefined) {
      // A version or a package that only the build knows is no path.
      if (word.raw.includes('/')) return undefined;
      continue;
    }
    paths.push(...pathTokens(text).map(cleanPath));
    const start = text.search(/(?:^|=)\.{0,2}\//);
    const isFile = /\.(?:deb|rpm|apk|pkg\.tar(?:\.\w+)?)$/.test(text);
    if ((start < 0 && !isFile) || /\s/.test(text)) continue;
    const path = text.slice(start < 0 || text[start] !== '=' ? 0 : start + 1);
    const { workingDirectory } = environment;
    if (!path.startsWith('/') && workingDirectory === undefined) return undefined;
    const whole = path.startsWith('/') ? path : `${workingDirectory ?? ''}/${path}`;
    const wildcard = whole.search(/[*?[{]/);
    paths.push(cleanPath(wildcard < 0 ? whole : whole.slice(0, whole.lastIndexOf('/', wildcard) + 1)));
  }
  const all = [...new Set(paths)];
  return { reads: [...reads, ...all], writes: [...writes, ...all], folders: [] };
}

/** Accounts stand in /etc; a home is where the command says, else in /home. */
function accounts(command: RunCommand): Reach | undefined {
  const places = named(command, ['/etc', '/home', '/var/mail', '/var/spool'], []);
  const unknown = command.argv.words.some(
    (word, at) =>
      ['-d', '--home', '--home-dir', '-h', '-b', '--base-dir'].includes(
        command.argv.words[at - 1]?.value ?? '',
      ) && command.environment.expand(word) === undefined,
  );
  return unknown ? undefined : places;
}

function keys(command: RunCommand): Reach | undefined {
  const { home, variable } = command.environment;
  const own = variable('GNUPGHOME') === undefined ? home && cleanPath(`${home}/.gnupg`) : undefined;
  const line = new CommandLine(
    command,
    '-o --output --keyserver --keyserver-options --keyring --homedir --recv-keys --recv-key --trust-model --export',
  );
  const operands = line.paths(line.operands);
  const outputs = line.valuesOf('-o', '--output');
  const rings = line.valuesOf('--keyring', '--homedir');
  if (own === undefined || operands === undefined || outputs === undefined || rings === undefined)
    return undefined;
  const writes = [
    own,
    ...outputs,
    ...rings,
    ...(outputs.length === 0 ? operands.map((path) => `${path}.gpg`) : []),
  ];
  return { reads: [own, ...operands, ...rings], writes, folders: [] };
}

/** Shims go beside node; `prepare` and `install` without a name take the package manager that package.json names. */
function corepack(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command, '--install-directory');
  const [subcommand, ...operands] = line.operands.map(({ value }) => value);
  const places = named(command, systemPlaces, []);
  if (subcommand === 'enable' || subcommand === 'disable') return places;
  if (subcommand !== 'prepare' && subcommand !== 'install') return undefined;
  if (operands.length > 0 || line.has('--all')) return NOTHING;
  const { workingDirectory } = command.environment;
  if (workingDirectory === undefined) return undefined;
  const reads: string[] = [];
  for (let folder = workingDirectory; ; folder = cleanPath(`${folder}/..`)) {
    reads.push(cleanPath(`${folder}/package.json`));
    if (folder === '/') return { ...NOTHING, reads };
  }
}

function gitSettings(command: RunCommand): Reach | undefined {
  const [, first, second] = command.argv.words.map(({ value }) => value);
  const { home } = command.environment;
  if (first !== 'config') return undefined;
  if (second === '--system') return { ...NOTHING, writes: ['/etc'] };
  if (second !== '--global' || home === undefined) return undefined;
  return { ...NOTHING, writes: [cleanPath(`${home}/.gitconfig`), cleanPath(`${home}/.config/git`)] };
}
