import { describe, expect, test } from '@jest/globals';
import { rewriteText, skipNames } from '../support/examples.js';
import { cachesOf, callsOf } from './support.js';

const NODE = 'FROM node:20-slim\nWORKDIR /app\n';
const ALL = 'COPY . .\n';
const files = { 'package.json': '{}', 'pnpm-lock.yaml': '', 'bun.lock': '' };

describe('pnpm', () => {
  const COPY = 'COPY package.json pnpm-lock.yaml ./\n';
  const STORE = 'pnpm /root/.local/share/pnpm/store';
  const NEEDED = 'pnpm: cache-needed-later';

  test.each([
    ['pnpm i --frozen-lockfile', 'install'],
    ['pnpm -C web --filter api... install', 'install'],
    ['corepack pnpm@9 install', 'install'],
    ['corepack pnpm install', 'install'],
    ['npx -y pnpm@9 install', 'install'],
    ['pnpm store prune', 'clean'],
    ['pnpm prune --prod', 'other'],
    ['pnpm install-scripts', 'other'],
    ['pnpm run install', 'other'],
    ['pnpm dlx tsc', 'other'],
  ])('%s', (command, kind) => {
    expect(callsOf(`${NODE}${COPY}RUN ${command}\n`)).toEqual([`pnpm ${kind}`]);
  });

  test.each([
    ['as it is', 'RUN pnpm i', STORE],
    ['PNPM_HOME', 'ENV PNPM_HOME=/pnpm\nRUN pnpm i', 'pnpm /pnpm/store'],
    ['XDG_DATA_HOME', 'ENV XDG_DATA_HOME=/x\nRUN pnpm i', 'pnpm /x/pnpm/store'],
    ['--store-dir', 'ENV PNPM_HOME=/pnpm\nRUN pnpm i --store-dir /s', 'pnpm /s'],
    ['config set', 'RUN pnpm config set store-dir /s\nRUN pnpm i', 'pnpm /s'],
    [
      'a variable that not every version reads',
      'ENV npm_config_store_dir=/s\nRUN pnpm i',
      'pnpm: cache-moved',
    ],
    [
      'a variable that this version reads',
      'RUN npx pnpm@9 --version\nENV npm_config_store_dir=/s\nRUN pnpm i',
      'pnpm: cache-moved',
    ],
    ['offline by variable', 'ENV npm_config_offline=true\nRUN pnpm i', 'pnpm: no-network-install'],
    ['hard links', 'RUN pnpm i --package-import-method=hardlink', NEEDED],
    ['copies', 'RUN pnpm i --package-import-method copy', STORE],
    ['global virtual store', 'RUN pnpm i --config.enableGlobalVirtualStore=true', NEEDED],
    [
      'global virtual store by variable',
      'ENV pnpm_config_enable_global_virtual_store=true\nRUN pnpm i',
      NEEDED,
    ],
    [
      'global virtual store by config set',
      'RUN pnpm config set enableGlobalVirtualStore true && pnpm i',
      NEEDED,
    ],
  ])('%s', (_, steps, expected) => {
    expect(cachesOf(`${NODE}${COPY}${steps}\n`)).toEqual([expected]);
  });

  test.each([
    ['npm i -g pnpm@9', 'npm_config_store_dir', 'pnpm /s'],
    ['npm i -g pnpm@9', 'pnpm_config_store_dir', STORE],
    ['npm i -g pnpm@12', 'pnpm_config_store_dir', 'pnpm /s'],
    ['npm i -g pnpm@12', 'NPM_CONFIG_STORE_DIR', STORE],
    ['npm i -g pnpm', 'npm_config_store_dir', 'pnpm: cache-moved'],
  ])('%s and %s', (install, name, expected) => {
    const text = `${NODE}RUN ${install}\n${ALL}ENV ${name}=/s\nRUN pnpm i\n`;
    expect(cachesOf(text, files)).toEqual(['npm /root/.npm', expected]);
  });

  test.each([
    ['npm i -g pnpm@10', [STORE, STORE]],
    ['npm i -g pnpm@latest-9', [STORE, STORE]],
    ['npm i -g pnpm@11', [NEEDED, NEEDED]],
    ['npm i -g pnpm', [NEEDED, NEEDED]],
    ['corepack prepare pnpm@9.1.0 --activate', [STORE, STORE]],
  ])('global packages after %s are in the store itself from pnpm 11 on', (install, expected) => {
    const text = `${NODE}RUN ${install}\nRUN pnpm add -g turbo\n${COPY}RUN pnpm i\n`;
    expect(cachesOf(text, files).filter((line) => line.startsWith('pnpm'))).toEqual(expected);
  });

  test('a settings file says that node_modules is links into the store', () => {
    const yaml = { ...files, 'pnpm-workspace.yaml': 'enableGlobalVirtualStore: true\n' };
    expect(cachesOf(`${NODE}${ALL}RUN pnpm i\n`, yaml)).toEqual([NEEDED]);
    const npmrc = { ...files, '.npmrc': 'enable-global-virtual-store=true\n' };
    expect(cachesOf(`${NODE}${ALL}RUN pnpm i\n`, npmrc)).toEqual([NEEDED]);
    expect(cachesOf(`${NODE}${ALL}RUN pnpm i\n`, files)).toEqual([STORE]);
    expect(cachesOf(`${NODE}${ALL}RUN pnpm i\n`)).toEqual(['pnpm: context-unknown']);
  });

  test('fetch fills the store that an offline install needs', () => {
    const offline = 'RUN pnpm install --offline --frozen-lockfile\n';
    expect(cachesOf(`${NODE}${COPY}RUN pnpm fetch\n${ALL}${offline}`, files)).toEqual([
      NEEDED,
      'pnpm: no-network-install',
    ]);
    const child = `FROM node:20-slim AS deps\n${COPY}RUN pnpm fetch\nFROM deps\n${ALL}${offline}`;
    expect(cachesOf(child, files)).toEqual([NEEDED, 'pnpm: no-network-install']);
    expect(cachesOf(`${NODE}${COPY}RUN pnpm fetch && pnpm install --offline\n`)).toEqual([
      'pnpm: no-network-install',
      'pnpm: no-network-install',
    ]);
    expect(
      cachesOf(`${NODE}${COPY}RUN pnpm fetch\n${ALL}RUN pnpm install --prefer-offline\n`, files),
    ).toEqual([STORE, STORE]);
  });
});

