import { describe, expect, test } from '@jest/globals';
import { rewriteText } from '../support/examples.js';
import { cachesOf, callsOf } from './support.js';

const uv = (lines: string, files?: Readonly<Record<string, string>>): string[] =>
  cachesOf(`FROM python:3.12\nWORKDIR /app\n${lines}\n`, files).filter((line) => line.startsWith('uv'));

describe('uv', () => {
  test.each([
    ['RUN uv pip install --system six', 'uv /root/.cache/uv'],
    ['RUN uv tool install ruff', 'uv /root/.cache/uv'],
    ['RUN uv --cache-dir /c pip install six', 'uv /c'],
    ['ENV UV_CACHE_DIR=/c\nRUN uv pip install six', 'uv /c'],
    ['ENV XDG_CACHE_HOME=/x\nRUN uv pip install six', 'uv /x/uv'],
    ['ENV UV_LINK_MODE=copy\nRUN uv pip install six', 'uv /root/.cache/uv'],
    ['ENV UV_LINK_MODE=symlink\nRUN uv pip install six', 'uv: cache-needed-later'],
    ['RUN uv pip install --link-mode symlink six', 'uv: cache-needed-later'],
    ['ENV UV_NO_CACHE=1\nRUN uv pip install six', 'uv: cache-disabled'],
    ['RUN uv pip install --offline six', 'uv: no-network-install'],
    ['RUN uv sync --directory /else', 'uv: cache-moved'],
  ])('%j keeps %s', (lines, cache) => {
    expect(uv(lines)).toEqual([cache]);
  });

  test('settings in a file may move the cache', () => {
    const copied = 'COPY pyproject.toml uv.lock ./\nRUN uv sync --frozen --no-install-project';
    const files = { 'uv.lock': '', 'pyproject.toml': '[project]\nname = "x"\n' };
    expect(uv(copied, files)).toEqual(['uv /root/.cache/uv']);
    expect(uv(copied, { ...files, 'pyproject.toml': '[tool.uv]\ncache-dir = "/c"\n' })).toEqual([
      'uv: cache-moved',
    ]);
    expect(uv(copied)).toEqual(['uv: cache-moved']);
  });

  // uv takes a folder for unchanged by the time of its pyproject.toml.
  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['a folder', 'RUN uv pip install --system .', {}],
    ['an editable one', 'RUN uv pip install -e ./lib', {}],
    ['one with a name', 'RUN uv pip install "lib @ file:///app/lib"', {}],
    ['a word that only the build knows', 'ARG WHAT\nRUN uv pip install $WHAT', {}],
    [
      'one in a requirements file',
      'RUN uv pip install -r r.txt',
      { 'r.txt': '-r more.txt\n', 'more.txt': './lib\n' },
    ],
    ['a requirements file that is not there', 'RUN uv pip sync r.txt', {}],
    ['a folder of wheels', 'RUN uv pip install --find-links ./wheels six', {}],
    ['the project', 'RUN uv sync --frozen', { 'uv.lock': '' }],
    [
      'another folder of its lock file',
      'RUN uv sync --no-install-project',
      { 'uv.lock': 'source = { editable = "." }\nsource = { directory = "lib" }\n' },
    ],
  ])('%s is built anew each time', (_, run, files) => {
    expect(uv(`COPY . .\n${run}`, { ...files, 'pyproject.toml': '' })).toEqual(['uv: cache-key-incomplete']);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['RUN uv pip install -r r.txt -c c.txt', { 'r.txt': 'six==1 # c\n', 'c.txt': 'idna<4\n' }],
    ['RUN uv pip install --index-url https://example.com/simple six', {}],
    ['RUN uv pip sync r.txt', { 'r.txt': 'a @ https://example.com/a.whl\n' }],
    [
      'RUN uv sync --frozen --no-install-project',
      { 'uv.lock': 'source = { registry = "https://example.com" }\nsource = { virtual = "." }\n' },
    ],
  ])('%s installs nothing of the image', (run, files) => {
    expect(uv(`COPY . .\n${run}`, { ...files, 'pyproject.toml': '' })).toEqual(['uv /root/.cache/uv']);
  });

  test('what it runs is anybody’s', () => {
    expect(callsOf('FROM python:3.12\nRUN uv run x --no-cache && uvx ruff && uv venv\n')).toEqual([
      'uv other',
      'uv other',
    ]);
  });

  test('--no-cache goes, --no-cache-dir too', () => {
    for (const flag of ['--no-cache', '--no-cache-dir', '-n']) {
      const { after } = rewriteText(
        `FROM python:3.12\nWORKDIR /app\nRUN uv pip install --system ${flag} six\n`,
      );
      expect(after).toContain('uv pip install --system six\n');
      expect(after).toContain('id=uv-python-3.12,target=/root/.cache/uv');
    }
  });
});
