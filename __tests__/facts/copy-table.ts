import type { MemoryEntry } from '../../src/context/memory-tree.js';

/** The project of the table below. */
export const PROJECT: Readonly<Record<string, MemoryEntry>> = {
  '.dockerignore': 'secret\nignored/*\n!ignored/keep.txt\n',
  'package.json': 'p',
  'package-lock.json': 'l',
  '.npmrc': 'n',
  'README.md': 'r',
  'src/index.js': 'i',
  'src/lib/a.js': 'a',
  'src/lib/b.ts': 'b',
  'src/notes.txt': 't',
  'packages/one/package.json': '1',
  'packages/one/src/x.js': 'x',
  'packages/two/package.json': '2',
  'packages/two/README.md': 'rr',
  'docs/one.md': 'd',
  'secret/key.pem': 'k',
  'ignored/a.txt': '',
  'ignored/keep.txt': 'keep',
  '[odd].txt': 'o',
  'rootfs.tar.gz': 'archive',
  'link.json': { link: 'package.json' },
  linked: { link: 'src/lib' },
  'src/up': { link: '../packages' },
  'src/self.js': { link: 'index.js' },
};

/**
 * What COPY instructions behind `FROM scratch` and `WORKDIR /app` bring: each file with its text, each link with an arrow. Taken
 * from real builds of the project with BuildKit.
 */