describe('bun', () => {
  const COPY = 'COPY package.json bun.lock ./\n';
  const CACHE = 'bun /root/.bun/install/cache';

  test.each([
    ['bun install', 'install'],
    ['bun --cwd web i', 'install'],
    ['bun ci', 'install'],
    ['npx -y bun install', 'install'],
    ['bun pm cache rm', 'clean'],
    ['bun pm ls', 'other'],
    ['bun run install', 'other'],
    ['bun x tsc', 'other'],
    ['bun build ./a.ts', 'other'],
  ])('%s', (command, kind) => {
    expect(callsOf(`${NODE}${COPY}RUN ${command}\n`)).toEqual([`bun ${kind}`]);
  });

  test.each([
    ['as it is', 'RUN bun i', CACHE],
    ['BUN_INSTALL_CACHE_DIR', 'ENV BUN_INSTALL_CACHE_DIR=/c\nRUN bun i', 'bun /c'],
    [
      'BUN_INSTALL wins over XDG_CACHE_HOME',
      'ENV BUN_INSTALL=/b XDG_CACHE_HOME=/x\nRUN bun i',
      'bun /b/install/cache',
    ],
    ['XDG_CACHE_HOME', 'ENV XDG_CACHE_HOME=/x\nRUN bun i', 'bun /x/.bun/install/cache'],
    ['--cache-dir', 'RUN bun i --cache-dir=/f', 'bun /f'],
    ['symbolic links', 'RUN bun i --backend symlink', 'bun: cache-needed-later'],
    ['a global store', 'ENV BUN_INSTALL_GLOBAL_STORE=1\nRUN bun i', 'bun: cache-needed-later'],
    ['offline', 'RUN bun i --offline', 'bun: no-network-install'],
    ['settings elsewhere', 'RUN bun i -c /etc/bunfig.toml', 'bun: cache-moved'],
  ])('%s', (_, steps, expected) => {
    expect(cachesOf(`${NODE}${COPY}${steps}\n`)).toEqual([expected]);
  });

  test('a settings file decides', () => {
    const text = `${NODE}${ALL}RUN bun i\n`;
    expect(cachesOf(text, files)).toEqual([CACHE]);
    expect(cachesOf(text, { ...files, 'bunfig.toml': '[install]\nglobalStore = true\n' })).toEqual([
      'bun: cache-moved',
    ]);
    expect(cachesOf(text, { ...files, 'bunfig.toml': '[install]\nexact = true\n' })).toEqual([CACHE]);
    expect(cachesOf(text)).toEqual(['bun: context-unknown']);
  });
});

test('a word that only contains a package manager’s name is none', () => {
  const report = rewriteText(
    'FROM debian:12\nRUN ["/usr/bin/python3", "-c", "print(\'ubuntu bundle install\')"]\n',
  );
  expect(skipNames(report)).toEqual([]);
});
