import { ENGINES } from '../project/config-shape.js';
import { COLOUR_CHOICES } from './colour.js';
import { FORMATS } from './formats.js';

/** What the arguments say; the commands read from it what they know. A flag that is not given is absent. */
export type Arguments = Readonly<Record<string, unknown>>;

/** The path that stands for standard input. */
export const STDIN = '-';

/** One flag, from which the parsers and the help are made. */
export interface Flag {
  readonly group: 'Change:' | 'Select:' | 'Files:' | 'Builder:' | 'Rebuild:' | 'Output:' | 'Config:';
  /** A `list` may be given again and again. */
  readonly kind: 'boolean' | 'string' | 'list';
  readonly alias?: string;
  readonly choices?: readonly string[];
  readonly about: string;
}

export interface CommandSpec {
  /** What the help says of it. */
  readonly about: string;
  readonly flags: Readonly<Record<string, Flag>>;
  /** What may stand behind the command. */
  readonly positional?: {
    readonly name: string;
    readonly about: string;
    readonly amount: 'one' | 'optional' | 'many';
  };
}

const EVERYWHERE: Readonly<Record<string, Flag>> = {
  color: {
    group: 'Output:',
    kind: 'string',
    choices: COLOUR_CHOICES,
    about: 'When to colour  [default: auto]',
  },
};

const CONFIG: Readonly<Record<string, Flag>> = {
  config: {
    group: 'Config:',
    kind: 'string',
    alias: 'c',
    about: 'Use this config file  [default: the nearest above each file]',
  },
  'no-config': { group: 'Config:', kind: 'boolean', about: 'Use no config file' },
};

const CHANGE: Readonly<Record<string, Flag>> = {
  write: { group: 'Change:', kind: 'boolean', alias: 'w', about: 'Write the files' },
  check: { group: 'Change:', kind: 'boolean', about: 'Exit 1 if something would change (with --write: did)' },
};

const REWRITE: Readonly<Record<string, Flag>> = {
  unsafe: { group: 'Change:', kind: 'boolean', about: 'Include changes marked unsafe' },
  only: { group: 'Select:', kind: 'list', about: 'Only these transforms (ids, comma-separated or repeated)' },
  skip: { group: 'Select:', kind: 'list', about: 'Not these transforms; wins over --only' },
  'no-inline-ignores': {
    group: 'Select:',
    kind: 'boolean',
    about: 'Do not honour "# dfmod ignore" comments',
  },
  context: {
    group: 'Files:',
    kind: 'string',
    about: 'The build context  [default: what the project states]',
  },
  'files-from': {
    group: 'Files:',
    kind: 'string',
    about: 'Read paths from a file or -, one a line or NUL-separated',
  },
  include: {
    group: 'Files:',
    kind: 'list',
    about: 'Take these file names for Dockerfiles too (.gitignore patterns)',
  },
  exclude: {
    group: 'Files:',
    kind: 'list',
    about: 'Leave these files alone, named or not (.gitignore patterns)',
  },
  'stdin-filepath': { group: 'Files:', kind: 'string', about: 'The path that the text from - goes by' },
  engine: {
    group: 'Builder:',
    kind: 'string',
    choices: ENGINES,
    about: 'The engine that builds: what may be written at all',
  },
  format: {
    group: 'Output:',
    kind: 'list',
    alias: 'f',
    about: `name[=file], repeatable: ${FORMATS.join(', ')}`,
  },
  l: { group: 'Output:', kind: 'boolean', about: 'The same as --format list' },
  quiet: { group: 'Output:', kind: 'boolean', alias: 'q', about: 'Say nothing but errors' },
  verbose: {
    group: 'Output:',
    kind: 'boolean',
    alias: 'v',
    about: 'Say why: of each change, and of what was left alone',
  },
};

const { 'stdin-filepath': _stdin, l: _list, ...SHARED } = REWRITE;

const VERIFY: Readonly<Record<string, Flag>> = {
  ...SHARED,
  builder: {
    group: 'Builder:',
    kind: 'string',
    about: 'A builder of docker buildx  [default: the one in use]',
  },
  target: {
    group: 'Builder:',
    kind: 'list',
    about: 'Only these stages  [default: every image that is shipped]',
  },
  'build-arg': {
    group: 'Builder:',
    kind: 'list',
    about: 'NAME=value, as for docker build; beats what the project states',
  },
  'build-context': {
    group: 'Builder:',
    kind: 'list',
    about: 'NAME=VALUE, as for docker build; beats what the project states',
  },
  secret: { group: 'Builder:', kind: 'list', about: 'Handed on to the builder' },
  ssh: { group: 'Builder:', kind: 'list', about: 'Handed on to the builder' },
  platform: { group: 'Builder:', kind: 'string', about: 'Handed on to the builder' },
  network: { group: 'Builder:', kind: 'string', about: 'Handed on to the builder' },
  touch: {
    group: 'Rebuild:',
    kind: 'list',
    about: 'Source files to edit  [default: one that the Dockerfile copies]',
  },
  bump: {
    group: 'Rebuild:',
    kind: 'list',
    about:
      'Manifests to edit; MANIFEST=FILE puts the file in its place  [default: one that is installed from]',
  },
  'no-rebuilds': { group: 'Rebuild:', kind: 'boolean', about: 'Compare the images only' },
  format: { group: 'Output:', kind: 'list', alias: 'f', about: 'text or json, with =file to write it there' },
};

const PATHS = { name: 'paths', about: 'Files and folders, or - for standard input', amount: 'many' } as const;

export type CommandName = 'apply' | 'check' | 'verify' | 'explain' | 'list' | 'config';

export const COMMANDS: Readonly<Record<CommandName, CommandSpec>> = {
  apply: {
    about: 'show what would change, as a diff; --write to write it',
    flags: { ...CHANGE, ...REWRITE, ...CONFIG, ...EVERYWHERE },
    positional: PATHS,
  },
  check: {
    about: 'exit 1 if apply would change anything; lists the files',
    flags: { ...REWRITE, ...CONFIG, ...EVERYWHERE },
    positional: PATHS,
  },
  verify: {
    about: 'build before and after with your own builder, compare the images, time the rebuilds',
    flags: { ...VERIFY, ...CONFIG, ...EVERYWHERE },
    positional: { ...PATHS, about: 'Files and folders' },
  },
  explain: {
    about: 'what a transform, an ecosystem or a reason code is, why, and its risk',
    flags: EVERYWHERE,
    positional: { name: 'what', about: 'An id, a reason code or a linter rule', amount: 'one' },
  },
  list: { about: 'transforms and ecosystems', flags: EVERYWHERE },
  config: {
    about: 'the config in force for a file, and where each value comes from',
    flags: { ...CONFIG, ...EVERYWHERE },
    positional: { name: 'path', about: 'A Dockerfile', amount: 'optional' },
  },
};

export function isCommand(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(COMMANDS, word);
}
