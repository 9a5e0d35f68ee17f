import type { Call, Environment, ImageFiles, InputRefusal, InstallInputs } from '../../src/ecosystem-api.js';
import { readArguments, UNKNOWN } from '../../src/ecosystem-api.js';
import npm from '../../src/ecosystems/npm.js';
import { nodeInputs } from '../../src/node-packages/index.js';
import { asRecord, textsOf } from '../../src/node-packages/manifest.js';
import type { NodeManager } from '../../src/node-packages/index.js';
import { parseScript } from '../../src/shell/parse-script.js';
import type { ShellWord } from '../../src/shell/script.js';
import { SourceMap } from '../../src/text/source-map.js';
import { imageFiles } from '../support/image-files.js';

export interface Situation {
  readonly workdir?: string;
  readonly home?: string;
  readonly env?: Readonly<Record<string, string | typeof UNKNOWN>>;
  readonly settings?: Readonly<Record<string, string>>;
  /** Those of the files that are symbolic links. */
  readonly links?: readonly string[];
  /** Those of the files that are executable. */
  readonly executables?: readonly string[];
}

export type Result = Partial<InstallInputs> & Partial<InputRefusal>;

const wordsOf = (line: string): readonly ShellWord[] => {
  const script = parseScript(new SourceMap(line, [{ start: 0, end: line.length }]), { dialect: 'sh' });
  if ('refused' in script) throw new Error(script.detail);
  return script.commands[0]?.words ?? [];
};

function environmentOf({
  workdir = '/app',
  home = '/root',
  env = {},
  settings = {},
}: Situation): Environment {
  return {
    account: { name: 'root', uid: 0, gid: 0, home },
    home,
    workingDirectory: workdir,
    variable: (name) => env[name],
    variables: Object.keys(env),
    setting: (key) => settings[key],
    distribution: 'debian',
    release: undefined,
    hasFile: () => undefined,
    files: undefined,
    mayBeCopied: () => true,
    expand: (word) => word.value,
  };
}

function filesOf(texts: Record<string, string>, { links = [], executables = [] }: Situation): ImageFiles {
  const files = imageFiles(texts);
  return {
    ...files,
    kind: (path) => (links.includes(path) ? 'symlink' : files.kind(path)),
    executable: (path) => executables.includes(path),
  };
}

/** A package.json, or any other file of JSON. */
export const json = (value: unknown): string => JSON.stringify(value);

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** A lock file of a later yarn that agrees with the manifests, which are given as texts by their folders in the project. */
export function berryLock(manifests: Readonly<Record<string, string>>, version = 8): string {
  const blocks = Object.entries(manifests).map(([place, text]) => {
    const manifest = asRecord(JSON.parse(text.replace('\uFEFF', '')));
    const ranges = new Map(FIELDS.flatMap((field) => textsOf(manifest[field])));
    const lines = [...ranges].map(
      ([name, range]) => `    ${json(name)}: ${json(range.includes(':') ? range : `npm:${range}`)}\n`,
    );
    const held = lines.length === 0 ? '' : `  dependencies:\n${lines.join('')}`;
    return `"x@workspace:${place}":\n  version: 0.0.0-use.local\n${held}`;
  });
  return [`__metadata:\n  version: ${String(version)}\n`, ...blocks].join('\n');
}

/** What `npm …` reads and makes, as the ecosystem says it. */
export function npmInputs(line: string, texts: Record<string, string>, situation: Situation = {}): Result {
  const environment = environmentOf(situation);
  const words = wordsOf(line);
  const call = npm.recognise({ name: 'npm', words }, environment);
  if (call === undefined || npm.inputs === undefined) throw new Error(`not npm: ${line}`);
  return npm.inputs(call, environment, filesOf(texts, situation));
}

const INSTALL = ['preinstall', 'install', 'postinstall'];
const PREPARE = ['preprepare', 'prepare', 'postprepare'];

const plain: Omit<
  NodeManager,
  'id' | 'lockFiles' | 'settingsFiles' | 'workspaceFile' | 'lifecycle' | 'folders'
> = {
  environmentFiles: [],
  folderOptions: ['--cwd', '-C'],
  makes: { root: ['node_modules'], member: ['node_modules'] },
  role: (call) =>
    call.subcommand?.value === 'fetch'
      ? 'fetch'
      : call.options.some(({ name }) => name.startsWith('--frozen') || name === '--immutable')
        ? 'frozen'
        : 'install',
  obeysIgnoreScripts: false,
};

export const yarnClassic: NodeManager = {
  ...plain,
  id: 'yarn-classic',
  lockFiles: ['yarn.lock'],
  settingsFiles: ['.npmrc', '.yarnrc'],
  workspaceFile: 'package.json',
  lifecycle: () => ({ root: [...INSTALL, 'prepublish', 'prepare'], member: INSTALL }),
  folders: { file: 'files', link: 'nothing', portal: 'nothing' },
};

export const yarnBerry: NodeManager = {
  ...plain,
  id: 'yarn-berry',
  lockFiles: ['yarn.lock'],
  settingsFiles: ['.yarnrc.yml'],
  environmentFiles: ['.env.yarn'],
  workspaceFile: 'package.json',
  makes: { root: ['.pnp.cjs', '.yarn/install-state.gz', 'node_modules'], member: ['node_modules'] },
  lifecycle: () => ({ root: INSTALL, member: INSTALL }),
  folders: { file: 'files', link: 'nothing', portal: 'manifest' },
};

export const pnpm: NodeManager = {
  ...plain,
  id: 'pnpm',
  lockFiles: ['pnpm-lock.yaml'],
  settingsFiles: ['.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs', '.pnpmfile.mjs'],
  workspaceFile: 'pnpm-workspace.yaml',
  lifecycle: () => ({
    root: ['pnpm:devPreinstall', ...INSTALL, ...PREPARE],
    member: [...INSTALL, ...PREPARE],
  }),
  folders: { file: 'files', link: 'manifest', portal: 'nothing' },
};

export const bun: NodeManager = {
  ...plain,
  id: 'bun',
  lockFiles: ['bun.lock', 'bun.lockb'],
  settingsFiles: ['.npmrc', 'bunfig.toml'],
  environmentFiles: ['.env', '.env.local'],
  workspaceFile: 'package.json',
  lifecycle: () => ({ root: [...INSTALL, ...PREPARE], member: [...INSTALL, ...PREPARE] }),
  folders: { file: 'files', link: 'nothing', portal: 'nothing' },
};

/** What an install of another manager reads and makes. */
export function inputsOf(
  manager: NodeManager,
  line: string,
  texts: Record<string, string>,
  situation: Situation = {},
): Result {
  const [program, ...rest] = wordsOf(line);
  const { options, operands } = readArguments(rest, { valued: new Set(['--cwd', '-C', '--filter']) });
  const [subcommand, ...others] = operands;
  const words = program === undefined ? rest : [program, ...rest];
  const call: Call = {
    kind: 'install',
    argv: { name: program?.value ?? '', words },
    subcommand,
    options,
    operands: others,
  };
  return nodeInputs(call, environmentOf(situation), filesOf(texts, situation), manager);
}
