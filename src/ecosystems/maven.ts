import {
  absolutePath,
  cleanPath,
  defineEcosystem,
  findOption,
  movedTo,
  callText,
  readsSources,
} from '../ecosystem-api.js';
import { optionValue, readArguments, UNKNOWN } from '../ecosystem-api.js';
import type { Argv, CacheRefusal, Call, CallKind, CommandEdit, Environment } from '../ecosystem-api.js';
import { configTexts, pomRefusal, readSettings } from '../java-projects/poms.js';
import type { MavenSettings } from '../java-projects/poms.js';

const VALUED = new Set(
  '-f --file -s --settings -gs --global-settings -ps --project-settings -is --install-settings -t --toolchains -gt --global-toolchains -P --activate-profiles -pl --projects -rf --resume-from -T --threads -l --log-file -b --builder -D --define -color --color -emp --encrypt-master-password -ep --encrypt-password'.split(
    ' ',
  ),
);
/** Options of one hyphen and several letters that are no cluster. */
const LONG = /^-(?:am|amd|cpu|npu|npr|up|ff|fae|fn|nsu|ntp|llr|itr|raw|sadp|ssm)$/;
const ASKS = new Set(['-v', '--version', '-h', '--help']);
/** What needs no pom, and so is not changed by one. */
const WITHOUT_POM =
  /^(?:[\w.-]+:)?(?:maven-)?(?:dependency|archetype|wrapper|help)(?:-plugin)?(?::[\d.]+)?:(?:get|copy|unpack|generate|wrapper|effective-settings)$/;
const DOWNLOADS =
  /^(?:[\w.-]+:)?(?:maven-)?(?:dependency|go-offline|quarkus)(?:-maven)?(?:-plugin)?(?::[\d.]+)?:(?:go-offline|resolve|resolve-plugins|resolve-dependencies|get)$/;
/** The phases `install` and `deploy`, and goals that do the same. */
const INSTALLS = /^(?:install|deploy|site-deploy)$|(?:^|:)(?:maven-)?(?:install|invoker)(?:-plugin)?:/;
const PURGES = /:purge-local-repository$/;
const NAMES_PATHS = /:(?:build-classpath|list-repositories)$/;

function recognise(argv: Argv): Call | undefined {
  const inShell = ['sh', 'bash', 'ash', 'dash'].includes(argv.name);
  const [program, ...rest] = inShell ? argv.words.slice(1) : argv.words;
  const name = inShell ? (program?.value ?? '').replace(/^.*\//, '') : argv.name;
  if (!(inShell ? /^mvnw$/ : /^(?:mvn|mvnw|mvnd|mvnDebug|mvnyjp)$/).test(name)) return undefined;
  const { options, operands } = readArguments(rest, {
    valued: VALUED,
    joined: new Set(['-D', '-P', '-T']),
  });
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand: operands[0], options, operands });
  if (options.some((option) => ASKS.has(option.name)) && operands.length === 0) return call('other');
  const downloads = operands.every(({ value }) => DOWNLOADS.test(value ?? ''));
  return call(operands.length > 0 && downloads ? 'install' : 'build');
}

const refusal = (code: CacheRefusal['code'], reason: string, because: string): CacheRefusal => ({
  code,
  reason,
  because,
});

/** What is in force for a call, from the strongest source to the weakest. */
interface Sources {
  /** Arguments from `.mvn/maven.config` and variables. */
  readonly args: readonly string[];
  /** Options of Java. */
  readonly java: readonly string[];
}

/** Variables with options of Maven and of Java; or the one that only the build knows. */
function sourcesOf(call: Call, environment: Environment, folder: string): Sources | CacheRefusal {
  const wrapper = callText(call).includes('mvnw') ? ['MAVEN_CONFIG'] : [];
  const texts = new Map<string, string>();
  const java = ['MAVEN_OPTS', 'JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS'];
  for (const name of ['MAVEN_ARGS', ...wrapper, ...java]) {
    const value = environment.variable(name);
    if (value === UNKNOWN) return refusal('cache-moved', `${name} may move the repository`, name);
    texts.set(name, value ?? '');
  }
  const of = (names: readonly string[]): string[] => names.map((name) => texts.get(name) ?? '');
  return {
    args: [...configTexts(folder, 'maven.config', environment), ...of(['MAVEN_ARGS', ...wrapper])].flatMap(
      wordsIn,
    ),
    java: [...of(java), ...configTexts(folder, 'jvm.config', environment)].flatMap(wordsIn),
  };
}

