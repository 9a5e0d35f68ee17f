import { UNKNOWN, type Environment } from '../ecosystem-api.js';
import type { Findings } from './findings.js';
import { hasRepository } from './git-hooks.js';
import { asRecord, asText, dependenciesOf, upward, within } from './manifest.js';
import type { Manifest } from './manifest.js';
import { readModule } from './module-file.js';
import { prismaInputs } from './prisma.js';
import { majorOf } from './programs.js';

/** What is known of the packages that an install brings. */
export interface Installed {
  /** Where the install is started: packages find the project by it. */
  readonly project: string;
  readonly root: string;
  readonly manifests: readonly Manifest[];
  /** Texts of the lock files. */
  readonly locks: readonly string[];
}

/** Packages whose own install scripts read or write the project, those of them that are in use. */
export function checkDependencyScripts(
  installed: Installed,
  environment: Environment,
  found: Findings,
): void {
  for (const name of HOOK_MAKERS)
    if (uses(name, installed) && hasRepository(installed.project, found))
      return found.refuse(
        'reads-sources',
        `${name} writes git hooks when it is installed, and the COPY brings .git: leave it out with .dockerignore`,
        evidenceOf(name, installed),
      );
  const skips = environment.variable('PRISMA_SKIP_POSTINSTALL_GENERATE');
  if (uses('@prisma/client', installed) && (skips === undefined || skips === '' || skips === UNKNOWN))
    for (const manifest of installed.manifests) prismaInputs(manifest, undefined, found);
  if (uses('puppeteer', installed)) puppeteerSettings(installed.project, found);
  if (uses('nx', installed) && found.files.kind(within(installed.root, 'nx.json')) !== undefined)
    found.refuse(
      'reads-sources',
      'nx reads the whole workspace when it is installed, to fill its cache',
      evidenceOf('nx', installed),
    );
  if (uses('msw', installed)) mswWorker(installed, found);
  if (uses('@sveltejs/kit', installed)) svelteKit(installed, found);
  for (const name of ['semantic-ui', 'fomantic-ui'])
    if (uses(name, installed))
      return found.refuse(
        'reads-sources',
        `${name} reads semantic.json when it is installed, and writes folders of the project`,
        evidenceOf(name, installed),
      );
}

const HOOK_MAKERS =
  'husky yorkie ghooks pre-commit pre-push @zeit/git-hooks git-pre-hooks shared-git-hooks precommit-hook git-hooks simple-git-hooks simple-pre-commit lefthook @evilmartians/lefthook @arkweid/lefthook'.split(
    ' ',
  );
/** From this version on, the package has no install script any more. */
const ENDS_SCRIPTS: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  husky: [5, 0],
  '@prisma/client': [7, 0],
  '@sveltejs/kit': [2, 16],
  'fomantic-ui': [2, 9],
};

/** Whether a manifest or a lock file names the package, in a version that may have an install script. */
function uses(name: string, { manifests, locks }: Installed): boolean {
  const ranges = manifests.flatMap((manifest) =>
    dependenciesOf(manifest).flatMap((each) => (each.name === name ? [each.range] : [])),
  );
  if (ranges.length === 0) return locks.some((lock) => mentions(lock, name));
  const end = ENDS_SCRIPTS[name];
  return end === undefined || !ranges.every((range) => isFrom(range, end));
}

/** Whether all versions of the range are the given one or later. */
function isFrom(range: string, [major, minor]: readonly [number, number]): boolean {
  const found = majorOf(range) ?? 0;
  const least = /^[v^~=]?\d+\.(\d+)(?![\w])/.exec(range)?.[1] ?? '0';
  return found > major || (found === major && Number(least) >= minor);
}

/** As any of the lock files writes it. A mention too many is no harm. */
const mentions = (lock: string, name: string): boolean =>
  [
    `node_modules/${name}"`,
    `\n${name}@`,
    `"${name}@`,
    `'${name}@`,
    `/${name}@`,
    ` ${name}@`,
    `/${name}/`,
  ].some((text) => lock.includes(text));

function evidenceOf(name: string, { manifests }: Installed) {
  for (const manifest of manifests)
    for (const each of dependenciesOf(manifest))
      if (each.name === name) return { file: manifest.file, key: each.key, text: each.range };
  return { text: `the lock file has ${name}` };
}

const MODULE_ENDS = ['js', 'cjs', 'mjs', 'ts'];
const PUPPETEER = ['.puppeteerrc', '.config/puppeteerrc'].flatMap((name) =>
  ['', '.json', '.yaml', '.yml'].map((end) => name + end),
);
const PUPPETEER_MODULES = ['.puppeteerrc', '.config/puppeteerrc', 'puppeteer.config'].flatMap((name) =>
  MODULE_ENDS.map((end) => `${name}.${end}`),
);

/** Where it keeps the browser that it downloads. */
function puppeteerSettings(project: string, found: Findings): void {
  for (const folder of upward(project)) {
    for (const name of PUPPETEER) found.read(within(folder, name));
    for (const name of PUPPETEER_MODULES) readModule(within(folder, name), found);
  }
}

/** Without its settings it does nothing. */
function svelteKit(installed: Installed, found: Findings): void {
  for (const { folder } of installed.manifests) {
    const file = within(folder, 'svelte.config.js');
    if (found.read(file))
      found.refuse(
        'reads-sources',
        `@sveltejs/kit runs ${file} when it is installed, and looks through the routes`,
        evidenceOf('@sveltejs/kit', installed),
      );
  }
}

function mswWorker({ manifests, project }: Installed, found: Findings): void {
  const manifest = manifests.find(({ folder }) => folder === project);
  const directory = asRecord(manifest?.data.msw).workerDirectory;
  if (manifest === undefined || directory === undefined) return;
  found.refuse('copy-overwrites', 'msw copies its worker script into the project when it is installed', {
    file: manifest.file,
    key: 'msw.workerDirectory',
    text: asText(directory) ?? JSON.stringify(directory),
  });
}
