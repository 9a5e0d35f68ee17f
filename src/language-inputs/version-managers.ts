import { UNKNOWN } from '../ecosystem-api.js';
import type { Environment } from '../ecosystem-api.js';

/** How the variables of pyenv, nodenv, asdf, mise (once rtx), Volta, fnm and proto begin. */
const PREFIXES = ['PYENV_', 'NODENV_', 'ASDF_', 'MISE_', 'RTX_', 'VOLTA_', 'FNM_', 'PROTO_'];
/** Folders of their stand-ins for `python`, `pip`, `node` and `npm`. */
const SHIMS = /\/shims(?:\/|$)|\/\.volta\/bin(?:\/|$)/;

/** In which version is chosen, by any of them; Volta's choice stands in package.json. */
const FILES = [
  '.python-version',
  '.node-version',
  '.nvmrc',
  '.tool-versions',
  '.prototools',
  'package.json',
  ...['mise.toml', 'mise.local.toml'].flatMap((name) => [name, `.${name}`]),
  'mise/config.toml',
  '.mise/config.toml',
  '.config/mise.toml',
  '.config/mise/config.toml',
];

/**
 * Files by which a version manager chooses the interpreter of a command, in its working directory and all folders above: absolute
 * paths, whether or not they are there. None where no version manager is seen; undefined when the directory is not known.
 */
export function versionFiles(environment: Environment): readonly string[] | undefined {
  const { workingDirectory } = environment;
  if (!hasVersionManager(environment)) return [];
  if (workingDirectory === undefined) return undefined;
  const files: string[] = [];
  for (let folder = workingDirectory; ; folder = folder.slice(0, folder.lastIndexOf('/'))) {
    const inside = folder === '/' ? '' : folder;
    files.push(...FILES.map((name) => `${inside}/${name}`));
    if (inside === '') return files;
  }
}

function hasVersionManager({ variable, variables }: Environment): boolean {
  const path = variable('PATH');
  if (path === UNKNOWN || path?.split(':').some((folder) => SHIMS.test(folder)) === true) return true;
  return [...variables].some((name) => PREFIXES.some((prefix) => name.startsWith(prefix)));
}
