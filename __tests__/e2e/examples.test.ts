import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageReport } from '../../src/verify-types.js';
import type { Builder } from '../../src/verify/builder.js';
import { verifyDockerfile } from '../../src/verify/verify.js';
import { readExamples, rewriteFiles, type Example } from '../support/examples.js';
import { prepare, requireEngine } from './support/engine.js';

const BY_A_CASE = 'a case of the suite builds the same, and more';
/** Why an example that acts is not built. */
const UNBUILDABLE: Readonly<Record<string, string>> = {
  'apk/build-deps': 'no image with apk can be had where the suite runs',
  'apk/cleaned-by-hand': 'no image with apk can be had where the suite runs',
  'apk/mounted-already': 'no image with apk can be had where the suite runs',
  'apk/no-cache': 'no image with apk can be had where the suite runs',
  'dnf/cleaned': 'no image with dnf can be had where the suite runs',
  'dnf/fedora': 'no image with dnf can be had where the suite runs',
  'yarn-berry/linker-unknown': 'it is about files that are not there',
  'pdm/basic': BY_A_CASE,
  'pdm/own-account': BY_A_CASE,
  'pipenv/basic': BY_A_CASE,
  'pipenv/own-account': BY_A_CASE,
  'maven/moved': BY_A_CASE,
  'cargo/chef': 'compiling cargo-chef takes longer than all the other examples',
};
const NO_CHANNEL = 'no registry of conda packages is in reach';
/** The cases that are built name another source. */
const ASKS_PYPI = 'Poetry asks PyPI for what a mirror of its simple pages does not have';
const RUBYGEMS = 'rubygems.org is not in reach; the cases bundler, bundler-rails and gem stand for it';
const GRADLE = 'its image comes from a registry, and nothing else in reach has Gradle';
/** Why one can only be built with a registry in reach. */
const WITHOUT_REGISTRY: Readonly<Record<string, string>> = {
  'bundler/basic': RUBYGEMS,
  'bundler/own-account': RUBYGEMS,
  'bundler/rails': RUBYGEMS,
  'gem/basic': RUBYGEMS,
  'gem/moved': RUBYGEMS,
  'gradle/build': GRADLE,
  'gradle/official': GRADLE,
  'split-copy/workspace': 'COPY --parents needs a newer frontend than the engine’s own',
  'mix/deps-get': 'Hex and its packages come from hex.pm',
  'mix/moved': 'Hex and its packages come from hex.pm',
  'conda/another-prefix': NO_CHANNEL,
  'conda/micromamba': NO_CHANNEL,
  'poetry/basic': ASKS_PYPI,
  'poetry/environment-in-the-cache': ASKS_PYPI,
  'poetry/own-account': ASKS_PYPI,
};
/** Why an install of one runs again after an edit of a source: its Dockerfile as it was written already wants that. */
const INSTALLS_AGAIN: Readonly<Record<string, string>> = {
  'apt/lists-kept-by-script': 'the script is copied in front of the install',
};

const image = (name: string): string => `docker-image://${name}`;
/** What stands in for images that no registry has, anywhere. */
const INVENTED = { 'registry.example.com/team/base:3': image('python:3.11-slim') };
/** And for those that a registry has. */
const STAND_INS = {
  'buildpack-deps:bookworm': image('debian:bookworm-slim'),
  'node:22': image('node:20-slim'),
  'node:22-alpine': image('node:20-slim'),
  'node:22-slim': image('node:20-slim'),
  'python:3.12': image('python:3.11'),
  'python:3.12-alpine': image('python:3.11-slim'),
  'python:3.12-slim': image('python:3.11-slim'),
  'golang:1.23': image('golang:latest'),
  'ubuntu:24.04': image('debian:bookworm-slim'),
};
/** Where npm’s registry is the only one in reach, Bun and the package managers that Corepack fetches come from there. */
const FROM_NPM: readonly (readonly [string, string])[] = [
  [
    'FROM oven/bun:1\n',
    `FROM node:20-slim AS bun-image
RUN npm install --global bun@1.3.0 \
  && usermod --login bun --home /home/bun --move-home node && groupmod --new-name bun node
FROM bun-image
`,
  ],
  ['RUN corepack enable\n', 'RUN npm install --global --force @yarnpkg/cli-dist@4.9.2 pnpm@10.12.1\n'],
  // A stand-in may have Corepack's own.
  ['npm install -g pnpm@', 'npm install -g --force pnpm@'],
];

