import { describe, expect, test } from '@jest/globals';
import { rewriteFiles } from '../support/examples.js';
import { cachesOf, callsOf } from './support.js';

type Files = Readonly<Record<string, string>>;

const PROJECT: Files = {
  'pyproject.toml': '[project]\nname = "shop"\ndependencies = ["six"]\n',
  'pdm.lock': '[[package]]\nname = "six"\nversion = "1.17.0"\n',
};
const KEPT = ['pdm /root/.cache/pdm'];
const COPIED = 'COPY pyproject.toml pdm.lock ./';

const caches = (lines: string, files: Files = {}): string[] =>
  cachesOf(`FROM python:3.12\nWORKDIR /app\n${lines}\n`, { ...PROJECT, ...files }).filter((line) =>
    line.startsWith('pdm'),
  );

describe('what lies in the cache and is needed', () => {
  test.each<[string, Files]>([
    ['RUN pdm config install.cache on && pdm install', {}],
    ['RUN pdm config --local install.cache true\nRUN pdm sync', {}],
    ['RUN [ -n "$CI" ] && pdm config install.cache false; pdm sync', {}],
    ['COPY . .\nRUN pdm sync', { 'pdm.toml': '[install]\ncache = true\n' }],
    ['COPY . .\nRUN pdm sync', { '.pdm.toml': '[feature]\ninstall_cache = true\n' }],
    ['RUN pdm install --plugins', {}],
    ['RUN pdm sync', { 'pyproject.toml': '[tool.pdm]\nplugins = ["pdm-x"]\n' }],
    ['RUN pdm use 3.12', {}],
  ])('%j', (lines, files) => {
    expect(caches(`${COPIED}\n${lines}`, files)).toEqual(['pdm: cache-needed-later']);
  });

  test('one that goes by what an earlier one left stands in the way of all in its step', () => {
    expect(caches(`${COPIED}\nRUN pdm use -f 3.12 && pdm sync`)).toEqual([
      'pdm: cache-needed-later',
      'pdm: cache-needed-later',
    ]);
    expect(caches(`${COPIED}\nRUN pdm use -i 3.12 && pdm sync`)).toEqual(KEPT);
  });
});

const locked = (line: string): Files => ({ 'pdm.lock': `[[package]]\nname = "x"\n${line}\n` });

describe('what the cache would give although it is another now', () => {
  const SOURCE = '[[tool.pdm.source]]\nname = "own"\nurl = "https://example.com/simple"\n';
  test.each<[string, string, Files]>([
    ['an archive of a URL', 'RUN pdm sync', locked('url = "https://example.com/x-1.0.tar.gz"')],
    ['one of the project', 'RUN pdm sync', locked('path = "./x-1.0.zip"')],
    ['one that is added', 'RUN pdm add ./x-1.0.tar.gz', {}],
    ['what an index says of a name', 'RUN pdm lock', { 'pyproject.toml': SOURCE }],
    ['the index of a variable', 'ENV PDM_PYPI_URL=https://example.com\nRUN pdm add six', {}],
    ['compiler flags', 'ENV CFLAGS=-O3\nRUN pdm sync', {}],
    ['settings of builds', 'RUN pdm sync -C a=b', {}],
  ])('%s', (_, lines, files) => {
    expect(caches(`${COPIED}\n${lines}`, files)).toEqual(['pdm: cache-key-incomplete']);
  });

  test('without a lock file the project says it', () => {
    const archive = { 'pyproject.toml': '[project]\ndependencies = [\n"x @ https://e.org/x-1.zip",\n]\n' };
    expect(caches('COPY pyproject.toml ./\nRUN pdm install', archive)).toEqual(['pdm: cache-key-incomplete']);
    expect(caches('COPY pyproject.toml ./\nRUN pdm install')).toEqual(KEPT);
    expect(cachesOf(`FROM python:3.12\n${COPIED}\nRUN pdm sync\n`)).toEqual(['pdm: cache-key-incomplete']);
  });

  test.each<[string, Files]>([
    ['RUN pdm sync', locked('url = "https://example.com/x-1.0-py3-none-any.whl"')],
    ['RUN pdm sync', locked('path = "./lib"')],
    [
      'RUN pdm sync',
      locked('files = [\n  {url = "https://example.com/x-1.0.tar.gz", hash = "sha256:0"},\n]'),
    ],
    ['RUN pdm sync', { 'pyproject.toml': SOURCE }],
  ])('%j is pinned or built anew: %j', (lines, files) => {
    expect(caches(`${COPIED}\n${lines}`, files)).toEqual(KEPT);
  });
});

test.each([
  ['RUN pdm install --check --prod --no-editable', KEPT],
  ['RUN python -m pdm sync -G :all', KEPT],
  ['RUN pdm config install.cache false && pdm sync', KEPT],
  ['ENV PDM_CACHE_DIR=/c\nRUN pdm sync', ['pdm /c']],
  ['ENV XDG_CACHE_HOME=/x\nRUN pdm sync', ['pdm /x/pdm']],
  ['RUN pdm config cache_dir /c && pdm sync', ['pdm /c']],
  ['RUN pdm config cache_dir "$(mktemp -d)" && pdm sync', ['pdm: cache-moved']],
  ['RUN pdm -c /etc/pdm.toml sync', ['pdm: cache-moved']],
  ['ENV PDM_NO_CACHE=1\nRUN pdm sync', ['pdm: cache-disabled']],
  ['ENV PDM_USE_UV=1\nRUN pdm sync', ['pdm: cache-disabled']],
  ['RUN pdm config use_uv true && pdm sync', ['pdm: cache-disabled']],
  ['RUN pdm -p "$(cat x)" sync', ['pdm: cache-key-incomplete']],
  ['WORKDIR /\nRUN pdm -p app sync', KEPT],
  ['RUN pdm self add pdm-dockerize', KEPT],
  ['RUN useradd -m -u 1001 app\nUSER app\nRUN pdm sync', ['pdm /home/app/.cache/pdm']],
])('%j has %j', (lines, expected) => {
  expect(caches(`${COPIED}\n${lines}`)).toEqual(expected);
});

test.each([
  ['pdm -v -p sub install', 'install'],
  ['pdm cache clear wheels', 'clean'],
  ['pdm cache info', 'other'],
  ['pdm run start', 'other'],
  ['pdm config', 'other'],
  ['pdm config install.cache', 'other'],
  ['pdm export -o r.txt', 'other'],
])('%s is %s', (command, kind) => {
  expect(callsOf(`FROM python:3.12\nRUN ${command}\n`)).toEqual([`pdm ${kind}`]);
});

test.each([
  'pdm --no-cache sync',
  'pdm sync && pdm cache clear',
  'pdm sync && rm -rf ~/.cache/pdm',
  'pdm sync && rm -rf /root/.cache/pdm/*',
])('%s: what keeps the cache empty goes', async (run) => {
  const Dockerfile = `FROM python:3.12\nWORKDIR /app\n${COPIED}\nRUN ${run}\n`;
  const [report] = await rewriteFiles({ ...PROJECT, Dockerfile });
  expect(report?.after.trimEnd().split('\n').at(-1)).toBe(
    'RUN --mount=type=cache,id=pdm-python-3.12,target=/root/.cache/pdm,sharing=locked pdm sync',
  );
});
