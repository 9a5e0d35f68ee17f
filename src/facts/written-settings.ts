import { argumentsOf } from '../dockerfile/arguments.js';
import type { Instruction } from '../dockerfile/document.js';
import { absolutePath, cleanPath } from '../ecosystem-api.js';
import type { Environment } from '../ecosystem-api.js';
import type { ShellWord } from '../shell/script.js';
import { pathTokens, settingTokens } from '../system-packages/path-tokens.js';
import { CommandLine, wordPaths } from './command-paths.js';
import type { StageFacts } from './facts.js';
import { isWithin } from './paths.js';
import { settingsAtHome } from './reach-of-settings.js';
import { isRead } from './steps.js';
import type { RunCommand, RunFacts } from './steps.js';

/** A path that stands in settings which a step wrote, for installs to go by. */
export interface NamedInSettings {
  /** Absolute and clean; `/` where only the build knows which it is. */
  readonly path: string;
  readonly by: Instruction;
  /** The words that name it. */
  readonly text: string;
}

/** Where package managers and what they download with look for settings, beside the home directory. */
const PLACES = (
  '/etc/apk /etc/apt /etc/bunfig.toml /etc/dnf /etc/gitconfig /etc/npmrc /etc/pacman.conf /etc/pacman.d /etc/pip.conf /etc/wgetrc ' +
  '/etc/xdg /etc/yum.conf /etc/yum.repos.d /etc/zypp /usr/etc /usr/local/etc /usr/local/pip.conf /usr/pip.conf /usr/share/keyrings'
).split(' ');
const AT_HOME = ['.curlrc', '.wgetrc', '.gitconfig'];
/** Commands that give what is written. */
const GIVES = new Set('echo printf cat tee sed ln envsubst awk'.split(' '));
const ADDS_REPOSITORY = new Set('add-apt-repository apt-add-repository yum-config-manager zypper'.split(' '));
/** Programs whose `config` writes settings. */
const CONFIGURED = /^(?:git|npm|yarn|pnpm|bun|pip[\d.]*|python[\d.]*|dnf|poetry|uv)$/;

/**
 * What the settings name that a RUN, or a step before it, writes: `echo "deb file:/app/repo ./" > /etc/apt/sources.list.d/l.list`,
 * `git config --global http.sslCAInfo /app/ca.pem`. Names that are not absolute are taken to lie where the install runs.
 *
 * @param environment the install's
 */
export function namedInSettings(
  stage: StageFacts,
  { run }: RunFacts,
  environment: Environment,
): NamedInSettings[] {
  const found: NamedInSettings[] = [];
  for (let at: StageFacts | undefined = stage; at !== undefined; at = at.parent) {
    const before = ({ index }: Instruction) => at !== stage || index <= run.index;
    for (const facts of at.runs)
      if (before(facts.run))
        for (const text of writtenBy(facts)) found.push(...namesIn(text, facts.run, environment));
    for (const copy of at.stage.instructions)
      if (before(copy) && copy.heredocs.length > 0 && isCopyOfSettings(copy, environment))
        found.push(...namesIn(copy.source.slice(copy.source.indexOf('\n') + 1), copy, environment));
  }
  return found;
}

function namesIn(text: string, by: Instruction, environment: Environment): NamedInSettings[] {
  const absolute = pathTokens(text).map(cleanPath);
  const relative = settingTokens(text).flatMap((token) => absolutePath(token, environment) ?? []);
  const unknown = UNKNOWN_PLACE.test(text) ? ['/'] : [];
  const shown = text.replaceAll(HOLE, '…');
  return [...new Set([...absolute, ...relative, ...unknown])].map((path) => ({ path, by, text: shown }));
}

/** Stands for what only the build knows. */
const HOLE = '\0';
const UNKNOWN_PLACE = /(?:signed-by\s*[=:]\s*|\bfile:(?:\/\/)?)\0/i;

/** The texts that may have become settings. */
function writtenBy(facts: RunFacts): string[] {
  const { run, body, commands } = facts;
  if (!isRead(body)) return PLACES.some((place) => run.source.includes(place)) ? [run.source] : [];
  const texts = commands.filter(configures).map(textOf);
  if (!commands.some(writesSettings)) return texts;
  // The text of a here-document is none of the words.
  if (body.commands.some(({ redirects }) => redirects.some(({ operator }) => operator.startsWith('<<'))))
    return [...texts, run.source];
  return [...texts, ...commands.filter(({ argv }) => GIVES.has(argv.name)).map(textOf)];
}

function configures({ argv }: RunCommand): boolean {
  if (ADDS_REPOSITORY.has(argv.name)) return true;
  const values = argv.words.slice(1).map(({ value }) => value);
  // It says whose folders git trusts, and reads none.
  if (!CONFIGURED.test(argv.name) || values.includes('safe.directory')) return false;
  return values.some((value) => ['config', 'set', 'config-manager'].includes(value ?? ''));
}

function writesSettings(each: RunCommand): boolean {
  const { environment, command, argv } = each;
  const targets = command.redirects.flatMap(({ operator, target }) =>
    operator.startsWith('<') || target === undefined ? [] : [target],
  );
  if (['tee', 'sed', 'ln'].includes(argv.name)) targets.push(...new CommandLine(each).operands);
  return targets.some((word) => {
    const paths = wordPaths(word, environment);
    return paths === undefined || paths.some((path) => isSettings(path, environment));
  });
}

/** Whether package managers, or what they download with, go by what lies there. */
export function isSettings(path: string, environment: Environment): boolean {
  const { home } = environment;
  const own = home === undefined ? [] : AT_HOME.map((name) => cleanPath(`${home}/${name}`));
  return [...PLACES, ...own, ...(settingsAtHome(environment) ?? [])].some((place) => isWithin(path, place));
}

function isCopyOfSettings(copy: Instruction, environment: Environment): boolean {
  const path = absolutePath(argumentsOf(copy).at(-1) ?? '', environment);
  return path === undefined || isSettings(path, environment);
}

/** The words with their variables' values; `\n` of echo and printf parts lines. */
const textOf = ({ argv, environment }: RunCommand): string =>
  argv.words
    .map((word) => environment.expand(word) ?? withHoles(word, environment))
    .join(' ')
    .replaceAll(/\\[nrt]/g, ' ');

const withHoles = ({ parts }: ShellWord, { variable }: Environment): string =>
  parts
    .map((part) => {
      const value =
        part.kind === 'variable' ? variable(part.name) : part.kind === 'literal' ? part.value : HOLE;
      return typeof value === 'string' ? value : HOLE;
    })
    .join('');
