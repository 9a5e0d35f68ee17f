import { describe, expect, test } from '@jest/globals';
import { main } from '../../src/cli/main.js';
import { tempProject } from '../project/temp-project.js';
import { fakeIo, type FakeIo } from './fake-io.js';

/** Runs the whole command line in a folder with these files. */
async function dfmod(
  files: Readonly<Record<string, string>>,
  ...argv: string[]
): Promise<FakeIo & { code: number }> {
  const io = fakeIo(tempProject(files));
  return { ...io, code: await main(argv, io) };
}

const NPM = {
  'package.json': '{}',
  'package-lock.json': '{}',
  Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n',
};

describe('the real engine', () => {
  test('apply shows, apply --write writes, check is clean, and a second apply changes nothing', async () => {
    const cwd = tempProject(NPM);
    const run = async (...argv: string[]): Promise<FakeIo & { code: number }> => {
      const io = fakeIo(cwd);
      return { ...io, code: await main(argv, io) };
    };
    const preview = await run('apply');
    expect([preview.code, preview.out()]).toEqual([
      0,
      expect.stringContaining('+RUN --mount=type=cache,target=/root/.npm npm ci\n'),
    ]);
    expect((await run('check')).code).toBe(1);
    expect((await run('apply', '--write')).err()).toBe('1 of 1 Dockerfile changed: 1 change.\n');
    const second = await run('apply', '--check');
    expect([second.code, second.out()]).toEqual([0, '']);
  });

  test('a config that turns a transform off is obeyed', async () => {
    const { code, out } = await dfmod(
      { ...NPM, 'dfmod.config.json': '{"transforms": {"cache-mounts": false}}' },
      'check',
    );
    expect([code, out()]).toEqual([0, '']);
  });

  test('a parse error: frame, note, exit code 2', async () => {
    const { code, out, err } = await dfmod({ Dockerfile: 'FROM a\nRUNN npm ci\n' }, 'apply');
    expect([code, out()]).toEqual([2, '']);
    expect(err()).toMatch(
      /^error {2}Dockerfile:2:1 {2}.*RUNN.*\n {2}1 \| FROM a\n> 2 \| RUNN npm ci\n {4}\| \^\^\^\^ .*\bRUN\b.*\nThe file was left as it is\.\n$/,
    );
  });

  test('--format json is one document, on success and on failure', async () => {
    const done = await dfmod(NPM, 'apply', '--format', 'json');
    expect(JSON.parse(done.out())).toMatchObject({
      schemaVersion: 1,
      summary: { files: 1, changed: 1 },
      files: [{ path: 'Dockerfile', status: 'changed' }],
    });
    for (const argv of [
      ['apply', '-f', 'json', 'no'],
      ['apply', '--format=json', '--wirte'],
    ]) {
      const failed = await dfmod(NPM, ...argv);
      expect(failed.code).toBe(2);
      expect(JSON.parse(failed.out())).toMatchObject({
        schemaVersion: 1,
        files: [],
        errors: [{ message: expect.any(String) }],
      });
    }
  });
});

describe('mistakes end with 2 and say what was meant', () => {
  test.each([
    [[], /^dfmod \[command\]\n/],
    [['aply'], /^error {2}unknown command "aply"\. Did you mean "apply"\?\n/],
    [['apply', '--wirte'], /^error {2}unknown option "--wirte"\. Did you mean "--write"\?\n/],
    [['apply', 'no/Dockerfile'], /^error {2}no such file or folder: no\/Dockerfile\n/],
    [['apply', 'empty'], /^error {2}no Dockerfiles in empty\n/],
    [
      ['apply', '--only', 'cache-mount'],
      /^error {2}unknown transform "cache-mount"\. Did you mean "cache-mounts"\?\n/,
    ],
    [['apply', '--context', 'no'], /^error {2}--context no is no folder\n/],
    [
      ['explain', 'cahce-mounts'],
      /^error {2}nothing is called "cahce-mounts"\. Did you mean "cache-mounts"\?\n/,
    ],
    [
      ['apply', '-c', 'bad.json'],
      /^error {2}bad\.json:1:2 {2}engin: unknown key\. Did you mean "engine"\?\nerror {2}bad\.json:1:29 {2}unsafe: true or false expected\n$/,
    ],
  ])('%j', async (argv, message) => {
    const { code, out, err } = await dfmod(
      { ...NPM, 'empty/x': '', 'bad.json': '{"engin": "auto", "unsafe": 1}' },
      ...argv,
    );
    expect([code, out()]).toEqual([2, '']);
    expect(err()).toMatch(message);
  });
});

describe('what there is to read', () => {
  test('list names transforms and ecosystems, and explain knows each of them', async () => {
    const { out } = await dfmod({}, 'list');
    const ids = [...out().matchAll(/^ {2}([a-z-]+) /gm)].map(([, id]) => id ?? '');
    expect(ids).toEqual(expect.arrayContaining(['cache-mounts', 'apt-locked', 'npm']));
    for (const id of ids)
      expect((await dfmod({}, 'explain', id)).out()).toMatch(new RegExp(`^${id}: .+\\n\\n`));
  });

  test('explain knows reason codes and linter rules', async () => {
    expect((await dfmod({}, 'explain', 'cache-moved')).out()).toMatch(/^cache-moved: /);
    expect((await dfmod({}, 'explain', 'DL3042')).out()).toMatch(/^cache-mounts: /);
  });

  test('config shows each value and the line that sets it', async () => {
    const files = {
      'dfmod.config.json': '{\n  "engine": "podman",\n  "transforms": {\n    "apt-locked": false\n  }\n}',
    };
    const { out, err } = await dfmod(files, 'config');
    expect(out()).toBe(
      [
        'engine                 "podman"  dfmod.config.json:2',
        'transforms.apt-locked  false     dfmod.config.json:4',
        'unsafe                 false     default',
        '',
      ].join('\n'),
    );
    expect(err()).toBe('Config: dfmod.config.json\n');
  });
});
