import { describe, expect, test } from '@jest/globals';
import { inputsOf } from '../support/call-inputs.js';

const installed = (files: Readonly<Record<string, string>>) => {
  const texts = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/app/lib/${name}`, text]));
  return inputsOf('pip', 'pip install ./lib', texts, {
    image: 'python:3.11-slim',
    before: 'WORKDIR /app\nCOPY . .',
  });
};

const NAMED = 'from setuptools import setup\n';

describe('a setup.py that stays in its folder', () => {
  test.each([
    "setup(name='x', version='1', packages=['x'], url='https://x/y')",
    "import os, re\nhere = os.path.abspath(os.path.dirname(__file__))\nsetup(version=open(os.path.join(here, 'VERSION')).read())",
    "from os.path import dirname, join\nsetup(long_description=open(join(dirname(__file__), 'README.md')).read())",
    "from pathlib import Path\nthis = Path(__file__).parent\nsetup(long_description=(this / 'README.md').read_text())",
    "# dirname(dirname(__file__)), ../x\nsetup(name='x', python_requires='~=3.9')",
    "def read(name):\n    with io.open(name) as f:\n        return f.read()\nsetup(install_requires=read('requirements.txt'))",
    "version = re.search(r'__version__ = \"(.*)\"', open('x/__init__.py').read()).group(1)",
    "setup(data_files=[('/etc/x', ['x.conf'])])",
    "try:\n    from setuptools import setup\nexcept ImportError as e:\n    raise SystemExit('x') from e",
  ])('%s', (text) => {
    expect(installed({ 'setup.py': NAMED + text, 'x/__init__.py': '' })).toMatchObject({
      reads: ['/app/lib/setup.py', '/app/lib/x/__init__.py'],
      folders: ['/app/lib'],
    });
  });
});

describe('a setup.py that may leave it', () => {
  test.each([
    "root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))\nopen(os.path.join(root, 'VERSION'))",
    'here = os.path.dirname(__file__)\nroot = os.path.dirname(here)',
    'root = Path(__file__).parent.parent',
    'here = Path(__file__).parent\nroot = here.parent',
    'root = Path(__file__).resolve().parents[1]',
    'd = os.path.dirname\nroot = d(d(__file__))',
    'from os.path import dirname as d\nroot = d(d(__file__))',
    'root = os.path.split(os.path.split(__file__)[0])[0]',
    "root = f'{os.path.dirname(os.path.dirname(__file__))}/VERSION'",
    "open(os.path.join(os.pardir, 'VERSION'))",
    "open('../VERSION')",
    "open('\\x2e\\x2e/VERSION')",
    "open('/app/VERSION')",
    'import subprocess',
    'import os, subprocess as s',
    'import x.version',
    'from x import __version__',
    "__import__('x')",
    "exec(open('x/version.py').read())",
    "os.system('git describe')",
    "setup(install_requires=['other @ file:///app/other'])",
    "setup(install_requires=['other @ git+file:///app/other'])",
    "setup(ext_modules=[Extension('x', ['x.c'])])",
    "x = '",
  ])('%s', (text) => {
    expect(installed({ 'setup.py': NAMED + text })).toMatchObject({ code: 'reads-sources' });
  });
});

describe('other files of a build', () => {
  test.each([
    ['setup.cfg', '[metadata]\nversion = file: VERSION\nlong_description = file: README.md', true],
    ['setup.cfg', '[options]\ninstall_requires =\n  x @ file:///app/x', false],
    ['requirements.txt', 'six\n', true],
    ['requirements.txt', 'x @ file:///app/x', false],
    ['MANIFEST.in', 'include ../VERSION', false],
    [
      'pyproject.toml',
      '[build-system]\nrequires = [\n  "setuptools>=61",\n  "wheel",\n]\nbuild-backend = "setuptools.build_meta"\n[project]\ndynamic = ["version", "readme"]\n[tool.setuptools.dynamic]\nversion = {file = "VERSION"}',
      true,
    ],
    [
      'pyproject.toml',
      '[build-system]\nrequires = ["poetry-core>=1"]\nbuild-backend = "poetry.core.masonry.api"',
      true,
    ],
    ['pyproject.toml', '[build-system]\nrequires = ["maturin>=1"]\nbuild-backend = "maturin"', false],
    [
      'pyproject.toml',
      '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]',
      false,
    ],
    ['pyproject.toml', '[tool.poetry.dependencies]\nother = { path = "../other" }', false],
    ['pyproject.toml', '[tool.poetry.build]\nscript = "build.py"', false],
    ['pyproject.toml', '[tool.hatch.build.hooks.custom]\npath = "h.py"', false],
  ])('%s %j: %s', (name, text, fine) => {
    const result = installed({ 'setup.py': `${NAMED}setup()`, [name]: text });
    expect(result).toMatchObject(fine ? { folders: ['/app/lib'] } : { code: 'reads-sources' });
  });
});
