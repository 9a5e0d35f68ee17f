import { describe, expect, test } from '@jest/globals';
import { rewriteFiles } from '../support/examples.js';
import { cachesOf, callsOf } from './support.js';

type Files = Readonly<Record<string, string>>;

const LOCK = JSON.stringify({
  _meta: { sources: [{ url: 'https://example.com/simple' }] },
  default: { six: { version: '==1.17.0' } },
});
const PROJECT: Files = { Pipfile: '[packages]\nsix = "*"\n', 'Pipfile.lock': LOCK };
const KEPT = ['pipenv /root/.cache/pipenv'];

const caches = (lines: string, files: Files = {}): string[] =>
  cachesOf(`FROM python:3.12\nWORKDIR /app\n${lines}\n`, { ...PROJECT, ...files }).filter((line) =>
    line.startsWith('pipenv'),
  );
const COPIED = 'COPY Pipfile Pipfile.lock ./';

const locked = (entry: object): Files => ({ 'Pipfile.lock': JSON.stringify({ default: { shop: entry } }) });

describe('pip may take an old wheel of what is built from local sources', () => {
  test.each<[string, string, Files]>([
    ['a folder of the lock file', 'RUN pipenv sync', locked({ path: './shop-1.0' })],
    ['an archive of the lock file', 'RUN pipenv install --deploy', locked({ file: './shop-1.0.tar.gz' })],
    [
      'a folder of the Pipfile',
      'RUN pipenv install',
      { Pipfile: '[packages]\nshop = { path = "./shop-1.0" }\n' },
    ],
    [
      'one with a table of its own',
      'RUN pipenv install',
      { Pipfile: '[packages.shop]\npath = "./shop-1.0"\neditable = false\n' },
    ],
    ['a lock file that is no JSON', 'RUN pipenv sync', { 'Pipfile.lock': '<<<<<<< ours' }],
    ['an operand', 'RUN pipenv install ./shop-1.0.tar.gz', {}],
    ['a requirements file', 'RUN pipenv install -r r.txt', { 'r.txt': './shop-1.0.tar.gz\n' }],
    ['compiler flags', 'ENV CFLAGS=-O3\nRUN pipenv install', {}],
    ['settings of builds', 'RUN pipenv install --extra-pip-args="--config-settings=a=b"', {}],
  ])('%s', (_, lines, files) => {
    expect(caches(`${COPIED}\n${lines}`, files)).toEqual(['pipenv: cache-key-incomplete']);
  });

  test('without a build context the lock file is not known', () => {
    for (const copy of [COPIED, 'COPY --from=other /x ./'])
      expect(cachesOf(`FROM python:3.12\n${copy}\nRUN pipenv sync\n`)).toEqual([
        'pipenv: cache-key-incomplete',
      ]);
  });

  test.each<[string, Files]>([
    ['RUN pipenv sync', locked({ path: '.', editable: true })],
    ['RUN pipenv sync', locked({ file: 'https://example.com/shop-1.0.tar.gz' })],
    ['RUN pipenv install', { Pipfile: '[packages]\nshop = {editable = true, path = "."}\n' }],
    ['RUN pipenv install', { Pipfile: '[packages.shop]\npath = "."\neditable = true\n' }],
    ['RUN pipenv install -e .', {}],
    ['WORKDIR /app/docs\nRUN pipenv install requests', {}],
  ])('%j builds no wheel of them (%j)', (lines, files) => {
    expect(caches(`${COPIED}\n${lines}`, files)).toEqual(KEPT);
  });
});

test.each([
  ['RUN pipenv install --system --deploy', KEPT],
  ['RUN python3 -m pipenv --python 3.12 sync -d', KEPT],
  // What pip is told is not what pipenv tells it.
  ['ENV PIP_CACHE_DIR=/c\nRUN pipenv sync', KEPT],
  ['ENV PIPENV_CACHE_DIR=/c\nRUN pipenv sync', ['pipenv /c']],
  ['ENV XDG_CACHE_HOME=/x\nRUN pipenv sync', ['pipenv /x/pipenv']],
  ['RUN PIPENV_CACHE_DIR="$(mktemp -d)" pipenv sync', ['pipenv: cache-moved']],
  ['ENV PIP_NO_CACHE_DIR=off\nRUN pipenv sync', ['pipenv: cache-disabled']],
  ['ENV PIP_NO_CACHE_DIR=\nRUN pipenv sync', KEPT],
  ['RUN pip config set global.no-cache-dir true && pipenv sync', ['pipenv: cache-disabled']],
  ['RUN pipenv install --extra-pip-args="--no-cache-dir"', ['pipenv: cache-disabled']],
  ['RUN useradd -m -u 1001 app\nUSER app\nRUN pipenv sync', ['pipenv /home/app/.cache/pipenv']],
  // The environment would lie in the mount.
  ['ENV WORKON_HOME=/root/.cache/pipenv/venvs\nRUN pipenv sync', ['pipenv: cache-needed-later']],
])('%j has %j', (lines, expected) => {
  expect(caches(`${COPIED}\n${lines}`)).toEqual(expected);
});

test.each([
  ['pipenv lock --requirements > r.txt', 'install'],
  ['pipenv --three install', 'install'],
  ['pipenv upgrade six', 'install'],
  ['pipenv --clear', 'clean'],
  ['pipenv --rm', 'other'],
  ['pipenv requirements', 'other'],
  ['pipenv lock --clear', 'install'],
])('%s is %s', (command, kind) => {
  expect(callsOf(`FROM python:3.12\nRUN ${command}\n`)).toEqual([`pipenv ${kind}`]);
});

const lastLine = async (run: string): Promise<string | undefined> => {
  const Dockerfile = `FROM python:3.12\nWORKDIR /app\n${COPIED}\nRUN ${run}\n`;
  const [report] = await rewriteFiles({ ...PROJECT, Dockerfile });
  return report?.after.trimEnd().split('\n').at(-1);
};

describe('cleaning in the same step', () => {
  test.each([
    'pipenv sync && pipenv --clear',
    'pipenv sync && rm -rf ~/.cache/pipenv',
    'pipenv sync && rm -rf /root/.cache/pipenv/*',
  ])('%s goes with the mount', async (run) => {
    expect(await lastLine(run)).toBe(
      'RUN --mount=type=cache,id=pipenv-python-3.12,target=/root/.cache/pipenv,sharing=locked pipenv sync',
    );
  });

  test.each(['pipenv sync && rm -rf ~/.cache', 'pipenv sync && yes | pipenv --clear'])(
    '%s stands in the way',
    async (run) => {
      expect(await lastLine(run)).toBe(`RUN ${run}`);
    },
  );
});