const offline = process.env['DFMOD_NO_FRONTENDS'] !== undefined;
const contexts = { ...INVENTED, ...(offline ? STAND_INS : {}) };

function prepared(text: string): string {
  if (!offline) return text;
  return FROM_NPM.reduce((now, [part, other]) => now.replace(part, () => other), prepare(text));
}

const listed = { ...UNBUILDABLE, ...(offline ? WITHOUT_REGISTRY : {}) };
const acting = readExamples().filter(({ patch }) => patch !== '');
const engine = requireEngine();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfmod-examples-e2e-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rewrites a copy of the example and builds both. */
async function prove(
  { name, folder: from, files, options }: Example,
  builder: Builder,
): Promise<ImageReport[]> {
  const root = join(folder, name);
  for (const path of Object.keys(files)) cpSync(join(from, path), join(root, path));
  const reports = await rewriteFiles(files, options);
  const rewritten = reports
    .filter(({ status }) => status === 'changed')
    .map(({ path, after, companion }) => ({
      path: join(root, path),
      before: companion?.created === true ? undefined : readFileSync(join(root, path)),
      after: Buffer.from(after),
    }));
  const images: ImageReport[] = [];
  for (const { path, before, builds, companion } of reports) {
    if (companion !== undefined) continue;
    // A lone Dockerfile of the examples copies nothing, so that any context will do.
    const known = builds.filter(({ context }) => context !== 'unknown');
    const task = {
      dockerfile: path,
      text: before,
      builds: known.length > 0 ? known : [{ context: '.' }],
      rewritten,
    };
    const setting = {
      cwd: root,
      builder,
      contexts,
      options: ['--network=host'],
      prepare: prepared,
      bump: [],
    };
    images.push(...(await verifyDockerfile(task, setting)));
  }
  return images;
}

const INSTALL = /\bRUN\b.*\b(?:install|ci|yarn)\b/s;

/** What is otherwise than promised, in words. */
function faults({ name }: Example, { status, failure, differences, rebuilds }: ImageReport): string[] {
  const mayRun = (edit: string, step: string): boolean =>
    edit !== 'nothing' && (edit !== 'source' || !INSTALL.test(step) || INSTALLS_AGAIN[name] !== undefined);
  return [
    ...(status === 'same' ? [] : [`${status}: ${failure ?? JSON.stringify(differences)}`]),
    ...rebuilds.flatMap(({ edit, after }) => [
      ...(after.failure === undefined ? [] : [`fails after an edit of ${edit}: ${after.failure}`]),
      ...after.ran
        .filter((step) => !mayRun(edit, step))
        .map((step) => `runs again after an edit of ${edit}: ${step}`),
    ]),
  ];
}

(engine === undefined ? describe.skip : describe)('the examples that act, built for real', () => {
  test.each(acting.filter(({ name }) => listed[name] === undefined))('$name', async (example) => {
    if (engine === undefined) throw new Error('no engine');
    const images = await prove(example, engine);
    expect(images.length).toBeGreaterThan(0);
    expect(images.flatMap((report) => faults(example, report))).toEqual([]);
  });
});

test.each(Object.entries({ UNBUILDABLE, WITHOUT_REGISTRY, INSTALLS_AGAIN }))(
  '%s names examples that act',
  (_list, exceptions) => {
    expect(acting.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(exceptions)));
  },
);
