import { describe, expect, test } from '@jest/globals';
import { rewriteFiles } from '../support/examples.js';
import { cachesOf, callsOf } from './support.js';

type Files = Readonly<Record<string, string>>;

/** Jest takes a parameter that a row lacks for its `done`. */
const withFiles = (rows: readonly (readonly [string, Files?])[]): [string, Files][] =>
  rows.map(([lines, files = {}]) => [lines, files]);

const HOME = '/root/.cache/pypoetry';
const PARTS = [`poetry ${HOME}/artifacts`, `poetry ${HOME}/cache`];
const WHOLE = [`poetry ${HOME}`];
const PROJECT: Files = {
  'pyproject.toml': '[project]\nname = "shop"\ndependencies = ["six"]\n',
  'poetry.lock': '[[package]]\nname = "six"\n',
};

const caches = (lines: string, files: Files = {}): string[] =>
  cachesOf(`FROM python:3.12\nWORKDIR /app\n${lines}\n`, { ...PROJECT, ...files }).filter((line) =>
    line.startsWith('poetry'),
  );
const COPIED = 'COPY pyproject.toml poetry.lock ./';
const copied = (lines: string, files: Files = {}): string[] => caches(`${COPIED}\n${lines}`, files);

describe('the environment that lies in the cache directory is never hidden by a mount', () => {
  test.each(
    withFiles([
      ['RUN poetry install'],
      ['RUN poetry install --no-root --only main'],
      ['ENV POETRY_VIRTUALENVS_CREATE=true\nRUN poetry install'],
      ['ENV POETRY_VIRTUALENVS_IN_PROJECT=false\nRUN poetry install'],
      ['RUN poetry config virtualenvs.create true && poetry install'],
      [
        'RUN poetry config virtualenvs.create false; poetry config virtualenvs.create --unset; poetry install',
      ],
      ['RUN [ -n "$CI" ] && poetry config virtualenvs.create false; poetry install'],
      ['RUN poetry config virtualenvs.path /venvs && poetry install'],
      ['COPY . .\nRUN poetry install', { 'poetry.toml': '[virtualenvs]\nin-project = false\n' }],
      // The project's own settings beat the user's, and a variable beats both.
      [
        'COPY . .\nRUN poetry config virtualenvs.create false && poetry install',
        { 'poetry.toml': '[virtualenvs]\ncreate = true\n' },
      ],
      [
        'COPY . .\nENV POETRY_VIRTUALENVS_CREATE=1\nRUN poetry install',
        { 'poetry.toml': 'virtualenvs.create = false\n' },
      ],
      // Whether this came before the COPY or after it is not followed.
      [
        'RUN poetry config --local virtualenvs.create false\nCOPY . .\nRUN poetry install',
        { 'poetry.toml': '[virtualenvs]\ncreate = true\n' },
      ],
    ]),
  )('%j', (lines, files) => {
    expect(copied(lines, files)).toEqual(PARTS);
  });

  test('what one user set holds for that user alone', () => {
    const user = 'RUN useradd -m -u 1001 app\nUSER app\nRUN poetry install';
    expect(copied(`RUN poetry config virtualenvs.create false\n${user}`)).toEqual([
      'poetry: cache-parent-missing',
    ]);
    expect(copied(`ENV POETRY_VIRTUALENVS_CREATE=false\n${user}`)).toEqual([
      'poetry /home/app/.cache/pypoetry',
    ]);
  });
});

test.each(
  withFiles([
    ['ENV POETRY_VIRTUALENVS_CREATE=false\nRUN poetry install'],
    ['ENV POETRY_VIRTUALENVS_CREATE=0\nRUN poetry sync'],
    ['RUN POETRY_VIRTUALENVS_IN_PROJECT=True python3 -m poetry install'],
    ['RUN poetry config virtualenvs.create false && poetry -n install'],
    ['RUN poetry config virtualenvs.in-project true --local\nRUN poetry install'],
    ['RUN python -m poetry config virtualenvs.create false\nRUN /opt/poetry/bin/poetry install -vvv'],
    ['COPY . .\nRUN poetry install', { 'poetry.toml': '# x\n[virtualenvs] # y\ncreate = false # z\n' }],
    ['COPY . .\nRUN poetry install', { 'poetry.toml': 'virtualenvs.in-project = true\n' }],
    [
      'COPY . .\nWORKDIR /app/lib\nRUN poetry install',
      { 'poetry.toml': '[virtualenvs]\nin-project = true\n' },
    ],
  ]),
)('where it lies elsewhere, the directory is mounted as a whole: %j', (lines, files) => {
  expect(copied(lines, files)).toEqual(WHOLE);
});

