import { describe, expect, test } from '@jest/globals';
import { cachesOf, callsOf } from './support.js';

const CLASSIC = '/usr/local/share/.cache/yarn';
const BERRY = '/root/.yarn/berry';
const NODE = 'FROM node:20-slim\nWORKDIR /app\n';
const COPY = 'COPY package.json yarn.lock ./\n';
const ALL = 'COPY . .\n';
const INSTALL = 'RUN yarn install\n';
const berry = (settings: string, version = '4.9.2') => ({
  'package.json': `{"packageManager":"yarn@${version}"}`,
  'yarn.lock': '\n__metadata:\n  version: 8\n',
  '.yarnrc.yml': settings,
});

describe('which yarn', () => {
  test.each([
    ['nothing speaks of another', `${NODE}${COPY}${INSTALL}`, undefined, [`yarn-classic ${CLASSIC}`]],
    [
      '.yarnrc.yml may be copied',
      `${NODE}${ALL}${INSTALL}`,
      undefined,
      ['yarn-classic: yarn-version-unknown'],
    ],
    [
      '.yarnrc may be copied',
      `${NODE}${COPY}COPY .yarnrc ./\n${INSTALL}`,
      undefined,
      ['yarn-classic: yarn-version-unknown'],
    ],
    [
      'an image that is not known',
      `FROM acme/base\nWORKDIR /app\n${COPY}${INSTALL}`,
      undefined,
      ['yarn-classic: yarn-version-unknown'],
    ],
    [
      'corepack in front of an unknown package.json',
      `${NODE}RUN corepack enable\n${COPY}${INSTALL}`,
      undefined,
      ['yarn-classic: yarn-version-unknown'],
    ],
    [
      'corepack in the same RUN',
      `${NODE}${COPY}RUN corepack enable && yarn\n`,
      undefined,
      ['yarn-classic: yarn-version-unknown'],
    ],
    [
      'corepack switched off again',
      `${NODE}RUN corepack enable\nRUN corepack disable\n${COPY}${INSTALL}`,
      undefined,
      [`yarn-classic ${CLASSIC}`],
    ],
    [
      'corepack and no package.json',
      `${NODE}RUN corepack enable\nRUN yarn global add serve\n`,
      undefined,
      [`yarn-classic ${CLASSIC}`],
    ],
    [
      'packageManager says 1',
      `${NODE}RUN corepack enable\n${ALL}${INSTALL}`,
      { 'package.json': '{"packageManager":"yarn@1.22.22"}' },
      [`yarn-classic ${CLASSIC}`],
    ],
    [
      'nobody says anything',
      `${NODE}${ALL}${INSTALL}`,
      { 'package.json': '{}' },
      [`yarn-classic ${CLASSIC}`],
    ],
    [
      'a lock file tells in an unknown image',
      `FROM acme/base\nUSER root\nWORKDIR /app\n${ALL}${INSTALL}`,
      { 'package.json': '{}', 'yarn.lock': '# yarn lockfile v1\n' },
      [`yarn-classic ${CLASSIC}`],
    ],
    [
      'packageManager says 4',
      `${NODE}${ALL}${INSTALL}`,
      berry('nodeLinker: node-modules\n'),
      [`yarn-berry ${BERRY}`],
    ],
    [
      'yarnPath says 1',
      `${NODE}${ALL}${INSTALL}`,
      { ...berry('yarnPath: .yarn/releases/yarn-1.22.19.cjs\n') },
      [`yarn-classic ${CLASSIC}`],
    ],
    [
      'yarnPath says 3',
      `${NODE}${ALL}${INSTALL}`,
      {
        'package.json': '{}',
        '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-3.6.1.cjs\nnodeLinker: node-modules\n',
      },
      [`yarn-berry ${BERRY}`],
    ],
    [
      'yarn-path in .yarnrc says 3',
      `${NODE}${ALL}${INSTALL}`,
      {
        'package.json': '{}',
        '.yarnrc': 'yarn-path ".yarn/releases/yarn-3.6.1.cjs"\n',
        '.yarnrc.yml': 'nodeLinker: node-modules\n',
      },
      [`yarn-berry ${BERRY}`],
    ],
    [
      'the Dockerfile installs 4',
      `${NODE}RUN npm i -g --force @yarnpkg/cli-dist@4.9.2\n${COPY}RUN YARN_NODE_LINKER=node-modules yarn\n`,
      undefined,
      ['npm /root/.npm', `yarn-berry ${BERRY}`],
    ],
    [
      'the Dockerfile sets 3',
      `${NODE}RUN yarn set version 3.6.1\n${COPY}RUN YARN_NODE_LINKER=node-modules yarn\n`,
      undefined,
      [`yarn-berry ${BERRY}`],
    ],
    [
      'npx is told',
      `${NODE}${COPY}RUN npx -y yarn@1.22.22 install\n`,
      undefined,
      [`yarn-classic ${CLASSIC}`],
    ],
  ] as const)('%s', (_, text, files, expected) => {
    expect(cachesOf(text, files)).toEqual(expected);
  });
});

