import { movedTo } from '../ecosystem-api.js';
import type { CacheRefusal, Environment } from '../ecosystem-api.js';

/**
 * The folder that gems are installed into where nothing else is said. RubyGems and Bundler keep what they download in `cache` below
 * the folder that they install into: https://github.com/rubygems/rubygems/blob/master/lib/rubygems/remote_fetcher.rb
 */
export function gemHome(environment: Environment): string | CacheRefusal {
  return (
    movedTo(environment.variable('GEM_HOME'), 'GEM_HOME', environment) ?? {
      code: 'cache-moved',
      reason:
        'gems go to a folder with the version of Ruby in its name where GEM_HOME is not set, and it is not known which that is',
      because: 'GEM_HOME',
    }
  );
}

/** What is asked of a server that keeps no other gem under a name than the public one does. */
const PUBLIC_SERVER = /^https?:\/\/(?:www\.|index\.)?rubygems\.org\/?$/;

export const isPublicServer = (url: string): boolean => PUBLIC_SERVER.test(url.trim());

/** The cache has the file names of gems and nothing of where they came from. */
export const otherServer = (named: string, because: string): CacheRefusal => ({
  code: 'cache-key-incomplete',
  reason: `gems are kept by name and version alone, and ${named} may have other ones under the same name than rubygems.org`,
  because,
});
