import { describe, expect, test } from '@jest/globals';
import { json, npmInputs } from './support.js';

const SCHEMA = 'generator client {\n  provider = "prisma-client-js"\n}\n';

const files = (
  scripts: Record<string, string>,
  others: Record<string, string> = {},
  manifest: object = {},
) => ({
  '/app/package.json': json({ ...manifest, scripts }),
  '/app/package-lock.json': '{}',
  '/app/src/index.js': '',
  ...others,
});
const postinstall = (script: string, others: Record<string, string> = {}) =>
  npmInputs('npm ci', files({ postinstall: script }, others));

const generator = (lines: string, others: Record<string, string> = {}) =>
  postinstall('prisma generate', {
    '/app/prisma/schema.prisma': `generator x {\n${lines}\n}\n`,
    ...others,
  });

const to = (output: string, others = {}) =>
  generator(`provider = "prisma-client-js" // x\noutput = "${output}"`, others);

describe('scripts that read sources', () => {
  test.each([
    'tsc',
    'npm run build',
    'node scripts/x.js',
    'node -e "require(\'./x\')"',
    'husky || tsc',
    'echo ok && tsc -p .',
    'echo built > built.txt',
    'echo $(cat VERSION)',
    '$TOOL',
    'rimraf dist/*',
    'cd packages/a && npm ci',
    'sh ./setup.sh',
    'sh -c "tsc"',
    'npx tsc',
    'npm exec -- tsc',
    'cross-env CI=1 tsc',
    'env CI=1 tsc',
    'nuxt prepare',
    'npm install',
    'yarn',
    'patch-package --reverse',
    'patch-package left-pad',
    'test -f src/index.js && echo yes',
    '[ ! -e src/index.js ] || echo yes',
    'git submodule update',
    'husky add .husky/pre-commit',
    'if true; then tsc; fi',
    'echo "unclosed',
    'constructor',
    'prisma migrate deploy',
    'command tsc',
    'command -v husky >/dev/null',
    'git config alias.x y',
  ])('%s', (script) => {
    const refusal = postinstall(script);
    expect(refusal.code).toBe('reads-sources');
    expect(refusal.because).toEqual({
      file: '/app/package.json',
      key: expect.any(String),
      text: expect.any(String),
    });
    expect(refusal.reason).toContain(refusal.because?.key);
  });

  test.each(['predependencies', 'dependencies', 'postdependencies'])('%s runs in the root alone', (name) => {
    expect(npmInputs('npm ci', files({ [name]: 'tsc' })).because?.key).toBe(`scripts.${name}`);
    const member = { '/app/a/package.json': json({ scripts: { [name]: 'tsc' } }) };
    expect(npmInputs('npm ci', files({}, member, { workspaces: ['a'] })).code).toBeUndefined();
  });

  test('the scripts by which the one that decides is run are told', () => {
    const scripts = { postinstall: 'yarn build:viz', 'build:viz': 'npm run x', x: 'tsc' };
    const { reason, because } = npmInputs('npm ci', files(scripts));
    expect(because?.key).toBe('scripts.x');
    expect(reason).toBe(
      'scripts.postinstall in /app/package.json runs "yarn build:viz", by which scripts.build:viz runs "npm run x", by which scripts.x runs "tsc": what "tsc" reads is not known',
    );
  });

  test.each(['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'])(
    '%s runs in the root',
    (name) => {
      expect(npmInputs('npm ci', files({ [name]: 'tsc' })).because?.key).toBe(`scripts.${name}`);
    },
  );

  test('the script that another runs is the evidence, what runs before and behind it too', () => {
    const build = { build: 'tsc' };
    expect(npmInputs('npm ci', files({ prepare: 'npm run build', ...build })).because).toEqual({
      file: '/app/package.json',
      key: 'scripts.build',
      text: 'tsc',
    });
    expect(npmInputs('npm ci', files({ prepare: 'yarn build', ...build })).because?.key).toBe(
      'scripts.build',
    );
    const before = { prepare: 'npm run -s hello', hello: 'echo hello', prehello: 'tsc' };
    expect(npmInputs('npm ci', files(before)).because?.key).toBe('scripts.prehello');
  });

  test.each([
    'npm run hello --prefix web',
    'npm run hello -- --from src',
    'yarn install',
    'pnpm -r run hello',
  ])('%s is not the script of that name alone', (script) => {
    const scripts = { prepare: script, hello: 'echo hello', install: 'echo' };
    expect(npmInputs('npm ci', files(scripts)).because?.key).toBe('scripts.prepare');
  });

  test('binding.gyp makes npm compile', () => {
    const gyp = { '/app/binding.gyp': '{}' };
    expect(npmInputs('npm ci', files({}, gyp)).code).toBe('reads-sources');
    expect(npmInputs('npm ci', files({ install: 'exit 0' }, gyp)).code).toBeUndefined();
    expect(npmInputs('npm ci', files({}, gyp, { gypfile: false })).code).toBeUndefined();
  });
});

