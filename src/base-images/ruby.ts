import { baseImage, defineBaseImage, readTag } from '../base-image-api.js';

/** The version in the names of Ruby's folders: that of 3.3.4 is 3.3.0. Previews have others. */
function apiVersion(words: readonly string[], [major, minor]: readonly number[]): string | undefined {
  const early = words.some((word) => /^(?:rc|preview|alpha|beta)/.test(word) && word !== 'alpine');
  return major === undefined || minor === undefined || early ? undefined : `${major}.${minor}.0`;
}

export default defineBaseImage({
  id: 'ruby',
  title: 'Ruby',
  docs: 'https://hub.docker.com/_/ruby',
  repositories: ['ruby'],
  describe(tag) {
    const facts = readTag(tag, 'debian');
    if (facts === undefined) return undefined;
    const env = {
      GEM_HOME: '/usr/local/bundle',
      BUNDLE_APP_CONFIG: '/usr/local/bundle',
      BUNDLE_SILENCE_ROOT_WARNING: '1',
    };
    const api = apiVersion(facts.words, facts.version);
    const directories = [env.GEM_HOME];
    return baseImage('ruby', {
      directories,
      ...facts,
      env,
      ...(api === undefined ? {} : { settings: { 'ruby.api': api } }),
    });
  },
});
