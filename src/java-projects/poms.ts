import { cleanPath } from '../ecosystem-api.js';
import type { CacheRefusal, Environment, ImageFiles } from '../ecosystem-api.js';

/** What in a pom makes the local repository more than a store of downloads; the first that is found is said. */
const HAZARDS: readonly (readonly [RegExp, CacheRefusal['code'], string])[] = [
  [
    /install-file|<goal>\s*install\s*<\/goal>|<executable>[^<]*\bmvnw?\b/,
    'cache-key-incomplete',
    'puts artifacts of the project into the repository, where other builds would take them for released ones',
  ],
  // A released version is never fetched again, also where it lies in the sources and was changed there.
  [
    /<url>\s*(?:file:|[^<]*\b(?:basedir|user\.dir)\b)/,
    'cache-key-incomplete',
    'takes artifacts from a folder of the project, which Maven would not look at again after a change',
  ],
  [
    /settings\.localRepository|maven\.repo\.local|\.m2\b|build-classpath|jboss-maven-dist|spring-boot-thin|<classpathLayoutType>\s*repository/,
    'cache-needed-later',
    'names the repository, so that what is built may need it later',
  ],
];

const withoutComments = (text: string): string => text.replaceAll(/<!--[\s\S]*?-->/g, '');

const known = new WeakMap<ImageFiles, CacheRefusal | undefined>();

/** Why the poms that were copied, or settings beside them, speak against a shared repository; read once. */
export function pomRefusal(files: ImageFiles): CacheRefusal | undefined {
  if (!known.has(files)) known.set(files, findHazard(files));
  return known.get(files);
}

function findHazard(files: ImageFiles): CacheRefusal | undefined {
  for (const path of files.list('/')) {
    if (!/(?:^|[/.\w-])(?:pom|settings)[^/]*\.xml$|\.pom$/.test(path)) continue;
    const text = files.read(path);
    const found = text === undefined ? undefined : hazardIn(withoutComments(text));
    if (found) return { code: found.code, reason: `${path} ${found.reason}`, because: found.text };
  }
  return undefined;
}

function hazardIn(text: string) {
  for (const [pattern, code, reason] of HAZARDS) {
    const match = pattern.exec(text);
    if (match) return { code, reason, text: match[0].trim() };
  }
  return undefined;
}

/** What a settings.xml says of the repository. */
export interface MavenSettings {
  readonly localRepository: string | undefined;
  readonly offline: boolean;
}

export function readSettings(text: string): MavenSettings {
  const plain = withoutComments(text);
  const localRepository = /<localRepository>\s*([^<]*?)\s*<\/localRepository>/.exec(plain)?.[1];
  return { localRepository, offline: /<offline>\s*true\s*<\/offline>/.test(plain) };
}

/** The project's own configuration, from the folder upwards: `.mvn/maven.config` holds options, `.mvn/jvm.config` Java's. */
export function configTexts(folder: string, name: string, { files }: Environment): string[] {
  const texts: string[] = [];
  for (let at = cleanPath(folder); ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    const text = files?.read(cleanPath(`${at}/.mvn/${name}`));
    if (text !== undefined) texts.push(text);
    if (at === '/') return texts;
  }
}