describe('scripts that read nothing', () => {
  test.each([
    'true',
    'exit 0',
    ':',
    'echo thanks, $USER',
    'npx only-allow pnpm',
    'npx -y only-allow@1.2.1 npm',
    'opencollective-postinstall || true',
    'husky',
    'husky install',
    'is-ci || husky install',
    'husky || true',
    'test -d .git && husky install',
    '[ "$CI" = true ] || husky',
    'npx --no-install lefthook install',
    'git config core.hooksPath .githooks || true',
    'cross-env HUSKY=0 husky install',
    'playwright install chromium',
    'command -v husky && husky',
    'npm run hello --if-present',
  ])('%s', (script) => {
    const inputs = npmInputs('npm ci', files({ postinstall: script, hello: 'echo hello' }));
    expect(inputs.code).toBeUndefined();
    expect(inputs.reads).toEqual(['/app/package-lock.json', '/app/package.json']);
  });

  test('a script that runs itself comes to an end', () => {
    expect(
      npmInputs('npm ci', files({ prepare: 'npm run a', a: 'npm run b', b: 'npm run a' })).code,
    ).toBeUndefined();
  });
});

describe('git hooks', () => {
  test.each([
    'husky',
    'simple-git-hooks',
    'lefthook install',
    'git config core.hooksPath x',
    '[ -d .git ] && echo',
  ])('%s counts when the COPY brings .git', (script) => {
    const refusal = postinstall(script, { '/app/.git/HEAD': '' });
    expect(refusal.code).toBe('reads-sources');
    expect(refusal.reason).toContain('.dockerignore');
  });

  test('a work tree has .git as a file, and a repository may lie above', () => {
    expect(postinstall('husky', { '/app/.git': 'gitdir: x' }).code).toBe('reads-sources');
    expect(postinstall('husky', { '/.git/HEAD': '' }).code).toBe('reads-sources');
  });

  test('simple-git-hooks reads its settings', () => {
    const settings = { '/app/.simple-git-hooks.json': '{}' };
    expect(postinstall('simple-git-hooks', settings).reads).toContain('/app/.simple-git-hooks.json');
    const program = { '/app/simple-git-hooks.cjs': "module.exports = require('./hooks.json')" };
    expect(postinstall('simple-git-hooks', program).code).toBe('reads-sources');
  });
});

describe('tools that read files with names', () => {
  test('patch-package reads its folder', () => {
    const patches = { '/app/patches/ms+2.1.3.patch': '', '/app/fixes/a+1.patch': '' };
    expect(postinstall('patch-package', patches).reads).toContain('/app/patches/ms+2.1.3.patch');
    const moved = postinstall('patch-package --patch-dir fixes --error-on-fail', patches);
    expect(moved.reads).toContain('/app/fixes/a+1.patch');
    expect(moved.reads).not.toContain('/app/patches/ms+2.1.3.patch');
  });

  test.each([
    ['prisma generate', { '/app/prisma/schema.prisma': SCHEMA }, '/app/prisma/schema.prisma'],
    ['npx prisma generate', { '/app/schema.prisma': SCHEMA }, '/app/schema.prisma'],
    ['prisma generate --schema=db/x.prisma', { '/app/db/x.prisma': SCHEMA }, '/app/db/x.prisma'],
    ['prisma generate --schema db', { '/app/db/models/y.prisma': SCHEMA }, '/app/db/models/y.prisma'],
  ])('%s', (script, others, schema) => {
    expect(postinstall(script, others as Record<string, string>).reads).toContain(schema);
  });

  test('prisma: the schema that package.json names', () => {
    const manifest = { prisma: { schema: 'db/main.prisma' } };
    const inputs = npmInputs(
      'npm ci',
      files({ postinstall: 'prisma generate' }, { '/app/db/main.prisma': SCHEMA }, manifest),
    );
    expect(inputs.reads).toContain('/app/db/main.prisma');
  });

  test('prisma: a generator that reads more', () => {
    expect(generator('provider = "prisma-erd-generator"').code).toBe('reads-sources');
    expect(generator('provider = "prisma-client"').code).toBe('reads-sources');
    expect(generator('provider = env("P")').code).toBe('reads-sources');
    expect(postinstall('prisma generate', { '/app/prisma.config.ts': '' }).code).toBe('reads-sources');
  });

  test('prisma: where the client goes', () => {
    expect(to('../node_modules/.prisma/client').makes).toEqual(['/app/node_modules']);
    expect(to('../src/generated').makes).toContain('/app/src/generated');
    expect(to('../src/generated').ignore).toContain('src/generated');
    expect(to('../src/generated', { '/app/src/generated/index.js': '' }).code).toBe('copy-overwrites');
  });
});
