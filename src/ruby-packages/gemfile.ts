import { absolutePath, findOption, optionValue, UNKNOWN } from '../ecosystem-api.js';
import type { CacheRefusal, Call, Environment, ImageFiles } from '../ecosystem-api.js';
import { isPublicServer, otherServer } from './gem-home.js';

/** A Gemfile that a COPY brought, and its lock file. */
export interface Gemfile {
  readonly path: string;
  /** The folder that relative paths start from. */
  readonly root: string;
  readonly text: string;
  readonly lockPath: string;
  readonly lock: string | undefined;
}

/** Undefined when it is not to be seen which Gemfile it is, or what stands in it. */
export function findGemfile(call: Call, environment: Environment, files: ImageFiles): Gemfile | undefined {
  const path = gemfilePath(call, environment, files);
  const text = path === undefined ? undefined : files.read(path);
  if (path === undefined || text === undefined || /[\0\uFFFD]/.test(text)) return undefined;
  const root = path.slice(0, path.lastIndexOf('/')) || '/';
  const lockPath = path.endsWith('/gems.rb')
    ? `${path.slice(0, -'gems.rb'.length)}gems.locked`
    : `${path}.lock`;
  return { path, root, text, lockPath, lock: files.read(lockPath) };
}

function gemfilePath(call: Call, environment: Environment, files: ImageFiles): string | undefined {
  const option = findOption(call, '--gemfile');
  const given = option ? optionValue(option, environment) : environment.variable('BUNDLE_GEMFILE');
  const setting = environment.setting('bundler.gemfile') ?? environment.setting('bundler.global.gemfile');
  if (given === UNKNOWN || setting === UNKNOWN || (option && given === undefined)) return undefined;
  const named = given === undefined || given === '' ? setting : given;
  if (named !== undefined && named !== '') return absolutePath(named, environment);
  for (let folder = environment.workingDirectory; folder !== undefined;) {
    const inside = folder === '/' ? '' : folder;
    for (const name of ['gems.rb', 'Gemfile'])
      if (files.kind(`${inside}/${name}`) === 'file') return `${inside}/${name}`;
    folder = inside === '' ? undefined : inside.slice(0, inside.lastIndexOf('/')) || '/';
  }
  return undefined;
}

/** Without comments that have a line of their own, or stand behind blanks. */
const withoutComments = (text: string): string =>
  text
    .replace(/^=begin\b[^]*?^=end\b.*$/gm, '')
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .map((line) => (/["'].*#.*["']/.test(line) ? line : line.replace(/\s#.*$/, '')))
    .join('\n');

/** Why gems may come from elsewhere than rubygems.org; undefined when all are from there. */
export function otherSource({ path, text, lock, lockPath }: Gemfile): CacheRefusal | undefined {
  const code = withoutComments(text);
  for (const [whole, argument = ''] of code.matchAll(/(?:^|[\s;,(])source(?:\s*\(\s*|\s+|:\s*)([^\n,)]*)/g)) {
    const url = /^(["'])(.*)\1/.exec(argument.trim())?.[2] ?? argument.trim();
    if (url !== ':rubygems' && !isPublicServer(url))
      return otherServer(url === '' ? 'a source' : url, whole.trim());
  }
  const hashed = /:source\s*=>\s*(\S+)/.exec(code);
  if (hashed) return otherServer(hashed[1] ?? 'a source', hashed[0]);
  for (const remote of remotesOf(lock ?? ''))
    if (!isPublicServer(remote)) return otherServer(remote, `${lockPath}: remote: ${remote}`);
  const included = /\b(?:eval_gemfile|instance_eval|class_eval|eval|load|require_relative|send)\b/.exec(
    code,
  )?.[0];
  // A lock file lists the servers of all that was read.
  if (included === undefined || lock !== undefined) return undefined;
  return otherServer(`a source that ${included} brings`, `${path}: ${included}`);
}

/** The servers of a lock file's gems; a plugin's source counts as one. */
function remotesOf(lock: string): string[] {
  const remotes: string[] = [];
  let section = '';
  for (const line of lock.split(/\r?\n/)) {
    if (/^\S/.test(line)) section = line.trim();
    const remote = /^ {2}remote: (.*)$/.exec(line)?.[1];
    if (remote !== undefined && (section === 'GEM' || section === 'PLUGIN SOURCE'))
      remotes.push(section === 'GEM' ? remote : `the plugin source ${remote}`);
  }
  return remotes;
}

/** Bundler 1 installs a bundle elsewhere. */
export const isOfBundlerOne = ({ lock }: Gemfile): boolean => /^BUNDLED WITH\s+1\./m.test(lock ?? '');
