import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { verifyDockerfile } from '../../src/verify/verify.js';
import { prepare, requireEngine } from './support/engine.js';

const engine = requireEngine();
const suite = engine === undefined ? describe.skip : describe;
const program = process.env['DFMOD_BIN'] ?? resolve(import.meta.dirname, '../../bin/dfmod.js');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfmod-verify-e2e-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A project in a folder of its own, as a clean checkout has it. */
function project(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

interface Document {
  readonly summary: Readonly<Record<string, number>>;
  readonly images: readonly {
    readonly target?: string;
    readonly status: string;
    readonly differences: readonly { readonly at: string }[];
    readonly rebuilds: readonly {
      readonly edit: string;
      readonly before: { readonly ran: readonly string[] };
      readonly after: { readonly ran: readonly string[] };
    }[];
  }[];
}

function verify(
  root: string,
  ...args: readonly string[]
): { code: number | null; document: Document; stderr: string } {
  const options = ['verify', '--network', 'host', '--format', 'json', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...options], {
    cwd: root,
    encoding: 'utf8',
    timeout: 600_000,
    maxBuffer: 1 << 26,
  });
  const document: Document = JSON.parse(stdout);
  return { code: status, document, stderr };
}

const LOCK = JSON.stringify({ name: 'x', lockfileVersion: 3, packages: { '': { name: 'x' } } });
const PACKAGE = JSON.stringify({ name: 'x', scripts: { build: 'mkdir -p dist && cp src/index.js dist/' } });
const NODE = { 'package.json': PACKAGE, 'package-lock.json': LOCK, 'src/index.js': 'console.log(1);\n' };
const STAGES = `FROM node:20-slim AS base
WORKDIR /app
COPY . .
RUN npm ci
FROM base AS dev
CMD ["node", "src/index.js"]
FROM base AS build
RUN npm run build
FROM node:20-slim
COPY --from=build /app/dist /app
CMD ["node", "/app/index.js"]
`;
const SIMPLE = 'FROM node:20-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "src/index.js"]\n';
const PYTHON = 'FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n';

/** Projects as they are met, each with the images that verify is to compare. */
const PROJECTS: readonly (readonly [
  string,
  Readonly<Record<string, string>>,
  readonly (string | undefined)[],
])[] = [
  ['npm', { ...NODE, Dockerfile: SIMPLE }, [undefined]],
  ['stages, one of them for development', { ...NODE, Dockerfile: STAGES }, [undefined, 'dev']],
  [
    'a compose file with a target',
    {
      ...NODE,
      Dockerfile: STAGES,
      'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      target: dev\n',
    },
    ['dev', undefined],
  ],
  [
    'a monorepo’s service with the root as its context',
    {
      'package.json': '{"name":"root","private":true,"workspaces":["packages/a"]}',
      'packages/a/package.json': '{"name":"a","version":"1.0.0"}',
      'packages/a/index.js': 'module.exports = 1;\n',
      'package-lock.json': JSON.stringify({
        name: 'root',
        lockfileVersion: 3,
        packages: {
          '': { name: 'root', workspaces: ['packages/a'] },
          'node_modules/a': { resolved: 'packages/a', link: true },
          'packages/a': { name: 'a', version: '1.0.0' },
        },
      }),
      'packages/a/Dockerfile': 'FROM node:20-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
      'compose.yaml':
        'services:\n  a:\n    build:\n      context: .\n      dockerfile: packages/a/Dockerfile\n',
    },
    [undefined],
  ],
  [
    'a user',
    { ...NODE, Dockerfile: SIMPLE.replace('COPY . .', 'USER node\nCOPY --chown=node . .') },
    [undefined],
  ],
  [
    'a build argument that compose gives',
    {
      ...NODE,
      Dockerfile: SIMPLE.replace('RUN npm ci', 'ARG MODE=x\nRUN npm ci && echo $MODE > /mode'),
      'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      args:\n        MODE: y\n',
    },
    [undefined],
  ],
  ['python', { Dockerfile: PYTHON, 'requirements.txt': '\n', 'app.py': 'print(1)\n' }, [undefined]],
  [
    'python in a virtual environment',
    {
      Dockerfile: PYTHON.replace('WORKDIR', 'RUN python -m venv /venv\nENV PATH=/venv/bin:$PATH\nWORKDIR'),
      'requirements.txt': '\n',
      'src/app.py': 'print(1)\n',
    },
    [undefined],
  ],
  [
    'a local python package',
    {
      Dockerfile: PYTHON,
      'requirements.txt': '\n',
      'lib/pyproject.toml': '[project]\nname = "lib"\nversion = "1"\n',
      'app.py': 'print(1)\n',
    },
    [undefined],
  ],
  [
    'two images with one ignore file',
    {
      ...NODE,
      Dockerfile: SIMPLE,
      'Dockerfile.worker': SIMPLE.replace('src/index.js', 'src/worker.js'),
      'src/worker.js': '\n',
      '.dockerignore': 'node_modules\n',
    },
    [undefined, undefined],
  ],
  [
    'a Dockerfile with an ignore file of its own',
    { ...NODE, Dockerfile: SIMPLE, 'Dockerfile.dockerignore': 'node_modules\n*.md\n', 'README.md': 'x' },
    [undefined],
  ],
  [
    'an install and a build in one step',
    { ...NODE, Dockerfile: SIMPLE.replace('RUN npm ci', 'RUN npm ci && npm run build') },
    [undefined],
  ],
];

