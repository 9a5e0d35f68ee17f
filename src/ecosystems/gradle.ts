import {
  absolutePath,
  defineEcosystem,
  findOption,
  movedTo,
  callText,
  readsSources,
} from '../ecosystem-api.js';
import { optionValue, readArguments, UNKNOWN } from '../ecosystem-api.js';
import type { Argv, CacheDirectory, CacheRefusal, Call, CallKind, Environment } from '../ecosystem-api.js';
import { scriptIn, scriptRefusal } from '../java-projects/build-scripts.js';

const VALUED = new Set(
  '-g --gradle-user-home -p --project-dir -b --build-file -c --settings-file -I --init-script -x --exclude-task -D --system-prop -P --project-prop -F --dependency-verification -M --write-verification-metadata --max-workers --console --warning-mode --priority --configuration-cache-problems --project-cache-dir --include-build --tests --configuration --dependency --update-locks --gradle-version --distribution-type --type --dsl'.split(
    ' ',
  ),
);
const ASKS = new Set(['-v', '-V', '--version', '-h', '-?', '--help', '--stop', '--status']);
/** Tasks that put artifacts into ~/.m2/repository. */
const PUBLISHES = /(?:^|:)publish\w*ToMavenLocal$|^(?:\w*:)*install$/;

function recognise(argv: Argv): Call | undefined {
  const inShell = ['sh', 'bash', 'ash', 'dash'].includes(argv.name);
  const [program, ...rest] = inShell ? argv.words.slice(1) : argv.words;
  const name = inShell ? (program?.value ?? '').replace(/^.*\//, '') : argv.name;
  if (name !== 'gradlew' && (inShell || name !== 'gradle')) return undefined;
  const { options, operands } = readArguments(rest, {
    valued: VALUED,
    joined: new Set(['-D', '-P', '-g', '-p', '-x', '-I']),
  });
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand: operands[0], options, operands });
  if (options.some((option) => ASKS.has(option.name)) && operands.length === 0) return call('other');
  const published = operands.find(({ value }) => PUBLISHES.test(value ?? ''));
  return published
    ? { ...call('build'), settings: [{ of: 'maven', key: 'published', value: published }] }
    : call('build');
}

const refusal = (code: CacheRefusal['code'], reason: string, because: string): CacheRefusal => ({
  code,
  reason,
  because,
});

