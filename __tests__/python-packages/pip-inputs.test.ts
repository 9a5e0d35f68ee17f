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
    ['pip install six', { '/etc/pip.conf': '[install]\nconstraint = /app/c.txt\n' }, 'manifest-missing'],
    ['pip install six', { '/etc/pip.conf': '[install]\ntarget = /app/x\n' }, 'copy-overwrites'],
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

describe('certificates, settings and passwords', () => {
  const R = { '/app/r.txt': 'six', '/app/ca.pem': '', '/app/c.txt': 'six==1' };
  test.each([
    ['pip install --cert ca.pem -r r.txt', '', R, ['/app/ca.pem', '/app/r.txt']],
    ['pip install --client-cert=/app/ca.pem -r r.txt', '', R, ['/app/ca.pem', '/app/r.txt']],
    ['pip install -r r.txt', 'ENV PIP_CERT=/app/ca.pem', R, ['/app/ca.pem', '/app/r.txt']],
    ['pip install -r r.txt', 'ENV REQUESTS_CA_BUNDLE=ca.pem', R, ['/app/ca.pem', '/app/r.txt']],
    ['pip install -r r.txt', 'ENV SSL_CERT_FILE=/etc/ssl/cert.pem', R, ['/app/r.txt']],
    [
      'pip install -r r.txt',
      'ENV SSL_CERT_DIR=/app/certs',
      { ...R, '/app/certs/a.pem': '' },
      ['/app/certs/a.pem', '/app/r.txt'],
    ],
    [
      'pip install -r r.txt',
      '',
      { ...R, '/etc/pip.conf': '[global]\ncert = /app/ca.pem\nconstraint:\n  c.txt\n' },
      ['/app/c.txt', '/app/ca.pem', '/app/r.txt', '/etc/pip.conf'],
    ],
    [
      'pip install -r r.txt',
      'ENV XDG_CONFIG_HOME=/app/.config',
      { ...R, '/app/.config/pip/pip.conf': '[install]\nno-deps = true\n' },
      ['/app/.config/pip/pip.conf', '/app/r.txt'],
    ],
    [
      'pip install -r r.txt',
      'ENV PIP_CONFIG_FILE=/app/my.conf',
      { ...R, '/app/my.conf': '# constraint = no.txt\n[global]\ntimeout = 9' },
      ['/app/my.conf', '/app/r.txt'],
    ],
    ['pip install -r r.txt', 'ENV HOME=/app', { ...R, '/app/.netrc': '' }, ['/app/.netrc', '/app/r.txt']],
    [
      'pip config set global.constraint /app/c.txt && pip install -r r.txt',
      '',
      R,
      ['/app/c.txt', '/app/r.txt'],
    ],
    ['pip install -r r.txt', 'RUN pip config set install.cert /app/ca.pem', R, ['/app/ca.pem', '/app/r.txt']],
    ['pip config set global.index-url https://x/simple && pip install -r r.txt', '', R, ['/app/r.txt']],
  ])('%s behind %j', (run, before, texts, reads) => {
    expect(lastInputs(run, before, texts)).toMatchObject({ reads });
  });

  test.each([
    ['pip install --cert no.pem -r r.txt', '', 'manifest-missing'],
    ['pip install -r r.txt', 'ARG PIP_CERT', 'reads-sources'],
    ['pip config set global.constraint $X && pip install -r r.txt', 'ARG X', 'reads-sources'],
    ['pip config set global.target /app/lib && pip install -r r.txt', '', 'copy-overwrites'],
  ])('%s behind %j', (run, before, code) => {
    expect(lastInputs(run, before, R)).toMatchObject({ code });
  });
});

/** The COPY stands behind what is set before. */
const lastInputs = (run: string, before: string, texts: Readonly<Record<string, string>>) =>
  inputsOf(run, texts, `${before}\nWORKDIR /app\nCOPY . .`);

