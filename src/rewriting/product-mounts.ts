import type { DockerDocument } from '../dockerfile/document.js';
import { mountsOf } from '../dockerfile/mounts.js';
import { absolutePath, optionValue } from '../ecosystem-api.js';
import { expandValue, resolvePath } from '../facts/copy.js';
import { isWithin } from '../facts/paths.js';
import type { RunCommand, RunFacts } from '../facts/steps.js';

/** Options of installs that name the folder which is filled. */
const FILLED = new Set(['--target', '-t', '--prefix', '--root', '--modules-folder', '--modules-dir']);
/** Variables that name folders in which what is installed is run. */
const RUN_FROM = ['PATH', 'VIRTUAL_ENV', 'PYTHONUSERBASE'];

/**
 * The mount that holds what the install makes, so that it is not in the image. BuildKit may empty a cache mount at any time
 * (https://docs.docker.com/reference/dockerfile/#run---mounttypecache), and a layer that is cached does not fill it again.
 */
export function productMount(
  doc: DockerDocument,
  run: RunFacts,
  each: RunCommand,
  makes: readonly string[],
): string | undefined {
  const mounts = mountsOf(run.run).filter(({ type }) => type === 'cache' || type === 'tmpfs');
  if (mounts.length === 0) return undefined;
  const filled = [...makes, ...filledFolders(each)];
  const hit = mounts.find(({ target }) => {
    const path = target === undefined ? undefined : expandValue(doc, run.before, target);
    if (path === undefined) return true;
    const folder = resolvePath(path, run.before.workdir);
    if (folder === undefined || /\/(?:site|dist)-packages(?:\/|$)/.test(folder)) return true;
    return filled.some((made) => isWithin(made, folder));
  });
  if (hit) return hit.target ?? hit.type;
  return mounts.some(({ type }) => type === 'cache') ? runsFromCache(each) : undefined;
}

function filledFolders({ call, environment, argv }: RunCommand): readonly string[] {
  const named = (call?.call.options ?? [])
    .filter(({ name }) => FILLED.has(name))
    .map((option) => optionValue(option, environment));
  const variables = RUN_FROM.flatMap((name) => {
    const value = environment.variable(name);
    return typeof value === 'string' ? value.split(':') : [];
  });
  const program = argv.words[0]?.value;
  return [...named, ...variables, program?.includes('/') === true ? program : undefined].flatMap((path) => {
    const absolute = path === undefined || path === '' ? undefined : absolutePath(path, environment);
    return absolute === undefined ? [] : [absolute];
  });
}

/** What is installed may be links into the cache, wherever it is mounted. */
function runsFromCache({ call, environment }: RunCommand): string | undefined {
  if (call === undefined || call.call.kind !== 'install') return undefined;
  const caches = call.ecosystem.caches(call.call, environment, {});
  return 'code' in caches && caches.code === 'cache-needed-later' ? caches.because : undefined;
}