export const COPIES: readonly (readonly [instructions: string, brought: string])[] = [
  [
    'COPY . .',
    '/app/.dockerignore secret\n/app/.npmrc n\n/app/README.md r\n/app/[odd].txt o\n/app/docs/one.md d\n/app/ignored/keep.txt keep\n/app/link.json ->\n/app/linked ->\n/app/package-lock.json l\n/app/package.json p\n/app/packages/one/package.json 1\n/app/packages/one/src/x.js x\n/app/packages/two/README.md rr\n/app/packages/two/package.json 2\n/app/rootfs.tar.gz archive\n/app/src/index.js i\n/app/src/lib/a.js a\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  [
    'COPY src .',
    '/app/index.js i\n/app/lib/a.js a\n/app/lib/b.ts b\n/app/notes.txt t\n/app/self.js ->\n/app/up ->',
  ],
  [
    'COPY src/ .',
    '/app/index.js i\n/app/lib/a.js a\n/app/lib/b.ts b\n/app/notes.txt t\n/app/self.js ->\n/app/up ->',
  ],
  [
    'COPY src ./src',
    '/app/src/index.js i\n/app/src/lib/a.js a\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  [
    'COPY src packages ./',
    '/app/index.js i\n/app/lib/a.js a\n/app/lib/b.ts b\n/app/notes.txt t\n/app/one/package.json 1\n/app/one/src/x.js x\n/app/self.js ->\n/app/two/README.md rr\n/app/two/package.json 2\n/app/up ->',
  ],
  ['COPY package*.json ./', '/app/package-lock.json l\n/app/package.json p'],
  ['COPY package*.json /dest/', '/dest/package-lock.json l\n/dest/package.json p'],
  [
    'COPY pack* ./',
    '/app/one/package.json 1\n/app/one/src/x.js x\n/app/package-lock.json l\n/app/package.json p\n/app/two/README.md rr\n/app/two/package.json 2',
  ],
  [
    'COPY s* ./',
    '/app/index.js i\n/app/lib/a.js a\n/app/lib/b.ts b\n/app/notes.txt t\n/app/self.js ->\n/app/up ->',
  ],
  ['COPY packages/* ./', '/app/README.md rr\n/app/package.json 2\n/app/src/x.js x'],
  ['COPY packages/*/package.json ./', '/app/package.json 2'],
  ['COPY package.json manifest', '/app/manifest p'],
  ['COPY package.json /one/two', '/one/two p'],
  ['COPY package.json .', '/app/package.json p'],
  ['COPY package.json src/lib /both/', '/both/a.js a\n/both/b.ts b\n/both/package.json p'],
  ['COPY ["package.json", "README.md", "/x/"]', '/x/README.md r\n/x/package.json p'],
  ['COPY link.json ./', '/app/link.json p'],
  ['COPY linked ./', '/app/a.js a\n/app/b.ts b'],
  ['COPY linked/a.js ./', '/app/a.js a'],
  ['COPY src/self.js ./', '/app/self.js i'],
  ['COPY src/up/one ./', '/app/package.json 1\n/app/src/x.js x'],
  ['COPY l* ./', '/app/a.js a\n/app/b.ts b\n/app/link.json p'],
  [
    'COPY src/u* ./',
    '/app/one/package.json 1\n/app/one/src/x.js x\n/app/two/README.md rr\n/app/two/package.json 2',
  ],
  ['COPY yarn.lock* package.json ./', '/app/package.json p'],
  ['COPY yarn.lock* ./', ''],
  ['COPY ignored .', '/app/keep.txt keep'],
  ['COPY /src/../docs .', '/app/one.md d'],
  ['COPY ../docs .', '/app/one.md d'],
  [
    'COPY --exclude=*.ts src .',
    '/app/index.js i\n/app/lib/a.js a\n/app/lib/b.ts b\n/app/notes.txt t\n/app/self.js ->\n/app/up ->',
  ],
  ['COPY --exclude=lib src .', '/app/index.js i\n/app/notes.txt t\n/app/self.js ->\n/app/up ->'],
  ['COPY --exclude=two packages/ .', '/app/one/package.json 1\n/app/one/src/x.js x'],
  ['COPY --exclude=two packages/* .', '/app/README.md rr\n/app/package.json 2\n/app/src/x.js x'],
  ['COPY --exclude=README.md packages/* .', '/app/package.json 2\n/app/src/x.js x'],
  ['COPY rootfs.tar.gz .', '/app/rootfs.tar.gz archive'],
  [
    'ADD . .',
    '/app/.dockerignore secret\n/app/.npmrc n\n/app/README.md r\n/app/[odd].txt o\n/app/docs/one.md d\n/app/ignored/keep.txt keep\n/app/link.json ->\n/app/linked ->\n/app/package-lock.json l\n/app/package.json p\n/app/packages/one/package.json 1\n/app/packages/one/src/x.js x\n/app/packages/two/README.md rr\n/app/packages/two/package.json 2\n/app/rootfs.tar.gz archive\n/app/src/index.js i\n/app/src/lib/a.js a\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  [
    'COPY . .\nCOPY package.json src',
    '/app/.dockerignore secret\n/app/.npmrc n\n/app/README.md r\n/app/[odd].txt o\n/app/docs/one.md d\n/app/ignored/keep.txt keep\n/app/link.json ->\n/app/linked ->\n/app/package-lock.json l\n/app/package.json p\n/app/packages/one/package.json 1\n/app/packages/one/src/x.js x\n/app/packages/two/README.md rr\n/app/packages/two/package.json 2\n/app/rootfs.tar.gz archive\n/app/src/index.js i\n/app/src/lib/a.js a\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/package.json p\n/app/src/self.js ->\n/app/src/up ->',
  ],
  [
    'COPY . .\nCOPY README.md linked',
    '/app/.dockerignore secret\n/app/.npmrc n\n/app/README.md r\n/app/[odd].txt o\n/app/docs/one.md d\n/app/ignored/keep.txt keep\n/app/link.json ->\n/app/linked ->\n/app/package-lock.json l\n/app/package.json p\n/app/packages/one/package.json 1\n/app/packages/one/src/x.js x\n/app/packages/two/README.md rr\n/app/packages/two/package.json 2\n/app/rootfs.tar.gz archive\n/app/src/index.js i\n/app/src/lib/README.md r\n/app/src/lib/a.js a\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  [
    'COPY . .\nCOPY README.md linked/',
    '/app/.dockerignore secret\n/app/.npmrc n\n/app/README.md r\n/app/[odd].txt o\n/app/docs/one.md d\n/app/ignored/keep.txt keep\n/app/link.json ->\n/app/linked ->\n/app/package-lock.json l\n/app/package.json p\n/app/packages/one/package.json 1\n/app/packages/one/src/x.js x\n/app/packages/two/README.md rr\n/app/packages/two/package.json 2\n/app/rootfs.tar.gz archive\n/app/src/index.js i\n/app/src/lib/README.md r\n/app/src/lib/a.js a\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  [
    'COPY . .\nCOPY package.json linked/a.js',
    '/app/.dockerignore secret\n/app/.npmrc n\n/app/README.md r\n/app/[odd].txt o\n/app/docs/one.md d\n/app/ignored/keep.txt keep\n/app/link.json ->\n/app/linked ->\n/app/package-lock.json l\n/app/package.json p\n/app/packages/one/package.json 1\n/app/packages/one/src/x.js x\n/app/packages/two/README.md rr\n/app/packages/two/package.json 2\n/app/rootfs.tar.gz archive\n/app/src/index.js i\n/app/src/lib/a.js p\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  [
    'COPY . .\nCOPY docs linked',
    '/app/.dockerignore secret\n/app/.npmrc n\n/app/README.md r\n/app/[odd].txt o\n/app/docs/one.md d\n/app/ignored/keep.txt keep\n/app/link.json ->\n/app/linked ->\n/app/package-lock.json l\n/app/package.json p\n/app/packages/one/package.json 1\n/app/packages/one/src/x.js x\n/app/packages/two/README.md rr\n/app/packages/two/package.json 2\n/app/rootfs.tar.gz archive\n/app/src/index.js i\n/app/src/lib/a.js a\n/app/src/lib/b.ts b\n/app/src/lib/one.md d\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  ['COPY package.json thing\nCOPY README.md thing', '/app/thing r'],
  [
    'COPY package.json /app/sub/\nWORKDIR sub\nCOPY README.md .',
    '/app/sub/README.md r\n/app/sub/package.json p',
  ],
  [
    'COPY src /flat\nCOPY packages/one /flat',
    '/flat/index.js i\n/flat/lib/a.js a\n/flat/lib/b.ts b\n/flat/notes.txt t\n/flat/package.json 1\n/flat/self.js ->\n/flat/src/x.js x\n/flat/up ->',
  ],
  ['COPY --link package.json /app', '/app/package.json p'],
  ['COPY --link package.json /app/', '/app/package.json p'],
  [
    'COPY --link src /app/src',
    '/app/src/index.js i\n/app/src/lib/a.js a\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  ['COPY \\[odd\\].txt ./', ''],
  ['COPY [[]odd].txt ./', '/app/[odd].txt o'],
  ['COPY src/**/a.js ./', '/app/a.js a'],
  ['COPY src/*/a.js ./', '/app/a.js a'],
  ['COPY src/index.js src/lib/a.js /x', '/x a'],
  ['COPY docs/one.md docs/', '/app/docs/one.md d'],
  [
    'COPY docs docs\nCOPY src docs',
    '/app/docs/index.js i\n/app/docs/lib/a.js a\n/app/docs/lib/b.ts b\n/app/docs/notes.txt t\n/app/docs/one.md d\n/app/docs/self.js ->\n/app/docs/up ->',
  ],
  ['COPY src/lib/*.js /x.js', '/x.js a'],
  [
    'COPY . /',
    '/.dockerignore secret\n/.npmrc n\n/README.md r\n/[odd].txt o\n/docs/one.md d\n/ignored/keep.txt keep\n/link.json ->\n/linked ->\n/package-lock.json l\n/package.json p\n/packages/one/package.json 1\n/packages/one/src/x.js x\n/packages/two/README.md rr\n/packages/two/package.json 2\n/rootfs.tar.gz archive\n/src/index.js i\n/src/lib/a.js a\n/src/lib/b.ts b\n/src/notes.txt t\n/src/self.js ->\n/src/up ->',
  ],
  ['COPY *.md */one ./', '/app/README.md r\n/app/package.json 1\n/app/src/x.js x'],
  ['COPY src/?ib ./', '/app/a.js a\n/app/b.ts b'],
  ['COPY package.json package.json/', '/app/package.json/package.json p'],
  ['COPY package.json ./.', '/app/package.json p'],
  ['COPY package.json ..', '/package.json p'],
  [
    'COPY src /app/link-to/../x',
    '/app/x/index.js i\n/app/x/lib/a.js a\n/app/x/lib/b.ts b\n/app/x/notes.txt t\n/app/x/self.js ->\n/app/x/up ->',
  ],
  [
    'COPY --exclude=**/*.js . .',
    '/app/.dockerignore secret\n/app/.npmrc n\n/app/README.md r\n/app/[odd].txt o\n/app/docs/one.md d\n/app/ignored/keep.txt keep\n/app/link.json ->\n/app/linked ->\n/app/package-lock.json l\n/app/package.json p\n/app/packages/one/package.json 1\n/app/packages/two/README.md rr\n/app/packages/two/package.json 2\n/app/rootfs.tar.gz archive\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/up ->',
  ],
  [
    'COPY --exclude=packages/two . .',
    '/app/.dockerignore secret\n/app/.npmrc n\n/app/README.md r\n/app/[odd].txt o\n/app/docs/one.md d\n/app/ignored/keep.txt keep\n/app/link.json ->\n/app/linked ->\n/app/package-lock.json l\n/app/package.json p\n/app/packages/one/package.json 1\n/app/packages/one/src/x.js x\n/app/rootfs.tar.gz archive\n/app/src/index.js i\n/app/src/lib/a.js a\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  [
    'COPY --exclude=**/lib --exclude=*.md . .',
    '/app/.dockerignore secret\n/app/.npmrc n\n/app/[odd].txt o\n/app/docs/one.md d\n/app/ignored/keep.txt keep\n/app/link.json ->\n/app/linked ->\n/app/package-lock.json l\n/app/package.json p\n/app/packages/one/package.json 1\n/app/packages/one/src/x.js x\n/app/packages/two/README.md rr\n/app/packages/two/package.json 2\n/app/rootfs.tar.gz archive\n/app/src/index.js i\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  [
    'COPY --exclude=packages/*/src . .',
    '/app/.dockerignore secret\n/app/.npmrc n\n/app/README.md r\n/app/[odd].txt o\n/app/docs/one.md d\n/app/ignored/keep.txt keep\n/app/link.json ->\n/app/linked ->\n/app/package-lock.json l\n/app/package.json p\n/app/packages/one/package.json 1\n/app/packages/two/README.md rr\n/app/packages/two/package.json 2\n/app/rootfs.tar.gz archive\n/app/src/index.js i\n/app/src/lib/a.js a\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  [
    'COPY --exclude=src/lib/a.js src/ ./src/',
    '/app/src/index.js i\n/app/src/lib/a.js a\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  [
    'COPY --exclude=lib/a.js src/ ./src/',
    '/app/src/index.js i\n/app/src/lib/b.ts b\n/app/src/notes.txt t\n/app/src/self.js ->\n/app/src/up ->',
  ],
  ['COPY --exclude=* --exclude=!*.md docs/ .', '/app/one.md d'],
  ['COPY package*.json /x', '/x p'],
  ['COPY packages/one package.json /y', '/y/package.json p\n/y/src/x.js x'],
];
