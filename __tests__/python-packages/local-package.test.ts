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

const builtWith = (backend: string) =>
  `[build-system]\nrequires = ["${backend}"]\nbuild-backend = "${backend}"\n[project]\nname = "foo-x"\n`;
const SETUPTOOLS = builtWith('setuptools');
const HATCH = builtWith('hatchling');
const FLIT = builtWith('flit_core');
const VERSIONED = '"""Docs."""\n__version__ = "1.0"\n';
const COMPUTED =
  'from pathlib import Path\n__version__ = (Path(__file__).resolve().parents[3] / "VERSION").read_text()\n';
const IN_BRANCH = 'try:\n  __version__ = open("/app/V").read()\nexcept OSError:\n  __version__ = "0"\n';

describe('a version that a module holds', () => {
  const ATTR = `${SETUPTOOLS}dynamic = ["version"]\n[tool.setuptools.dynamic]\nversion = { attr = "foo_x.__version__" }`;
  const FLIT_DYNAMIC = `${FLIT}dynamic = ["version"]\n`;
  const HATCH_DYNAMIC = `${HATCH}dynamic = ["version"]\n[tool.hatch.version]\npath = "foo_x/__init__.py"\n`;
  test.each<[string, string, string, boolean]>([
    ['pyproject.toml', ATTR, VERSIONED, true],
    ['pyproject.toml', ATTR, COMPUTED, false],
    ['pyproject.toml', ATTR, IN_BRANCH, false],
    ['pyproject.toml', ATTR, 'from .v import __version__\n', false],
    ['pyproject.toml', ATTR.replace('foo_x.', 'elsewhere.'), VERSIONED, false],
    ['setup.cfg', '[metadata]\nversion = attr: foo_x.__version__', VERSIONED, true],
    ['setup.cfg', '[metadata]\nversion = attr: foo_x.__version__', COMPUTED, false],
    ['pyproject.toml', HATCH_DYNAMIC, COMPUTED, true],
    ['pyproject.toml', `${HATCH_DYNAMIC}source = "code"`, COMPUTED, false],
    [
      'pyproject.toml',
      `${builtWith('pdm-backend')}[tool.pdm]\nversion = { source = "call", getter = "a:b" }`,
      '',
      false,
    ],
    ['pyproject.toml', `${FLIT}version = "1"\ndescription = "x"`, COMPUTED, true],
    ['pyproject.toml', FLIT_DYNAMIC, VERSIONED, true],
    ['pyproject.toml', FLIT_DYNAMIC, COMPUTED, false],
    ['pyproject.toml', FLIT_DYNAMIC, '__version__ = "1"\n', false],
    ['pyproject.toml', `${FLIT_DYNAMIC}description = "x"`, '__version__ = "1"\n', true],
  ])('%s %j with %j: %s', (name, text, module, fine) => {
    for (const at of ['', 'src/']) {
      const files = { 'setup.py': `${NAMED}setup()`, [name]: text, [`${at}foo_x/__init__.py`]: module };
      expect(installed(files)).toMatchObject(fine ? { folders: ['/app/lib'] } : { code: 'reads-sources' });
    }
  });
});

describe('settings of a build that lead out of the folder, or run its code', () => {
  test.each([
    ['pyproject.toml', `${SETUPTOOLS}[tool.setuptools.cmdclass]\nbuild_py = "foo.gen.BuildPy"`],
    ['pyproject.toml', `${SETUPTOOLS}[tool.setuptools]\ncmdclass = { build_py = "foo.gen.BuildPy" }`],
    ['pyproject.toml', `${SETUPTOOLS}[project.entry-points."distutils.commands"]\nx = "foo:X"`],
    ['setup.cfg', '[options]\ncmdclass =\n    build_py = foo.gen.BuildPy'],
    ['setup.cfg', '[options]\nsetup_requires =\n    gen'],
    ['setup.cfg', '[options.entry_points]\ndistutils.commands =\n    x = foo:X'],
    ['pyproject.toml', `${HATCH}dependencies = ["bar @ {root:parent:uri}/bar"]`],
    ['pyproject.toml', `${HATCH}[tool.hatch.metadata]\nhooks.custom.path = "h.py"`],
    [
      'pyproject.toml',
      `${HATCH}[tool.hatch.build.targets.wheel.force-include]\n"/app/x.json" = "foo/x.json"`,
    ],
    ['hatch.toml', '[build.targets.wheel.force-include]\n"../../shared/x.json" = "foo/x.json"'],
    ['hatch.toml', '[build.hooks.custom]'],
    ['hatch.toml', '[version]\nsource = "code"'],
    ['setup.cfg', '[options]\npackage_dir =\n    = ..\npackages = foo'],
    ['setup.cfg', '[options.packages.find]\nwhere = ..'],
    ['setup.cfg', '[options.data_files]\nx = /app/shared/x.json'],
    ['MANIFEST.in', 'graft ..'],
    ['MANIFEST.in', 'include /app/VERSION'],
  ])('%s %j', (name, text) => {
    const files = { 'setup.py': `${NAMED}setup()`, [name]: text };
    expect(installed(files)).toMatchObject({ code: 'reads-sources' });
  });

  test.each([
    ['pyproject.toml', `${HATCH}[tool.hatch.build.targets.sdist]\ninclude = ["/src", "/tests"]`],
    ['pyproject.toml', `${HATCH}[tool.hatch.envs.default.scripts]\ntest = "pytest {root}/tests"`],
    ['pyproject.toml', `${SETUPTOOLS}version = "1"\n[tool.setuptools.packages.find]\nwhere = ["src"]`],
    ['hatch.toml', '[build.targets.wheel]\npackages = ["src/foo"]\n[version]\npath = "src/foo/__init__.py"'],
    [
      'setup.cfg',
      '[metadata]\nname = x\ndescription = Well...\nurl = https://x/app/y\n[options]\npackage_dir =\n    = src',
    ],
    ['README.txt', 'Go up by cd .. first.\n\n.. note:: x\n'],
  ])('but not %s %j', (name, text) => {
    const files = { 'setup.py': `${NAMED}setup()`, [name]: text };
    expect(installed(files)).toMatchObject({ folders: ['/app/lib'] });
  });
});

const project = (files: Readonly<Record<string, string>>, backend = HATCH) =>
  inputsOf(
    'pip',
    'pip install -e ./libs/x',
    { '/app/libs/x/pyproject.toml': backend, ...files },
    { image: 'python:3.11-slim', before: 'WORKDIR /app\nCOPY . .' },
  );

describe('what git ignores, which hatchling leaves out of a package', () => {
  test('the nearest file of a folder above is read', () => {
    const above = { '/app/.gitignore': 'data/', '/.gitignore': '' };
    expect(project(above)).toMatchObject({
      reads: ['/app/.gitignore', '/app/libs/x/pyproject.toml'],
      absent: expect.arrayContaining(['/app/libs/x/.gitignore', '/app/libs/.gitignore']),
    });
    expect(project({ ...above, '/app/libs/x/.gitignore': '' })).toMatchObject({
      reads: ['/app/libs/x/.gitignore', '/app/libs/x/pyproject.toml'],
    });
    expect(project(above, SETUPTOOLS)).toMatchObject({ reads: ['/app/libs/x/pyproject.toml'] });
  });

  test('none is looked for above the repository', () => {
    expect(project({ '/app/.gitignore': 'data/', '/app/libs/.git/HEAD': '' })).toMatchObject({
      reads: ['/app/libs/x/pyproject.toml'],
    });
  });
});
