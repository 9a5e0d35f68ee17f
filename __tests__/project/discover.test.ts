import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { discover, isDockerfileName, type DiscoverRequest } from '../../src/project/discover.js';
import { relativePath } from '../../src/project/paths.js';
import { tempProject } from './temp-project.js';

async function found(cwd: string, over: Partial<DiscoverRequest> = {}): Promise<string[]> {
  const { files } = await discover({ cwd, paths: ['.'], include: [], exclude: [], ...over });
  return files.map((file) => relativePath(cwd, file.path) + (file.excluded ? ' (excluded)' : ''));
}

describe('isDockerfileName', () => {
  test.each([
    'Dockerfile',
    'Dockerfile.dev',
    'api.Dockerfile',
    'api.dockerfile',
    'Containerfile',
    'Containerfile.ci',
    'x.Containerfile',
    'Dockerfile.v1.2',
  ])('%s', (name) => {
    expect(isDockerfileName(name)).toBe(true);
  });

  test.each([
    'Dockerfile.dockerignore',
    'api.Dockerfile.dockerignore',
    'Containerfile.containerignore',
    'Dockerfile.j2',
    'Dockerfile.tmpl',
    'Dockerfile.template',
    'Dockerfile.erb',
    'Dockerfile.in',
    'Dockerfile.orig',
    'Dockerfile.rej',
    'Dockerfile.bak',
    'Dockerfile-dev',
    'dockerfile',
    'MyDockerfile',
    'Dockerfile.',
    '.dockerignore',
    'x.containerfile',
    'Dockerfile~',
  ])('not %s', (name) => {
    expect(isDockerfileName(name)).toBe(false);
  });
});

describe('folders', () => {
  test('recurse, sorted by bytes, without what other projects own', async () => {
    const cwd = tempProject({
      'b/Dockerfile': '',
      'a/Dockerfile': '',
      'a-b/Dockerfile': '',
      'Z/Dockerfile': '',
      'é/Dockerfile': '',
      'node_modules/x/Dockerfile': '',
      'a/vendor/Dockerfile': '',
      '.git/Dockerfile': '',
      '.devcontainer/Dockerfile': '',
    });
    expect(await found(cwd)).toEqual([
      '.devcontainer/Dockerfile',
      'Z/Dockerfile',
      'a-b/Dockerfile',
      'a/Dockerfile',
      'b/Dockerfile',
      'é/Dockerfile',
    ]);
  });

  test('git ignore rules: nested, negated, anchored, from above the start, info/exclude, case', async () => {
    const cwd = tempProject({
      '.git/info/exclude': 'secret/\n',
      '.gitignore': '\ufeff/build\nout/\n*.Dockerfile\nnope/*\n!nope/yes\n',
      'build/Dockerfile': '',
      'sub/build/Dockerfile': '',
      'sub/out/Dockerfile': '',
      'secret/Dockerfile': '',
      'x.Dockerfile': '',
      'sub/.gitignore': '!keep.Dockerfile\n/Dockerfile.tmp\n',
      'sub/keep.Dockerfile': '',
      'sub/Dockerfile.tmp': '',
      'sub/deep/Dockerfile.tmp': '',
      'nope/no/Dockerfile': '',
      'nope/yes/Dockerfile': '',
      'BUILD/Dockerfile': '',
    });
    const expected = ['sub/build/Dockerfile', 'sub/deep/Dockerfile.tmp', 'sub/keep.Dockerfile'];
    expect(await found(cwd)).toEqual(['BUILD/Dockerfile', 'nope/yes/Dockerfile', ...expected]);
    expect(await found(join(cwd, 'sub'), {})).toEqual(expected.map((path) => path.slice('sub/'.length)));
  });

  test('a folder brought back by a nearer rule is entered', async () => {
    const cwd = tempProject({
      '.git/': '',
      '.gitignore': 'b/\n',
      'a/.gitignore': '!b/\n',
      'a/b/c/Dockerfile': '',
      'b/Dockerfile': '',
    });
    expect(await found(cwd)).toEqual(['a/b/c/Dockerfile']);
  });

  test('submodules are left, nested clones are taken with rules of their own', async () => {
    const cwd = tempProject({
      '.git/': '',
      '.gitignore': '*.Dockerfile\n',
      'submodule/.git': 'gitdir: ../.git/modules/x\n',
      'submodule/Dockerfile': '',
      'clone/.git/': '',
      'clone/.gitignore': 'gone/\n',
      'clone/gone/Dockerfile': '',
      'clone/x.Dockerfile': '',
    });
    expect(await found(cwd)).toEqual(['clone/x.Dockerfile']);
    expect(await found(cwd, { paths: ['submodule'] })).toEqual(['submodule/Dockerfile']);
  });

  test('links are not followed', async () => {
    const cwd = tempProject({ 'a/Dockerfile': '' });
    symlinkSync('a', join(cwd, 'b'));
    symlinkSync('Dockerfile', join(cwd, 'a/Dockerfile.link'));
    expect(await found(cwd)).toEqual(['a/Dockerfile']);
    expect(await found(cwd, { paths: ['b'] })).toEqual(['b/Dockerfile']);
  });

  test('without any Dockerfile the run fails, and says so', async () => {
    const cwd = tempProject({ 'a/README': '' });
    await expect(found(cwd, { paths: ['a'] })).rejects.toMatchObject({
      message: 'no Dockerfiles in a',
      exitCode: 2,
    });
  });
});