describe('modules that Python takes for others', () => {
  const R = { '/app/r.txt': 'six' };
  test.each([
    ['pip install -r r.txt', 'ENV PYTHONPATH=/app', 'sitecustomize.py'],
    ['pip install -r r.txt', 'ENV PYTHONPATH=/opt:', 'logging.py'],
    ['pip install -r r.txt', 'ENV PYTHONPATH=$PYTHONPATH:/app', 'usercustomize.py'],
    ['python -m pip install -r r.txt', '', 'sitecustomize.py'],
    ['python3 -m pip install -r r.txt', '', 'types.py'],
    ['python -E -m pip install -r r.txt', '', 'email/__init__.py'],
    ['python -m pip install -r r.txt', '', 'pip/__init__.py'],
  ])('%s behind %j with %s', (run, before, name) => {
    expect(lastInputs(run, before, { ...R, [`/app/${name}`]: '' })).toMatchObject({
      code: 'reads-sources',
      because: { file: `/app/${name}` },
    });
  });

  test.each([
    ['pip install -r r.txt', '', 'sitecustomize.py'],
    ['pip install -r r.txt', 'ENV PYTHONPATH=/app', 'app.py'],
    ['pip install -r r.txt', 'ENV PYTHONPATH=/app/src', 'types.py'],
    ['python -m pip install -r r.txt', '', 'app/types.py'],
    ['python -m pip install -r r.txt', '', 'email/notes.txt'],
    ['python -I -m pip install -r r.txt', 'ENV PYTHONPATH=/app', 'types.py'],
    ['python -m pip install -r r.txt', 'ENV PYTHONSAFEPATH=1', 'types.py'],
  ])('%s behind %j spares %s', (run, before, name) => {
    expect(lastInputs(run, before, { ...R, [`/app/${name}`]: '' })).toMatchObject({ reads: ['/app/r.txt'] });
  });
});

describe('repositories on this machine', () => {
  test.each([
    'git+file:///app/vendor/x',
    'x @ git+file:///app/vendor/x@main#egg=x',
    '-e git+file:///app/x#egg=x',
  ])('%s', (line) => {
    const texts = { '/app/r.txt': line, '/app/vendor/x/setup.py': '' };
    expect(lastInputs('pip install -r r.txt', '', texts)).toMatchObject({ code: 'reads-sources' });
  });

  test('one that the image has', () => {
    const texts = { '/app/r.txt': 'git+file:///opt/x' };
    expect(lastInputs('pip install -r r.txt', '', texts)).toMatchObject({ reads: ['/app/r.txt'] });
  });
});

describe('a version manager', () => {
  const files = { '/app/requirements.txt': 'six', '/app/.python-version': '3.11' };
  const install = 'pip install -r requirements.txt';

  test('chooses Python by files of the project', () => {
    const inputs = inputsOf(install, files, 'ENV PATH=/root/.pyenv/shims:$PATH\nWORKDIR /app');
    if ('code' in inputs) throw new Error(inputs.reason);
    expect(inputs.reads).toEqual(['/app/.python-version', '/app/requirements.txt']);
    expect(inputs.absent).toContain('/app/.tool-versions');
    expect(inputs.absent).toContain('/.python-version');
  });

  test('is not there', () => {
    expect(inputsOf(install, files)).toMatchObject({ reads: ['/app/requirements.txt'] });
    expect(inputsOf(install, files)).toMatchObject({
      absent: expect.not.arrayContaining(['/app/.tool-versions']),
    });
  });

  test('and a folder that is not known', () => {
    expect(inputsOf('pip install six', {}, 'ENV PYENV_ROOT=/opt/pyenv\nARG X\nWORKDIR $X')).toMatchObject({
      code: 'reads-sources',
    });
  });
});

test('VIRTUAL_ENV that a build argument decides', () => {
  const files = { '/app/requirements.txt': 'six' };
  const before = 'WORKDIR /app\nARG V\nENV VIRTUAL_ENV=/app/$V';
  expect(inputsOf('pip install -r requirements.txt', files, before)).toMatchObject({
    code: 'copy-overwrites',
  });
});