test.each<[string, readonly string[], Files]>([
  ['ENV POETRY_CACHE_DIR=/c\nRUN poetry install', ['poetry /c/artifacts', 'poetry /c/cache'], {}],
  ['ENV POETRY_CACHE_DIR=/c POETRY_VIRTUALENVS_CREATE=0\nRUN poetry install', ['poetry /c'], {}],
  [
    'ENV XDG_CACHE_HOME=/x\nRUN poetry install',
    ['poetry /x/pypoetry/artifacts', 'poetry /x/pypoetry/cache'],
    {},
  ],
  ['RUN poetry config cache-dir /c && poetry install', ['poetry /c/artifacts', 'poetry /c/cache'], {}],
  [
    'COPY . .\nRUN poetry install',
    ['poetry /c/artifacts', 'poetry /c/cache'],
    { 'poetry.toml': 'cache-dir = "/c"\n' },
  ],
  ['ENV POETRY_CACHE_DIR=~/c\nRUN poetry install', ['poetry: cache-moved'], {}],
  ['RUN poetry config cache-dir "$(pwd)/c" && poetry install', ['poetry: cache-moved'], {}],
  ['RUN cd "$(mktemp -d)" && poetry install', ['poetry: cache-key-incomplete'], {}],
  [
    'COPY . .\nRUN poetry -C /app install',
    ['poetry /c'],
    { 'poetry.toml': 'cache-dir = "/c"\nvirtualenvs.create = false\n' },
  ],
  // BuildKit would make ~/.cache/pypoetry as root, and Poetry could not make `virtualenvs` in it.
  ['RUN useradd -m -u 1001 app\nUSER app\nRUN poetry install', ['poetry: cache-parent-missing'], {}],
  [
    'RUN useradd -m -u 1001 app\nUSER app\nRUN POETRY_VIRTUALENVS_IN_PROJECT=1 poetry install',
    ['poetry /home/app/.cache/pypoetry'],
    {},
  ],
])('%j has %j', (lines, expected, files) => {
  expect(copied(lines, files)).toEqual(expected);
});

test.each([
  ['ENV POETRY_VERSION=1.1.13\nRUN poetry install', ['poetry: cache-key-incomplete']],
  ['ARG POETRY_VERSION=1.2\nRUN poetry install', ['poetry: cache-key-incomplete']],
  ['RUN pip install poetry==1.0.10 && poetry install', ['poetry: cache-key-incomplete']],
  ['ENV POETRY_VERSION=1.3.1\nRUN poetry install', PARTS],
  ['RUN pip install "poetry==1.20.0" && poetry install', PARTS],
  ['RUN pip install poetry==2.1.4\nRUN poetry install', PARTS],
])('half an archive in the cache: %j has %j', (lines, expected) => {
  expect(copied(lines)).toEqual(expected);
});

