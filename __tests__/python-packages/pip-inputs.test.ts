import { describe, expect, test } from '@jest/globals';
import type { InputRefusal, InstallInputs } from '../../src/ecosystem-api.js';
import { inputsOf as callInputs } from '../support/call-inputs.js';

const inputsOf = (
  run: string,
  texts: Readonly<Record<string, string>>,
  before = 'WORKDIR /app',
): InstallInputs | InputRefusal => callInputs('pip', run, texts, { image: 'python:3.11-slim', before });

const PACKAGE = { '/app/libs/x/setup.py': 'setup()', '/app/libs/x/x/__init__.py': '' };

describe('what must not come before the sources', () => {
  test.each([
    ['pip install .', {}, 'installs-project'],
    ['pip install -e .', {}, 'installs-project'],
    ["pip install -e '.[dev]'", {}, 'installs-project'],
    ['pip install --no-deps ./', {}, 'installs-project'],
    ['pip install /app', { '/app/setup.py': '' }, 'installs-project'],
    ['cd sub && pip install ..', {}, 'installs-project'],
    ['pip install -r requirements.txt', { '/app/requirements.txt': 'six\n-e .\n' }, 'installs-project'],
    [
      'pip install -r requirements.txt',
      { '/app/requirements.txt': '.[dev] ; python_version > "3"' },
      'installs-project',
    ],
    ['pip install -r requirements.txt', { '/app/requirements.txt': 'x @ file:///app' }, 'installs-project'],
    ['pip install -r requirements.txt', {}, 'manifest-missing'],
    ['pip install -r a.txt', { '/app/a.txt': '-r b.txt' }, 'manifest-missing'],
    ['pip install -r a.txt', { '/app/a.txt': '--constraint=b.txt' }, 'manifest-missing'],
    ['pip install ./libs/x', {}, 'manifest-missing'],
    ['pip install x-1-py3-none-any.whl', {}, 'manifest-missing'],
    ['pip install -r /dev/stdin', {}, 'input-outside'],
    ['pip install $(cat requirements.txt)', { '/app/requirements.txt': 'six' }, 'reads-sources'],
    ['cat requirements.txt | xargs pip install', { '/app/requirements.txt': 'six' }, 'reads-sources'],
    ['pip install wheels/*.whl', { '/app/wheels/x-1-py3-none-any.whl': '' }, 'reads-sources'],
    [
      'pip install ./libs/x',
      { ...PACKAGE, '/app/libs/x/setup.py': "open('../../VERSION')" },
      'reads-sources',
    ],
    [
      'pip install ./libs/x',
      { ...PACKAGE, '/app/libs/x/pyproject.toml': 'requires = ["setuptools_scm"]' },
      'reads-sources',
    ],
    ['pip install -r a.txt', { '/app/a.txt': 's\0i\0x\0' }, 'input-outside'],
    ['pip install -r a.txt', { '/app/a.txt': '--unheard-of x' }, 'reads-sources'],
    ['pip install --target $T six', {}, 'copy-overwrites'],
    ['pip install six', { '/etc/pip.conf': '[install]\nconstraint = /app/c.txt\n' }, 'reads-sources'],
  ])('%s %j', (run, texts, code) => {
    expect(inputsOf(run, texts, 'ARG T\nWORKDIR /app')).toMatchObject({ code });
  });
});