describe('named paths', () => {
  test('are taken whatever their name and whatever .gitignore says', async () => {
    const cwd = tempProject({
      '.git/': '',
      '.gitignore': '*\n',
      'docker/build.txt': '',
      'node_modules/x/Dockerfile.j2': '',
    });
    const paths = ['docker/build.txt', 'node_modules/x/Dockerfile.j2', './docker/build.txt'];
    expect(await found(cwd, { paths })).toEqual(['docker/build.txt', 'node_modules/x/Dockerfile.j2']);
  });

  test('an ignored folder that is named is searched', async () => {
    const cwd = tempProject({ '.git/': '', '.gitignore': 'out/\n', 'out/a/Dockerfile': '' });
    expect(await found(cwd, { paths: ['out'] })).toEqual(['out/a/Dockerfile']);
    expect(await found(cwd, { paths: ['out/a'] })).toEqual(['out/a/Dockerfile']);
  });

  test('a file and a link to it are one file', async () => {
    const cwd = tempProject({ Dockerfile: '' });
    symlinkSync('Dockerfile', join(cwd, 'Link'));
    expect(await found(cwd, { paths: ['Link', 'Dockerfile'] })).toEqual(['Link']);
  });

  test.each([
    ['chekc', { message: 'no such file or folder: chekc', hint: 'Did you mean the command "dfmod check"?' }],
    ['a/Dockerfile', { message: 'no such file or folder: a/Dockerfile', hint: undefined }],
  ])('%s is missing', async (path, expected) => {
    const cwd = tempProject({});
    await expect(found(cwd, { paths: [path], commands: ['apply', 'check'] })).rejects.toMatchObject({
      ...expected,
      exitCode: 2,
    });
  });

  test('sockets, devices and the like are refused', async () => {
    await expect(found('/', { paths: ['/dev/null'] })).rejects.toMatchObject({ code: 'not-a-file' });
  });
});

describe('--include and --exclude', () => {
  test('include adds names, exclude marks what it leaves out, named or not', async () => {
    const cwd = tempProject({
      'docker/api.df': '',
      'docker/Dockerfile': '',
      'old/Dockerfile': '',
      'x.df': '',
    });
    expect(await found(cwd, { include: ['docker/*.df'], exclude: ['old/**'] })).toEqual([
      'docker/Dockerfile',
      'docker/api.df',
      'old/Dockerfile (excluded)',
    ]);
    expect(await found(cwd, { paths: ['old/Dockerfile'], exclude: ['./old'] })).toEqual([
      'old/Dockerfile (excluded)',
    ]);
  });
});

test('thousands of nested folders are walked without recursion', async () => {
  const cwd = tempProject({});
  const deep = join(cwd, ...Array.from({ length: 1500 }, () => 'd'));
  mkdirSync(deep, { recursive: true });
  await expect(found(cwd)).rejects.toMatchObject({ code: 'no-dockerfiles' });
});
