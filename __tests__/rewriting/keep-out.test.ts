import { describe, expect, test } from '@jest/globals';
import { createBuildContext } from '../../src/context/create-context.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { factsOf } from '../../src/facts/facts.js';
import { keepOut } from '../../src/rewriting/keep-out.js';
import { applyEdits } from '../../src/text/edits.js';

interface Asked {
  readonly files: Readonly<Record<string, string>>;
  readonly made?: readonly string[];
  readonly lines?: readonly string[];
  readonly committed?: boolean;
  /** Other Dockerfiles that read the ignore file. */
  readonly others?: Readonly<Record<string, string>>;
}

const COMMENT = '# Made by installs in the image, so it must not come from the host';

/** The ignore file afterwards, the code of the refusal, or undefined when nothing is needed. */
function kept({ files, made = ['node_modules'], lines = made, committed = false, others = {} }: Asked) {
  const tree = createMemoryTree(files);
  const context = createBuildContext({ ...spread(tree), committed }, '', 'Dockerfile');
  const readers = Object.entries(others).map(([path, text]) => ({
    path,
    facts: factsOf(parseDockerfile(text)),
  }));
  const result = keepOut({ context, made, lines, textOf: (path) => files[path], readers: () => readers });
  if (result === undefined || 'code' in result) return result?.code;
  return { [result.path]: applyEdits(files[result.path] ?? '', result.edits) };
}

/** The tree's methods, bound, so that a field can be laid over them. */
const spread = (tree: ReturnType<typeof createMemoryTree>) => ({
  list: tree.list.bind(tree),
  executable: tree.executable.bind(tree),
  mayAppear: () => [],
  kind: tree.kind.bind(tree),
  read: tree.read.bind(tree),
  link: tree.link.bind(tree),
  entries: tree.entries.bind(tree),
});

describe('what installs make does not come from the host', () => {
  test.each(['node_modules\n', '**/node_modules\n', '*\n!src\n', 'node_modules/**\n'])(
    '%j says so already',
    (text) => {
      expect(kept({ files: { '.dockerignore': text, 'src/a.js': '' } })).toBeUndefined();
    },
  );

  test('a new ignore file lists itself', () => {
    expect(kept({ files: { 'a.js': '' } })).toEqual({
      '.dockerignore': `.dockerignore\n\n${COMMENT}\nnode_modules\n`,
    });
  });

  test("the user's lines, their order and their endings stay", () => {
    expect(kept({ files: { '.dockerignore': '# mine\r\n.git\r\n!keep' } })).toEqual({
      '.dockerignore': `# mine\r\n.git\r\n!keep\r\n\r\n${COMMENT}\r\nnode_modules\r\n`,
    });
  });

  test('lines of a later run join the block', () => {
    const text = `.git\n\n${COMMENT}\nnode_modules\n`;
    expect(kept({ files: { '.dockerignore': text }, made: ['web/node_modules'] })).toEqual({
      '.dockerignore': `${text}web/node_modules\n`,
    });
  });

  test("the Dockerfile's own ignore file is the one that is read", () => {
    expect(
      Object.keys(kept({ files: { '.dockerignore': '', 'Dockerfile.dockerignore': '' } }) ?? {}),
    ).toEqual(['Dockerfile.dockerignore']);
  });

  test('only what is not left out already', () => {
    const made = ['node_modules', '.yarn/install-state.gz'];
    expect(kept({ files: { '.dockerignore': 'node_modules\n' }, made })).toEqual({
      '.dockerignore': `node_modules\n\n${COMMENT}\n.yarn/install-state.gz\n`,
    });
  });

  test('members that are left out at the root only', () => {
    expect(
      kept({
        files: { '.dockerignore': 'node_modules\n' },
        made: ['node_modules', 'packages/a/node_modules'],
        lines: ['**/node_modules'],
      }),
    ).toEqual({ '.dockerignore': `node_modules\n\n${COMMENT}\n**/node_modules\n` });
  });
});

describe('nothing that is needed is left out', () => {
  test('files that git tracks', () => {
    expect(kept({ files: { 'node_modules/x/index.js': '' }, committed: true })).toBe('copy-overwrites');
  });

  test('files elsewhere that the line would match too', () => {
    expect(kept({ files: { 'test/node_modules/x.js': '' }, lines: ['**/node_modules'] })).toBe(
      'copy-overwrites',
    );
  });

  test.each([
    'FROM node:20\nCOPY node_modules ./node_modules\n',
    'FROM node:20\nCOPY ./node_modules/x /x\n',
    'FROM node:20\nRUN --mount=type=bind,source=node_modules,target=/m true\n',
    // Its packages can only come from the host.
    'FROM node:20\nCOPY . .\nCMD ["node", "x.js"]\n',
  ])('another Dockerfile that needs them: %j', (text) => {
    expect(kept({ files: {}, others: { 'other/Dockerfile': text } })).toBe('ignore-file-shared');
  });

  test.each([
    'FROM node:20\nCOPY a.sh /tmp/a.sh\nRUN sh /tmp/a.sh\n',
    'FROM nginx\nCOPY . /usr/share/nginx/html\n',
    'FROM node:20\nCOPY . .\nRUN npm ci\n',
  ])('another Dockerfile that does not: %j', (text) => {
    expect(kept({ files: {}, others: { 'other/Dockerfile': text } })).toHaveProperty(['.dockerignore']);
  });
});

test('a file that the ignore file lets in again lies where the install makes its own', () => {
  const text = 'node_modules/*\n!node_modules/.gitkeep\n';
  expect(kept({ files: { '.dockerignore': text, 'node_modules/.gitkeep': '' } })).toBe('copy-overwrites');
});