suite('projects as they are met', () => {
  test.each(PROJECTS)('%s', (name, files, targets) => {
    const { code, document, stderr } = verify(project(name, files));
    expect({
      code,
      stderr: code === 0 ? '' : stderr,
      images: document.images.map(({ status }) => status),
    }).toEqual({
      code: 0,
      stderr: '',
      images: targets.map(() => 'same'),
    });
    expect(document.images.map(({ target }) => target)).toEqual(targets);
    for (const { rebuilds } of document.images) {
      const [nothing, source] = rebuilds;
      expect(nothing?.after.ran).toEqual([]);
      const installs = source?.after.ran.filter((step) => /npm ci|pip install/.test(step));
      expect(installs).toEqual([]);
    }
  });
});

suite('a rewrite that is wrong', () => {
  const text =
    'FROM debian:bookworm-slim AS base\nCOPY a b /app/\nRUN chmod 700 /app/a\nUSER 1000\nENV X=1\nCMD ["sh"]\n';

  test.each<[string, string, string, string]>([
    ['drops a file', 'COPY a b /app/', 'COPY a /app/', 'app/b'],
    ['changes a mode', 'chmod 700', 'chmod 755', 'app/a'],
    ['changes an owner', 'COPY a b', 'COPY --chown=5 a b', 'app/a'],
    ['leaves something behind', 'RUN chmod', 'RUN touch /left && chmod', 'left'],
    ['moves USER', 'RUN chmod 700 /app/a\nUSER 1000\n', 'USER 1000\nRUN : /app/a\n', 'app/a'],
    ['loses USER', 'USER 1000\n', '', 'User'],
    ['changes a variable', 'ENV X=1', 'ENV X=2', 'Env'],
    ['changes the command', 'CMD ["sh"]', 'CMD ["bash"]', 'Cmd'],
  ])('%s', async (name, part, other, at) => {
    const root = project(`wrong ${name}`, { Dockerfile: text, a: 'a', b: 'b' });
    const path = join(root, 'Dockerfile');
    if (engine === undefined) throw new Error('no engine');
    const [report] = await verifyDockerfile(
      {
        dockerfile: 'Dockerfile',
        text,
        builds: [{ context: '.' }],
        rewritten: [{ path, before: readFileSync(path), after: Buffer.from(text.replace(part, other)) }],
      },
      { cwd: root, builder: engine, rebuilds: false, options: ['--network=host'], prepare },
    );
    expect(report?.status).toBe('different');
    expect(report?.differences.map((difference) => difference.at)).toContain(at);
  });

  test('an original that does not build is not the rewrite’s fault, and the exit code says so', () => {
    const root = project('unbuildable', { ...NODE, Dockerfile: `${SIMPLE}RUN false\n` });
    const { code, document } = verify(root);
    expect(code).toBe(2);
    expect(document.images.map(({ status }) => status)).toEqual(['unbuildable']);
  });
});

/** Others may verify on the same engine, or have been killed. */
const imagesOfVerify = (): readonly string[] =>
  execFileSync('docker', ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => name.startsWith('dfmod-verify'));

suite('what verify leaves as it was', () => {
  test('the project, git’s view of it, and the engine’s images', () => {
    const root = join(folder, 'clean');
    cpSync(join(import.meta.dirname, 'cases/split-npm'), root, { recursive: true });
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
        cwd: root,
        encoding: 'utf8',
      });
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message=x');
    cpSync(join(root, 'src'), join(root, 'node_modules/ms'), { recursive: true });
    const before = git('status', '--porcelain', '--ignored');
    const imagesBefore = imagesOfVerify();
    // The host's own files in node_modules come into the original image, and are no difference of ours.
    const { code, document } = verify(root);
    expect({ code, differences: document.images[0]?.differences }).toEqual({ code: 0, differences: [] });
    expect(git('status', '--porcelain', '--ignored')).toBe(before);
    expect(imagesOfVerify()).toEqual(imagesBefore);
  });
});