const wordsIn = (text: string): string[] =>
  text
    .split(/\s+/)
    .map((word) => word.replaceAll(/["']/g, ''))
    .filter((word) => word !== '');

/** The value of a Java property; UNKNOWN where only the build knows it. */
function property(name: string, call: Call, environment: Environment, { args, java }: Sources) {
  const own = call.options.findLast(
    (option) => ['-D', '--define'].includes(option.name) && option.words.at(-1)?.raw.includes(`${name}=`),
  );
  if (own) return optionValue({ ...own, name: '-D' }, environment)?.split(`${name}=`)[1] ?? UNKNOWN;
  const word = [...args, ...java].find((each) => each.replace(/^-D/, '').startsWith(`${name}=`));
  const value = word?.slice(word.indexOf('=') + 1);
  return value?.includes('${') === true ? UNKNOWN : value;
}

/** The settings files that are read and were copied: what is mounted as a secret says nothing of folders in the image. */
function settingsOf(call: Call, environment: Environment, home: string): MavenSettings[] {
  const { files } = environment;
  const option = findOption(call, '-s', '--settings');
  const named = option && optionValue(option, environment);
  const globals = findOption(call, '-gs', '--global-settings');
  const paths = [
    named ?? `${home}/.m2/settings.xml`,
    (globals && optionValue(globals, environment)) ?? '/usr/share/maven/conf/settings.xml',
  ];
  return paths.flatMap((path) => {
    const absolute = absolutePath(path, environment);
    const text = absolute === undefined ? undefined : files?.read(absolute);
    return text === undefined ? [] : [readSettings(text)];
  });
}

/** Java takes user.home from /etc/passwd, and HOME only where there is no account. */
function homeOf(call: Call, environment: Environment, sources: Sources): string | CacheRefusal {
  const given = movedTo(property('user.home', call, environment, sources), 'user.home', environment);
  if (given !== undefined) return given;
  const { account } = environment;
  if (account?.name === undefined || account.home === undefined || account.home.length < 2)
    return refusal(
      'home-unknown',
      'Java asks /etc/passwd for the home directory, and it is not known',
      'USER',
    );
  return account.home;
}

const OFFLINE = /^(?:--offline|-[a-zA-Z]*o[a-zA-Z]*)$/;
const isOffline = (word: string): boolean =>
  OFFLINE.test(word) && !LONG.test(word) && !word.startsWith('-color');
const isOfflineOption = ({ name }: { readonly name: string }): boolean => isOffline(name);

/** Why what the call does to the repository is not for other builds to see, or for later steps to lack. */
function hazardOf(call: Call, environment: Environment, args: readonly string[]): CacheRefusal | undefined {
  const goals = [
    ...call.operands.map((word) => environment.expand(word)),
    ...args.filter((word) => !word.startsWith('-')),
  ];
  if (call.operands.length === 0)
    return refusal('cache-key-incomplete', 'which phases it runs stands in the pom', callText(call));
  if (goals.includes(undefined))
    return refusal(
      'cache-key-incomplete',
      'which phases it runs is known to the build alone',
      callText(call),
    );
  const words = goals.flatMap((goal) => wordsIn(goal ?? ''));
  if (words.some(isOffline)) return OFFLINE_REFUSAL;
  const installs = words.find((goal) => INSTALLS.test(goal));
  if (installs !== undefined)
    return refusal(
      'cache-key-incomplete',
      `${installs} puts the project's own artifacts into the repository, where later steps may need them and other builds would take them for released ones (mvn verify does the same without)`,
      installs,
    );
  const purges = words.find((goal) => PURGES.test(goal));
  if (purges !== undefined)
    return refusal('cache-disabled', `${purges} empties the repository of what was downloaded`, purges);
  const named = words.find((goal) => NAMES_PATHS.test(goal));
  if (named !== undefined)
    return refusal('cache-needed-later', `${named} writes down paths in the repository`, named);
  return undefined;
}

const OFFLINE_REFUSAL = refusal(
  'no-network-install',
  'it is offline: it takes everything from a repository that is there already',
  '--offline',
);

/** What of the project is known: only poms that can be read say what else they do with the repository. */
function projectRefusal(
  call: Call,
  environment: Environment,
  pom: string | undefined,
): CacheRefusal | undefined {
  const { files, workingDirectory } = environment;
  const local = call.options.find(({ words }) => words.at(-1)?.raw.includes('file:'));
  if (local) return refusal('cache-key-incomplete', 'it takes artifacts from a folder', callText(call));
  if (files !== undefined && pom !== undefined && files.kind(pom) !== undefined) return pomRefusal(files);
  if (call.operands.every((word) => WITHOUT_POM.test(environment.expand(word) ?? ''))) return undefined;
  const what = 'what the poms do with the repository is not known';
  if (files === undefined && (pom === undefined || environment.mayBeCopied(pom)))
    return refusal('context-unknown', `${what}: the build context is not known`, callText(call));
  const where = pom ?? workingDirectory ?? 'its pom.xml';
  return refusal('input-outside', `${what}: ${where} does not come from the build context`, callText(call));
}

/** The pom it is run for. */
function pomOf(call: Call, environment: Environment): string | undefined {
  const option = findOption(call, '-f', '--file');
  const given = option && optionValue(option, environment);
  if (option && given === undefined) return undefined;
  const path = absolutePath(given ?? '.', environment);
  return path === undefined || path.endsWith('.xml') ? path : cleanPath(`${path}/pom.xml`);
}

function repository(call: Call, environment: Environment): string | CacheRefusal {
  const pom = pomOf(call, environment);
  const folder = pom?.slice(0, pom.lastIndexOf('/')) ?? '/';
  const sources = sourcesOf(call, environment, folder);
  if ('code' in sources) return sources;
  const nsu = ['-nsu', '--no-snapshot-updates'];
  if (call.options.some(isOfflineOption) || sources.args.some(isOffline)) return OFFLINE_REFUSAL;
  if (findOption(call, ...nsu) || sources.args.some((word) => nsu.includes(word)))
    return refusal('cache-key-incomplete', 'with -nsu it would keep snapshots of earlier builds', '-nsu');
  const hazard = hazardOf(call, environment, sources.args) ?? projectRefusal(call, environment, pom);
  if (hazard) return hazard;
  const home = homeOf(call, environment, sources);
  if (typeof home !== 'string') return home;
  const settings = settingsOf(call, environment, home);
  if (settings.some(({ offline }) => offline)) return OFFLINE_REFUSAL;
  const own = property('maven.repo.local', call, environment, sources);
  const written = settings.find(({ localRepository }) => localRepository)?.localRepository;
  const filled = written?.replaceAll('${user.home}', home);
  const moved =
    movedTo(own, '-Dmaven.repo.local', environment) ??
    movedTo(filled?.includes('${') ? UNKNOWN : filled, '<localRepository>', environment);
  return moved ?? cleanPath(`${home}/.m2/repository`);
}

/** What the image has there, or what may have been brought, is not to be hidden. */
function hiddenBy(path: string, call: Call, environment: Environment): CacheRefusal | undefined {
  if (environment.distribution === undefined)
    return refusal(
      'cache-needed-later',
      `the base image is not known: it may have artifacts in ${path}`,
      'FROM',
    );
  if (environment.setting('maven.published') !== undefined)
    return refusal(
      'cache-needed-later',
      `Gradle published artifacts to ${path} before`,
      'publishToMavenLocal',
    );
  if (callText(call).includes('settings-docker.xml'))
    return refusal(
      'cache-needed-later',
      'settings-docker.xml puts the repository where the entry point of the image takes it from',
      'settings-docker.xml',
    );
  if (path.includes('/target/'))
    return refusal('cleaner-in-the-way', `mvn clean fails where a mount lies in target/: ${path}`, path);
  return environment.files?.kind(path) !== undefined || environment.mayBeCopied(`${path}/x`)
    ? refusal('files-at-target', `a mount at ${path} would hide what was copied there`, path)
    : undefined;
}

const UPDATES = ['-U', '--update-snapshots'];

/** In a layer the repository is empty when the step begins, so that Maven asks for everything; from a mount it must be told to. */
function unlock(call: Call): CommandEdit | undefined {
  const program = call.argv.words[/^(?:ba|da|a)?sh$/.test(call.argv.name) ? 1 : 0];
  if (program === undefined || findOption(call, ...UPDATES)) return undefined;
  return {
    remove: [],
    insert: [{ after: program, text: ' -U' }],
    why: 'with -U Maven asks for snapshots and for what it did not find before, as it does where the repository is empty',
  };
}

export default defineEcosystem({
  id: 'maven',
  title: 'Maven',
  summary: 'Keeps ~/.m2/repository, the artifacts Maven downloaded, between builds',
  explanation:
    "Only the repository is mounted, never ~/.m2, where settings.xml lies. It is in the home that /etc/passwd gives, since Java does not look at HOME. Every step that runs Maven gets the mount, or none does: in CI, where a builder starts without mounts, the layer of dependency:go-offline is worth more, and mvn -o needs it. Maven would take a SNAPSHOT of the same day from the mount, and believe for a day that what it did not find does not exist; -U comes with the mount, which makes it ask as it does when the repository is empty. The mount is locked: Maven's own locks hold within one process. What puts the project's own artifacts into the repository (install, deploy, install-file, also in a pom) gets no mount: later steps may need them when the mount is empty, and any other build would take them for released ones; mvn verify does the same without. Nor does a project that names the repository or takes artifacts from a folder of its own, nor one whose poms cannot be seen. What mvnw downloads of Maven itself (~/.m2/wrapper) stays in the image.",
  docs: [
    'https://maven.apache.org/configure.html',
    'https://maven.apache.org/resolver/local-repository.html',
    'https://maven.apache.org/resolver/maven-resolver-named-locks/index.html',
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
  ],
  hints: ['mvn', 'mvnw', 'mvnd'],
  rootOnly: false,
  survivesClean: false,
  proven: true,
  recognise,
  inputs: readsSources('what Maven reads of a project is not worked out: its plugins may read anything'),
  caches(call, environment) {
    const path = repository(call, environment);
    if (typeof path !== 'string') return path;
    return hiddenBy(path, call, environment) ?? [{ path, holds: 'dependencies', sharing: 'locked' }];
  },
  unlock: (call) => unlock(call),
});