/** A system property, on the command line or among Java's options. */
function property(name: string, call: Call, environment: Environment): string | typeof UNKNOWN | undefined {
  const own = call.options.findLast(
    (option) =>
      ['-D', '--system-prop'].includes(option.name) && option.words.at(-1)?.raw.includes(`${name}=`) === true,
  );
  if (own) return optionValue({ ...own, name: '-D' }, environment)?.split(`${name}=`)[1] ?? UNKNOWN;
  for (const variable of ['GRADLE_OPTS', 'JAVA_OPTS', 'JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS']) {
    const text = environment.variable(variable);
    if (text === UNKNOWN) return UNKNOWN;
    const word = text?.split(/\s+/).find((each) => each.replaceAll(/["']/g, '').startsWith(`-D${name}=`));
    if (word !== undefined) return word.replaceAll(/["']/g, '').slice(name.length + 3);
  }
  return undefined;
}

/** The Gradle user home: https://docs.gradle.org/current/userguide/directory_layout.html */
function userHome(call: Call, environment: Environment): string | CacheRefusal {
  const option = findOption(call, '-g', '--gradle-user-home');
  const given = option && (optionValue(option, environment) ?? UNKNOWN);
  const moved =
    movedTo(given, '--gradle-user-home', environment) ??
    movedTo(property('gradle.user.home', call, environment), 'gradle.user.home', environment) ??
    movedTo(environment.variable('GRADLE_USER_HOME'), 'GRADLE_USER_HOME', environment);
  if (moved !== undefined) return moved;
  const home = movedTo(property('user.home', call, environment), 'user.home', environment);
  if (home !== undefined) return typeof home === 'string' ? `${home}/.gradle` : home;
  const { account } = environment;
  if (account?.name === undefined || account.home === undefined || account.home.length < 2)
    return refusal(
      'home-unknown',
      'Java asks /etc/passwd for the home directory, and it is not known',
      'USER',
    );
  return `${account.home}/.gradle`;
}

/** The official image links root's folder to the one of its own user, which is a volume. */
const OFFICIAL = { link: '/root/.gradle', folder: '/home/gradle/.gradle' };

function cacheIn(home: string, environment: Environment): CacheDirectory {
  const shared = { holds: 'dependencies', sharing: 'locked' } as const;
  const linked = home === OFFICIAL.link && environment.variable('GRADLE_HOME') === '/opt/gradle';
  return linked
    ? { path: `${OFFICIAL.folder}/caches`, alsoAt: `${OFFICIAL.link}/caches`, ...shared }
    : { path: `${home}/caches`, ...shared };
}

/** Only scripts that can be read say what else they do with the caches. */
function projectRefusal(call: Call, environment: Environment): CacheRefusal | undefined {
  const option = findOption(call, '-p', '--project-dir');
  const given = option ? optionValue(option, environment) : '.';
  const folder = given === undefined ? undefined : absolutePath(given, environment);
  const { files } = environment;
  if (files !== undefined && folder !== undefined && scriptIn(folder, files) !== undefined)
    return scriptRefusal(files);
  const what = 'whether the build scripts leave versions open, or name the caches, is not known';
  const may =
    folder === undefined ||
    ['gradle', 'gradle.kts'].some((end) => environment.mayBeCopied(`${folder}/build.${end}`));
  return files === undefined && may
    ? refusal('context-unknown', `${what}: the build context is not known`, callText(call))
    : refusal('input-outside', `${what}: they do not come from the build context`, callText(call));
}

const OFFLINE = /^\s*org\.gradle\.offline\s*=\s*true|startParameter\.offline|isOffline\s*=\s*true/m;

function offlineBy(call: Call, environment: Environment, home: string): string | undefined {
  if (findOption(call, '--offline')) return '--offline';
  const { files, workingDirectory } = environment;
  return [
    `${home}/gradle.properties`,
    `${home}/init.gradle`,
    `${workingDirectory ?? ''}/gradle.properties`,
  ].find((path) => OFFLINE.test(files?.read(path) ?? ''));
}

/** What is there, or may have been brought, is not to be hidden. */
function hiddenBy({ path, alsoAt }: CacheDirectory, environment: Environment): CacheRefusal | undefined {
  if (environment.distribution === undefined)
    return refusal(
      'cache-needed-later',
      `the base image is not known: it may have artifacts in ${path}`,
      'FROM',
    );
  const filled = [path, alsoAt].find(
    (each) =>
      each !== undefined &&
      (environment.files?.kind(each) !== undefined || environment.mayBeCopied(`${each}/x`)),
  );
  return filled === undefined
    ? undefined
    : refusal('files-at-target', `a mount at ${filled} would hide what was copied there`, filled);
}

/** No Gradle can be had where the suite builds: what is said here was read, not measured. */
export default defineEcosystem({
  id: 'gradle',
  title: 'Gradle',
  summary: 'Keeps ~/.gradle/caches, what Gradle downloaded and worked out, between builds',
  explanation:
    'Only caches/ of the Gradle user home is mounted: gradle.properties and init scripts lie beside it, and the distributions of gradlew stay in the image. Its entries stand under hashes of what they were made from. Every step that runs Gradle gets the mount, or none does: --offline needs what lies in the layer. Versions that are left open (1.+, latest.release, ranges) and snapshots are looked up once in 24 hours, so that another build of the same day would get an older one from the mount: such projects are left alone, and so are those whose scripts cannot be seen. The mount is locked: Gradle arbitrates its locks over the loopback interface, which builds do not share. In the official image root’s ~/.gradle is a link to /home/gradle/.gradle, where the mount then is. publishToMavenLocal writes to ~/.m2, which is no part of it.',
  docs: [
    'https://docs.gradle.org/current/userguide/directory_layout.html',
    'https://docs.gradle.org/current/userguide/dependency_caching.html',
    'https://github.com/gradle/docker-gradle',
  ],
  hints: ['gradle', 'gradlew'],
  rootOnly: false,
  survivesClean: false,
  unpacked: true,
  proven: false,
  recognise,
  inputs: readsSources('what Gradle reads of a project is not worked out: its scripts are programs'),
  caches(call, environment) {
    const home = userHome(call, environment);
    if (typeof home !== 'string') return home;
    const offline = offlineBy(call, environment, home);
    if (offline !== undefined)
      return refusal(
        'no-network-install',
        'it is offline: it takes everything from caches that are there',
        offline,
      );
    const project = projectRefusal(call, environment);
    if (project) return project;
    const cache = cacheIn(home, environment);
    return hiddenBy(cache, environment) ?? [cache];
  },
});