describe('what its caches would give although it is another now', () => {
  const URL_LOCK =
    '[[package]]\nname = "x"\n\n[package.source]\ntype = "url"\nurl = "https://e.org/main.zip"\n';
  const URL_DEPENDENCY = '[tool.poetry.dependencies]\nx = { url = "https://e.org/main.zip" }\n';
  const SOURCE = '[[tool.poetry.source]]\nname = "own"\nurl = "https://e.org/simple"\n';
  test.each<[string, string, Files]>([
    ['an archive of the lock file', `${COPIED}\nRUN poetry install`, { 'poetry.lock': URL_LOCK }],
    [
      'one without a lock file',
      'COPY pyproject.toml ./\nRUN poetry install',
      { 'pyproject.toml': URL_DEPENDENCY },
    ],
    [
      'one of a standard table',
      'COPY pyproject.toml ./\nRUN poetry install',
      { 'pyproject.toml': '[project]\ndependencies = [\n  "x @ https://e.org/main.zip",\n]\n' },
    ],
    ['one that is added', `${COPIED}\nRUN poetry add https://e.org/main.zip`, {}],
    ['what a source of that name says', `${COPIED}\nRUN poetry lock`, { 'pyproject.toml': SOURCE }],
    [
      'the same without a lock file',
      'COPY pyproject.toml ./\nRUN poetry install',
      { 'pyproject.toml': SOURCE },
    ],
    ['a lock file that is not known', 'COPY --from=other /x ./\nRUN poetry install', {}],
    ['wheels built with flags', `${COPIED}\nENV CFLAGS=-O3\nRUN poetry install`, {}],
    [
      'and with settings',
      `${COPIED}\nENV POETRY_INSTALLER_BUILD_CONFIG_SETTINGS_X=y\nRUN poetry install`,
      {},
    ],
  ])('%s', (_, lines, files) => {
    expect(caches(lines, files)).toEqual(['poetry: cache-key-incomplete']);
  });

  test('a lock file pins what a source says, and git names what a commit holds', () => {
    expect(copied('RUN poetry install', { 'pyproject.toml': SOURCE })).toEqual(PARTS);
    const git = { 'pyproject.toml': '[project]\ndependencies = ["x @ git+https://e.org/x"]\n' };
    expect(caches('COPY pyproject.toml ./\nRUN poetry install', git)).toEqual(PARTS);
    expect(caches('RUN poetry self add poetry-plugin-export')).toEqual(PARTS);
  });

  test('without a build context the lock file is not known', () => {
    expect(cachesOf(`FROM python:3.12\n${COPIED}\nRUN poetry install\n`)).toEqual([
      'poetry: cache-key-incomplete',
    ]);
  });
});

test.each([
  ['poetry -n -C sub install', 'install'],
  ['poetry --directory=sub sync', 'install'],
  ['poetry lock --no-update', 'install'],
  ['poetry self update', 'install'],
  ['poetry cache clear --all .', 'clean'],
  ['poetry cache list', 'other'],
  ['poetry export -f requirements.txt -o r.txt', 'other'],
  ['poetry build', 'other'],
  ['poetry config --list', 'other'],
  ['poetry config http-basic.x y z', 'configure'],
])('%s is %s', (command, kind) => {
  expect(callsOf(`FROM python:3.12\nRUN ${command}\n`)).toEqual([`poetry ${kind}`]);
});

test('poetry run is the command behind it', () => {
  expect(callsOf('FROM python:3.12\nRUN poetry run pip install six\n')).toEqual(['pip install']);
});

const rewritten = async (run: string, env = ''): Promise<string> => {
  const Dockerfile = `FROM python:3.12\nWORKDIR /app\n${env}${COPIED}\nRUN ${run}\n`;
  const [report] = await rewriteFiles({ ...PROJECT, Dockerfile });
  return report?.after.split('\n').slice(-3).join('\n') ?? '';
};

describe('cleaning in the same step', () => {
  const OUTSIDE = 'ENV POETRY_CACHE_DIR=/tmp/poetry POETRY_VIRTUALENVS_IN_PROJECT=1\n';

  test('goes with the mount, where no environment lies in the directory', async () => {
    expect(await rewritten('poetry install --no-cache && rm -rf $POETRY_CACHE_DIR', OUTSIDE)).toContain(
      '\nRUN --mount=type=cache,id=poetry-python-3.12,target=/tmp/poetry,sharing=locked poetry install\n',
    );
  });

  test('of the parts goes as well', async () => {
    const run = 'poetry install && rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts';
    expect(await rewritten(run)).toMatch(/\n {4}poetry install\n$/);
  });

  test('poetry cache clear goes, and may stay where it is not a command of its own', async () => {
    expect(await rewritten('poetry install && poetry cache clear --all -n .')).toMatch(
      /\n {4}poetry install\n$/,
    );
    expect(await rewritten('poetry install && yes | poetry cache clear . --all', OUTSIDE)).toMatch(
      /target=\/tmp\/poetry,sharing=locked \\\n {4}poetry install && yes \| poetry cache clear . --all\n$/,
    );
  });

  test.each([
    'poetry install && rm -rf ~/.cache',
    'poetry install && rm -rf ~/.cache/pypoetry',
    'poetry install && rm -rf /root/.cache/pypoetry/*',
  ])('%s stands in the way', async (run) => {
    expect(await rewritten(run)).not.toContain('--mount');
  });
});
