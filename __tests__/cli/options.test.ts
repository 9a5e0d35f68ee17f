import { describe, expect, test } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, tuple } from 'fast-check';
import { flag, isOff, text, texts } from '../../src/cli/arguments.js';
import { parseFormats } from '../../src/cli/formats.js';
import { wantsColour } from '../../src/cli/colour.js';
import { COMMANDS, STDIN, type Arguments, type Flag } from '../../src/cli/commands.js';
import { parseArguments, type Parsed } from '../../src/cli/options.js';
import { readPlainArguments } from '../../src/cli/plain-arguments.js';
import { readWithYargs } from '../../src/cli/yargs-arguments.js';

const parse = (...argv: string[]): Promise<Parsed> =>
  parseArguments(argv, { version: '1.2.3', columns: 100 });

describe('what cannot be understood is said, with what was meant', () => {
  test.each([
    [['aply', 'x'], 'unknown command "aply". Did you mean "apply"?'],
    [['Dockerfile'], 'unknown command "Dockerfile".'],
    [['apply', '--wirte'], 'unknown option "--wirte". Did you mean "--write"?'],
    [['apply', '--exlude=x'], 'unknown option "--exlude". Did you mean "--exclude"?'],
    [
      ['apply', '--no-inline-ignore'],
      'unknown option "--no-inline-ignore". Did you mean "--no-inline-ignores"?',
    ],
    [['apply', '-z'], 'unknown option "-z".'],
    [['apply', '-wz'], 'unknown option "-z".'],
    [['check', '--write'], 'unknown option "--write".'],
    [['list', 'x'], 'unexpected argument "x"'],
    [['explain'], 'not enough non-option arguments: got 0, need at least 1'],
    [['apply', '--only'], 'not enough arguments following: only'],
    [['--frobnicate'], 'unknown option "--frobnicate".'],
  ])('%j', async (argv, message) => {
    const parsed = await parse(...argv);
    expect(parsed.kind === 'usage' ? parsed.message : parsed).toContain(message);
  });

  test('a value outside a closed list names the list', async () => {
    const parsed = await parse('apply', '--engine', 'rocket');
    expect(parsed.kind === 'usage' ? parsed.message : parsed).toMatch(
      /engine.*"auto", "buildkit", "podman", "kaniko", "legacy"/s,
    );
  });
});

describe('arguments', () => {
  test.each([
    [['apply'], { paths: [] }],
    [['apply', 'a', '--only', 'x,y', 'b'], { paths: ['a', 'b'], only: ['x,y'] }],
    [['apply', '-wqf', 'list', '-f', 'json=x'], { write: true, quiet: true, format: ['list', 'json=x'] }],
    [['apply', '-'], { paths: [STDIN] }],
    [['apply', '--files-from', '-'], { 'files-from': STDIN }],
    [['apply', '--no-config'], { 'no-config': true }],
    [['apply', '--no-inline-ignores', '1e3', '007'], { 'no-inline-ignores': true, paths: ['1e3', '007'] }],
    [['apply', '--no-unsafe'], { unsafe: false }],
    [['apply', '--', '-x', '007'], { paths: ['-x', '007'] }],
  ])('%j', async (argv, expected) => {
    const parsed = await parse(...argv);
    expect(parsed.kind === 'run' ? parsed.args : parsed).toMatchObject(expected);
  });

  test('a flag that is not given is absent, so that the config can speak', async () => {
    const parsed = await parse('apply');
    expect(parsed.kind === 'run' ? Object.keys(parsed.args).sort() : parsed).toEqual(['paths']);
  });
});

test('the quick reader and yargs agree wherever both read', async () => {
  const word = constantFrom(
    'apply',
    'check',
    'config',
    'list',
    'explain',
    '-',
    '--',
    '-w',
    '-qv',
    '-l',
    '-f',
    'json',
    '-fdiff',
    '--format=list',
    '--only',
    'a,b',
    '--only=',
    '--color',
    'never',
    '--engine=podman',
    '--engine',
    '--no-config',
    '-c',
    'x.json',
    '--no-inline-ignores',
    '--unsafe',
    '--files-from',
    '007',
    '--context',
    '-x',
    '',
  );
  const commands = constantFrom('apply', 'check', 'config', 'list', 'explain');
  await assert(
    asyncProperty(tuple(commands, array(word, { maxLength: 6 })), async ([command, words]) => {
      const argv = [command, ...words];
      const plain = readPlainArguments(argv);
      if (plain === undefined) return;
      const full = await readWithYargs(argv, { version: '1', columns: 100 });
      // yargs refuses a few right spellings, such as -fdiff.
      if (full.kind !== 'run') return;
      expect(full.command).toBe(plain.command);
      const { args } = full;
      for (const [name, { kind }] of Object.entries(COMMANDS[plain.command].flags)) {
        expect([argv, name, reading(args, name, kind)]).toEqual([
          argv,
          name,
          reading(plain.args, name, kind),
        ]);
      }
      expect([argv, texts(args, 'paths')]).toEqual([argv, texts(plain.args, 'paths')]);
    }),
  );
});

/** What a command reads of a flag; a negation is one flag to yargs and another to Node. */
function reading(args: Arguments, name: string, kind: Flag['kind']): unknown {
  const positive = name.replace(/^no-/, '');
  if (positive !== name) return isOff(args, positive);
  return { boolean: flag, string: text, list: texts }[kind](args, name);
}

describe('help', () => {
  test('alone: the help, which names every command', async () => {
    const parsed = await parse();
    expect(parsed.kind).toBe('help');
    for (const command of Object.keys(COMMANDS))
      expect('text' in parsed ? parsed.text : '').toContain(`dfmod ${command}`);
  });

  test('--help of apply is grouped, --version is the version', async () => {
    const help = await parse('apply', '--help');
    const page = help.kind === 'print' ? help.text : '';
    for (const group of ['Change:', 'Select:', 'Files:', 'Builder:', 'Output:', 'Config:'])
      expect(page).toContain(group);
    expect(await parse('--version')).toEqual({ kind: 'print', text: '1.2.3\n' });
  });
});

describe('formats', () => {
  test('several, of which one goes to standard output', () => {
    expect(parseFormats(['json=a=b.json', 'list'], 'diff')).toEqual([
      { name: 'json', file: 'a=b.json' },
      { name: 'list', file: undefined },
    ]);
    expect(parseFormats([], 'diff')).toEqual([{ name: 'diff', file: undefined }]);
  });

  test.each([
    [['jsno'], /unknown format "jsno".*Did you mean "json"/],
    [['diff', 'json'], /only one format/],
    [['json='], /names no file/],
  ])('%j is refused', (values, message) => {
    expect(() => parseFormats(values, 'diff')).toThrow(message);
  });
});

test.each([
  ['auto', {}, true, true],
  ['auto', {}, false, false],
  ['auto', { TERM: 'dumb' }, true, false],
  ['auto', { NO_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '' }, true, true],
  ['auto', { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  ['auto', { FORCE_COLOR: '0' }, true, false],
  ['always', { NO_COLOR: '1' }, false, true],
  ['never', { FORCE_COLOR: '1' }, true, false],
] as const)('colour: --color %s, %j, terminal %s', (choice, env, isTTY, expected) => {
  expect(wantsColour(choice, env, { isTTY, columns: undefined, write: () => undefined })).toBe(expected);
});
