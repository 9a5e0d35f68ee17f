import { absolutePath, findOption, optionValue, UNKNOWN } from '../ecosystem-api.js';
import type {
  Call,
  Environment,
  ImageFiles,
  InputEvidence,
  InputRefusal,
  InstallInputs,
} from '../ecosystem-api.js';

type Written = Pick<InstallInputs, 'makes' | 'ignore'> & { readonly overwrites: readonly InputEvidence[] };

/** Where packages are put instead of the interpreter's own folder. */
const INSTALLED = [
  { names: ['-t', '--target'], variable: 'PIP_TARGET' },
  { names: ['--prefix'], variable: 'PIP_PREFIX' },
  { names: ['--root'], variable: 'PIP_ROOT' },
];
/** Where `download` and `wheel` put archives; the working directory unless they say otherwise. */
const ARCHIVES = ['-d', '--dest', '--destination-dir', '--destination-directory', '-w', '--wheel-dir'];
const REPORTS = new Set(['--report', '--log', '--log-file', '--local-log']);
const ARCHIVE = /\.(?:whl|zip|tar\.gz|tgz)$/;

/**
 * The places that an install fills outside the interpreter's own folders.
 *
 * @param cloned names of the editable packages that are cloned into `src`
 */
export function placesWritten(
  call: Call,
  environment: Environment,
  files: ImageFiles,
  cloned: readonly (string | undefined)[],
): Written | InputRefusal {
  const makes = new Set<string>();
  const overwrites: InputEvidence[] = [];
  const fill = (path: string, text: string): void => {
    makes.add(path);
    const [first] = files.kind(path) === 'directory' ? files.list(path) : [path];
    if (first !== undefined && files.kind(first) !== undefined) overwrites.push({ file: first, text });
  };
  for (const { text, value } of targets(call, environment)) {
    if (value === undefined)
      return {
        code: 'copy-overwrites',
        reason: `where ${text} points is known only to the build`,
        because: { text },
      };
    fill(value, text);
  }
  const archives = archiveFolder(call, environment);
  const clash = archives && files.list(archives).find((path) => ARCHIVE.test(path));
  if (clash !== undefined) overwrites.push({ file: clash, text: 'pip writes archives into this folder' });
  if (environment.variable('VIRTUAL_ENV') === UNKNOWN)
    return {
      code: 'copy-overwrites',
      reason: 'where VIRTUAL_ENV points is known only to the build',
      because: { text: 'VIRTUAL_ENV' },
    };
  const venv = virtualEnvironment(call, environment);
  if (venv !== undefined) makes.add(venv);
  if (cloned.length > 0) {
    const src = sourceFolder(call, environment, venv);
    if (src === undefined || cloned.includes(undefined))
      return {
        code: 'copy-overwrites',
        reason: 'an editable package is cloned into a folder that cannot be named',
        because: { text: call.argv.words.map(({ raw }) => raw).join(' ') },
      };
    for (const name of cloned) fill(`${src}/${name ?? ''}`, `the clone of ${name ?? ''}`);
  }
  return { makes: [...makes].sort(), ignore: ignored([...makes], environment), overwrites };
}

/** An undefined value is one that is not known. */
function* targets(
  call: Call,
  environment: Environment,
): Generator<{ text: string; value: string | undefined }> {
  for (const { names, variable } of INSTALLED) {
    const option = findOption(call, ...names);
    const value = option ? optionValue(option, environment) : environment.variable(variable);
    if (option === undefined && (value === undefined || value === '')) continue;
    yield {
      text: option ? option.words.map(({ raw }) => raw).join(' ') : variable,
      value: typeof value === 'string' ? absolutePath(value, environment) : undefined,
    };
  }
  for (const option of call.options.filter(({ name }) => REPORTS.has(name))) {
    const value = optionValue(option, environment);
    yield {
      text: option.words.map(({ raw }) => raw).join(' '),
      value: value === undefined ? undefined : absolutePath(value, environment),
    };
  }
}

function archiveFolder(call: Call, environment: Environment): string | undefined {
  if (call.subcommand?.value === 'install') return undefined;
  const option = findOption(call, ...ARCHIVES);
  const value = option === undefined ? '.' : optionValue(option, environment);
  return value === undefined ? environment.workingDirectory : absolutePath(value, environment);
}

/** The environment whose pip it is, where that is not the system's: by its program, `--python`, VIRTUAL_ENV or PATH. */
export function virtualEnvironment(call: Call, environment: Environment): string | undefined {
  const named = findOption(call, '--python');
  const program = call.argv.words[0] && environment.expand(call.argv.words[0]);
  const python = named ? optionValue(named, environment) : program;
  const active = environment.variable('VIRTUAL_ENV');
  const path = environment.variable('PATH');
  const folder = python?.includes('/')
    ? python
    : typeof active === 'string' && active !== ''
      ? `${active}/bin/pip`
      : typeof path === 'string'
        ? `${path.split(':', 1)[0] ?? ''}/pip`
        : undefined;
  const absolute = folder === undefined ? undefined : absolutePath(folder, environment);
  const at = absolute?.lastIndexOf('/bin/') ?? -1;
  const venv = at > 0 ? absolute?.slice(0, at) : undefined;
  return venv === undefined || venv.startsWith('/usr') || venv === '/root/.local' ? undefined : venv;
}

function sourceFolder(call: Call, environment: Environment, venv: string | undefined): string | undefined {
  const option = findOption(call, '--src', '--source', '--source-dir', '--source-directory');
  const value = option ? (optionValue(option, environment) ?? UNKNOWN) : environment.variable('PIP_SRC');
  if (value === UNKNOWN) return undefined;
  if (value !== undefined && value !== '') return absolutePath(value, environment);
  return venv === undefined ? absolutePath('src', environment) : `${venv}/src`;
}

/** Lines for what lies below the working directory, seen from there. */
function ignored(makes: readonly string[], { workingDirectory }: Environment): string[] {
  const base = workingDirectory === '/' ? '/' : `${workingDirectory ?? ''}/`;
  if (workingDirectory === undefined) return [];
  return makes.filter((path) => path.startsWith(base)).map((path) => path.slice(base.length));
}