describe('what it reads', () => {
  test.each([
    ['pip install six', {}, []],
    ['pip install torch==$V "six>=1"', {}, []],
    ['pip install -r requirements.txt', { '/app/requirements.txt': 'six\n' }, ['/app/requirements.txt']],
    ['pip install -Ur requirements.txt', { '/app/requirements.txt': 'six\n' }, ['/app/requirements.txt']],
    ['pip install -qrrequirements.txt six', { '/app/requirements.txt': 'six\n' }, undefined],
    ['pip install -rrequirements.txt', { '/app/requirements.txt': 'six\n' }, ['/app/requirements.txt']],
    [
      'pip install --requirement=a.txt -r b.txt',
      { '/app/a.txt': '', '/app/b.txt': '' },
      ['/app/a.txt', '/app/b.txt'],
    ],
    // Nested files are sought beside the file, packages from the working directory.
    [
      'pip install -r reqs/dev.txt',
      {
        ...PACKAGE,
        '/app/reqs/dev.txt': '-r base.txt\n-c ../c.txt\n./libs/x # ours\n',
        '/app/reqs/base.txt': 'six',
        '/app/c.txt': '',
      },
      [
        '/app/c.txt',
        '/app/libs/x/setup.py',
        '/app/libs/x/x/__init__.py',
        '/app/reqs/base.txt',
        '/app/reqs/dev.txt',
      ],
    ],
    ['pip install -e libs/x', PACKAGE, ['/app/libs/x/setup.py', '/app/libs/x/x/__init__.py']],
    [
      'pip install -r a.txt',
      {
        '/app/a.txt':
          'six==1.16.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n-r https://example.org/b.txt\n',
      },
      ['/app/a.txt'],
    ],
    ['pip install -r a.txt', { '/app/a.txt': '-r a.txt\nsix' }, ['/app/a.txt']],
    [
      'pip install -r a.txt',
      { '/app/a.txt': '--find-links wheels\nx', '/app/wheels/x-1-py3-none-any.whl': '' },
      ['/app/a.txt', '/app/wheels/x-1-py3-none-any.whl'],
    ],
    ['PIP_CONSTRAINT=c.txt pip install six', { '/app/c.txt': '' }, ['/app/c.txt']],
    [
      'pip install -r a.txt',
      { '/app/a.txt': '-r ${PART}.txt', '/app/b.txt': '' },
      ['/app/a.txt', '/app/b.txt'],
    ],
    ['pip install --group dev', { '/app/pyproject.toml': '' }, ['/app/pyproject.toml']],
  ])('%s %j', (run, texts, reads) => {
    const result = inputsOf(run, texts, 'ARG V\nENV PART=b\nWORKDIR /app');
    if (reads === undefined) expect(result).toMatchObject({ code: 'reads-sources' });
    else expect(result).toMatchObject({ reads });
  });
});

describe('what it makes', () => {
  test.each([
    ['pip install --target vendor six', { makes: ['/app/vendor'], ignore: ['vendor'] }],
    ['pip install -t /app/vendor six', { makes: ['/app/vendor'] }],
    ['.venv/bin/pip install six', { makes: ['/app/.venv'], ignore: ['.venv'] }],
    ['/usr/local/bin/pip install six', { makes: [] }],
    ['pip install --prefix=/install six', { makes: ['/install'], ignore: [] }],
    ['pip install -e git+https://example.org/x.git#egg=thing', { makes: ['/app/src/thing'] }],
  ])('%s', (run, expected) => {
    expect(inputsOf(run, {})).toMatchObject(expected);
  });

  test('a folder that the context has too', () => {
    const result = inputsOf('pip install --target vendor six', { '/app/vendor/six.py': '' });
    expect(result).toMatchObject({ overwrites: [{ file: '/app/vendor/six.py' }] });
  });

  test('build leftovers of a local package', () => {
    const result = inputsOf('pip install ./libs/x', { ...PACKAGE, '/app/libs/x/x.egg-info/PKG-INFO': '' });
    expect(result).toMatchObject({ overwrites: [{ file: '/app/libs/x/x.egg-info/PKG-INFO' }] });
  });

  test('an environment in the tree, by VIRTUAL_ENV or PATH', () => {
    for (const before of ['ENV VIRTUAL_ENV=/app/.venv', 'ENV PATH=/app/.venv/bin:$PATH'])
      expect(inputsOf('pip install six', {}, `${before}\nWORKDIR /app`)).toMatchObject({
        makes: ['/app/.venv'],
      });
  });
});