describe('yarn 1', () => {
  test.each([
    ['yarn', 'yarn-classic install'],
    ['yarn --frozen-lockfile --network-timeout 100000', 'yarn-classic install'],
    ['yarn --cwd web install', 'yarn-classic install'],
    ['yarn global add serve', 'yarn-classic install'],
    ['yarn workspace web add x', 'yarn-classic install'],
    ['yarn --version', 'yarn-classic other'],
    ['yarn build', 'yarn-classic other'],
    ['yarn run install', 'yarn-classic other'],
    ['yarn cache clean', 'yarn-classic clean'],
    ['yarn cache dir', 'yarn-classic other'],
    ['corepack yarn install', 'yarn-classic install'],
  ])('%s', (command, expected) => {
    expect(callsOf(`${NODE}${COPY}RUN ${command}\n`)).toEqual([expected]);
  });

  test.each([
    ['root, whatever HOME is', 'ENV HOME=/data\nRUN yarn', CLASSIC],
    ['another user', 'USER node\nRUN yarn', '/home/node/.cache/yarn'],
    ['YARN_CACHE_FOLDER', 'ENV YARN_CACHE_FOLDER=/c\nRUN yarn', '/c'],
    ['npm_config_cache_folder', 'RUN npm_config_cache_folder=/c yarn', '/c'],
    ['XDG_CACHE_HOME', 'ENV XDG_CACHE_HOME=/x\nRUN yarn', '/x/yarn'],
    ['the flag wins', 'ENV YARN_CACHE_FOLDER=/c\nRUN yarn --cache-folder /f', '/f'],
    ['yarn config set', 'RUN yarn config set cache-folder /s\nRUN yarn', '/s'],
    ['yarn config set in the same RUN', 'RUN yarn config set cache-folder /s && yarn', '/s'],
  ])('%s', (_, steps, path) => {
    expect(cachesOf(`${NODE}${COPY}${steps}\n`)).toEqual([`yarn-classic ${path}`]);
  });

  test('a settings file moves the cache', () => {
    const files = { 'package.json': '{}', '.yarnrc': '# ours\n"cache-folder" "./.cache"\n' };
    expect(cachesOf(`${NODE}${ALL}${INSTALL}`, files)).toEqual(['yarn-classic /app/.cache']);
    const elsewhere = { 'package.json': '{}', '.npmrc': 'cache-folder=/var/cache/yarn\n' };
    expect(cachesOf(`${NODE}${ALL}${INSTALL}`, elsewhere)).toEqual(['yarn-classic /var/cache/yarn']);
  });

  test('an install that downloads nothing needs what an earlier one left in the image', () => {
    expect(cachesOf(`${NODE}${COPY}${INSTALL}RUN yarn install --offline\n`)).toEqual([
      'yarn-classic: cache-needed-later',
      'yarn-classic: no-network-install',
    ]);
    // Which yarn the second one is, is not known.
    expect(cachesOf(`${NODE}${COPY}${INSTALL}${ALL}RUN yarn install --offline\n`)).toEqual([
      'yarn-classic: cache-needed-later',
      'yarn-classic: no-network-install',
    ]);
    expect(cachesOf(`${NODE}${COPY}RUN yarn && yarn install --offline\n`)).toEqual([
      'yarn-classic: no-network-install',
      'yarn-classic: no-network-install',
    ]);
  });
});

