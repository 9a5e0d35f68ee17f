import { cleanPath, findOption, optionValue, UNKNOWN } from '../ecosystem-api.js';
import type { CacheRefusal, Call, Environment, ImageFiles } from '../ecosystem-api.js';
import { bundleSettings, isTrue } from './bundle-settings.js';
import type { BundleSetting } from './bundle-settings.js';
import { gemHome } from './gem-home.js';
import { isOfBundlerOne } from './gemfile.js';
import type { Gemfile } from './gemfile.js';

const moved = (reason: string, because: string): CacheRefusal => ({ code: 'cache-moved', reason, because });

/** The folder that `bundle install` installs into: GEM_HOME, or one with Ruby's version in its name below the path that is set. */
export function bundlePath(
  call: Call,
  environment: Environment,
  files: ImageFiles,
  gemfile: Gemfile,
): string | CacheRefusal {
  const ask = (key: string): BundleSetting[] => [
    ...given(call, environment, key),
    ...bundleSettings(key, environment, files, gemfile.root),
  ];
  const system = ask('path.system').find(({ value }) => isTrue(value));
  const paths = ask('path');
  const [path] = paths;
  const deployment = ask('deployment').find(({ value }) => isTrue(value));
  if (system) {
    if (system.value === UNKNOWN || path || deployment)
      return moved(
        'several settings say where gems go, and versions of Bundler take another one of them',
        system.because,
      );
    return gemHome(environment);
  }
  // Up to Bundler 2.3 a place that comes first decides for itself whether there is a path.
  const unclear = deployment && path && deployment.level < path.level;
  if (unclear || paths.some(({ value }) => value !== path?.value))
    return moved(
      'several settings say where gems go, and versions of Bundler take another one of them',
      (deployment ?? path)?.because ?? '',
    );
  const decides = path ?? deployment;
  if (decides === undefined)
    return findOption(call, '--standalone') ? scoped('bundle', '--standalone') : gemHome(environment);
  if (decides.value === UNKNOWN)
    return moved(`${decides.because} moves the gems to a place that only the build knows`, decides.because);
  return scoped(path ? decides.value : 'vendor/bundle', decides.because);

  function scoped(folder: string, because: string): string | CacheRefusal {
    const api = environment.setting('ruby.api');
    if (typeof api !== 'string')
      return moved(
        'with a path of its own the bundle goes to a folder with the version of Ruby in its name, which is not known',
        because,
      );
    if (isOfBundlerOne(gemfile) || /^(?:1|2\.[0-6])\./.test(api))
      return moved('Bundler 1 and 2 put a bundle with a path of its own into different folders', because);
    return cleanPath(`${folder.startsWith('/') ? '' : `${gemfile.root}/`}${folder}/ruby/${api}`);
  }
}

const OPTIONS: Readonly<Record<string, string>> = {
  path: '--path',
  'path.system': '--system',
  deployment: '--deployment',
};

/** What the command line says, which later calls go by too. */
function given(call: Call, environment: Environment, key: string): BundleSetting[] {
  const name = OPTIONS[key];
  const option = name === undefined ? undefined : findOption(call, name);
  if (option === undefined || name === undefined) return [];
  const value = key === 'path' ? (optionValue(option, environment) ?? UNKNOWN) : 'true';
  return [{ level: 0, value, because: name }];
}
