import type { CacheRefusal, ImageFiles } from '../ecosystem-api.js';

/** Scripts, catalogues, properties, and the sources of plugins that lie beside them. */
const IS_SCRIPT =
  /\.gradle(?:\.kts)?$|\/[\w.-]+\.versions\.toml$|\/gradle\.properties$|\/(?:buildSrc|build-logic)\/.*\.(?:kt|groovy|java)$/;

/** What makes the caches more than a store of downloads that never change; the first that is found is said. */
const HAZARDS: readonly (readonly [RegExp, CacheRefusal['code'], string])[] = [
  // The project's own version is no dependency's.
  [
    /^(?!\s*(?:project\.)?version\b).*-SNAPSHOT|changing\s*=\s*true|[iI]sChanging|setChanging/m,
    'cache-key-incomplete',
    'names a version that changes, and Gradle would take the one of the last 24 hours from its cache',
  ],
  [
    /\blatest\.(?:release|integration|milestone)\b|["'][\w.:-]*\+["']|["'][^"'\n]*[[\](]\s*\d[\w.]*\s*,[^"'\n]*[\])[]["']|:\$\{?(?:project\.)?version\b/,
    'cache-key-incomplete',
    'leaves the version of a dependency open, and Gradle would take what it chose in the last 24 hours from its cache',
  ],
  [
    /\.gradle\/caches|gradleUserHomeDir|GRADLE_USER_HOME/,
    'cache-needed-later',
    'names the caches, so that what is built may need them later',
  ],
];

const known = new WeakMap<ImageFiles, CacheRefusal | undefined>();

/** Why the build scripts that were copied speak against shared caches; read once. */
export function scriptRefusal(files: ImageFiles): CacheRefusal | undefined {
  if (!known.has(files)) known.set(files, findHazard(files));
  return known.get(files);
}

function findHazard(files: ImageFiles): CacheRefusal | undefined {
  for (const path of files.list('/').filter((each) => IS_SCRIPT.test(each))) {
    const text = files.read(path)?.replaceAll(/^\s*(?:\/\/|#|\*).*$/gm, '');
    for (const [pattern, code, reason] of HAZARDS) {
      const match = text === undefined ? undefined : pattern.exec(text);
      if (match) return { code, reason: `${path} ${reason}`, because: match[0].trim() };
    }
  }
  return undefined;
}

const SCRIPTS = ['settings.gradle', 'settings.gradle.kts', 'build.gradle', 'build.gradle.kts'];

/** The folder's own script, as far as a COPY brought it. */
export const scriptIn = (folder: string, files: ImageFiles): string | undefined =>
  SCRIPTS.map((name) => `${folder}/${name}`).find((path) => files.kind(path) !== undefined);