describe('later yarns', () => {
  const refused = ['yarn-berry: cache-needed-later'];

  test.each([
    ['Plug’n’Play by default', '', INSTALL, refused],
    ['Plug’n’Play', 'nodeLinker: pnp\n', INSTALL, refused],
    ['the pnpm linker makes hard links', 'nodeLinker: pnpm\n', INSTALL, refused],
    ['a file that cannot be read', 'nodeLinker: [\n', INSTALL, refused],
    [
      'the environment wins',
      'nodeLinker: pnp\n',
      'RUN YARN_NODE_LINKER=node-modules yarn\n',
      [`yarn-berry ${BERRY}`],
    ],
    [
      'the environment wins to the worse',
      'nodeLinker: node-modules\n',
      'ENV YARN_NODE_LINKER=pnp\nRUN yarn\n',
      refused,
    ],
    [
      'file and command disagree',
      'nodeLinker: pnp\n',
      'RUN yarn config set nodeLinker node-modules && yarn\n',
      ['yarn-berry: yarn-version-unknown'],
    ],
    ['globalFolder', 'nodeLinker: node-modules\nglobalFolder: /g\n', INSTALL, ['yarn-berry /g']],
    [
      'YARN_GLOBAL_FOLDER',
      'nodeLinker: node-modules\n',
      'ENV YARN_GLOBAL_FOLDER=/e\nRUN yarn\n',
      ['yarn-berry /e'],
    ],
    [
      'XDG_DATA_HOME',
      'nodeLinker: node-modules\n',
      'ENV XDG_DATA_HOME=/x\nRUN yarn\n',
      ['yarn-berry /x/yarn/berry'],
    ],
    [
      'YARN_CACHE_FOLDER does not move it',
      'nodeLinker: node-modules\n',
      'ENV YARN_CACHE_FOLDER=/c\nRUN yarn\n',
      [`yarn-berry ${BERRY}`],
    ],
    [
      'no network',
      'nodeLinker: node-modules\nenableNetwork: false\n',
      INSTALL,
      ['yarn-berry: no-network-install'],
    ],
  ])('%s', (_, settings, steps, expected) => {
    expect(cachesOf(`${NODE}${ALL}${steps}`, berry(settings))).toEqual(expected);
  });

  test('the linker is not known without the context', () => {
    const text = `${NODE}RUN npm i -g --force @yarnpkg/cli-dist@4.9.2\n${ALL}${INSTALL}`;
    expect(cachesOf(text)).toEqual(['npm /root/.npm', 'yarn-berry: yarn-version-unknown']);
  });

  test.each([
    ['yarn cache clean', '4.9.2', '', 'clean'],
    ['yarn cache clean', '4.9.2', 'enableGlobalCache: false\n', 'other'],
    ['yarn cache clean', '3.6.1', '', 'other'],
    ['yarn cache clean --mirror', '3.6.1', '', 'clean'],
    ['yarn workspaces focus --production', '4.9.2', '', 'install'],
    ['yarn workspaces foreach run build', '4.9.2', '', 'other'],
    ['yarn build', '4.9.2', '', 'other'],
    ['yarn dlx serve', '4.9.2', '', 'other'],
  ])('%s of yarn %s with "%s"', (command, version, settings, kind) => {
    expect(callsOf(`${NODE}${ALL}RUN ${command}\n`, berry(settings, version))).toEqual([
      `yarn-berry ${kind}`,
    ]);
  });
});
