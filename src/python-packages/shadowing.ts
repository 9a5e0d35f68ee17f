import { absolutePath, UNKNOWN } from '../ecosystem-api.js';
import type { Call, Environment, ImageFiles } from '../ecosystem-api.js';
import { refuse } from './required-files.js';

/** Python runs these at its start, wherever they are found. */
const AT_START = ['sitecustomize', 'usercustomize'];
/** What pip, and the builds that it starts, import by these names. */
const OWN = ['pip', 'setuptools', 'pkg_resources', 'wheel', '_distutils_hack'];
/** Of the standard library (`sys.stdlib_module_names`), without what pip never imports. */
const STANDARD = (
  '__future__ _collections_abc _compat_pickle _compression _markupbase _osx_support _py_abc _pydecimal _pyio _sitebuiltins _strptime ' +
  '_sysconfigdata _threading_local _weakrefset abc argparse array ast asyncio atexit base64 bisect builtins bz2 calendar cgi cmath cmd ' +
  'code codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg csv ctypes ' +
  'dataclasses datetime decimal difflib dis distutils email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch ' +
  'fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http imp importlib ' +
  'inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap modulefinder ' +
  'multiprocessing netrc ntpath nturl2path numbers opcode operator optparse os pathlib pickle pipes pkgutil platform plistlib posix ' +
  'posixpath pprint pwd py_compile pyexpat queue quopri random re readline reprlib resource runpy sched secrets select selectors shelve ' +
  'shlex shutil signal site socket socketserver sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct ' +
  'subprocess symtable sys sysconfig syslog tarfile tempfile termios textwrap threading time timeit token tokenize tomllib trace ' +
  'traceback tracemalloc tty types typing unicodedata unittest urllib uu uuid venv warnings weakref webbrowser xml xmlrpc zipapp zipfile ' +
  'zipimport zlib zoneinfo'
).split(' ');
const NAMES = [...AT_START, ...OWN, ...STANDARD];

/**
 * Refuses a call in which Python would take a module of the project for one that pip imports: by PYTHONPATH, or because
 * `python -m pip` looks in the working directory first.
 *
 * @throws Refused
 */
export function checkShadowing(call: Call, environment: Environment, files: ImageFiles): void {
  const flags = interpreterFlags(call);
  const path = flags.has('E') || flags.has('I') ? '' : environment.variable('PYTHONPATH');
  if (path === UNKNOWN)
    refuse('reads-sources', 'PYTHONPATH is known only to the build', { text: 'PYTHONPATH' });
  const safe = flags.has('P') || flags.has('I') || (environment.variable('PYTHONSAFEPATH') ?? '') !== '';
  const folders = path === undefined || path === '' ? [] : path.split(':');
  if (asModule(call) && !safe) folders.push('.');
  for (const folder of folders) {
    const place = absolutePath(folder === '' ? '.' : folder, environment);
    if (place === undefined) continue;
    const inside = place === '/' ? '' : place;
    const shadow = NAMES.flatMap((name) => [`${name}.py`, `${name}/__init__.py`]).find(
      (name) => files.kind(`${inside}/${name}`) !== undefined,
    );
    if (shadow !== undefined)
      refuse('reads-sources', `Python finds ${shadow} in ${place} in front of its own modules`, {
        file: `${inside}/${shadow}`,
        text: shadow,
      });
  }
}

const asModule = ({ argv }: Call): boolean => argv.name.startsWith('py');

/** Letters of the options between `python` and `-m`. */
function interpreterFlags(call: Call): Set<string> {
  if (!asModule(call)) return new Set();
  const words = call.argv.words.map(({ value }) => value ?? '');
  const end = words.indexOf('-m');
  return new Set(
    words
      .slice(1, end)
      .filter((word) => /^-[A-Za-z]+$/.test(word))
      .flatMap((word) => word.slice(1).split('')),
  );
}
