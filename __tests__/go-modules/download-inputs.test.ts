import { describe, expect, test } from '@jest/globals';
import { readModuleFile } from '../../src/go-modules/module-file.js';
import { inputsOf } from '../support/call-inputs.js';

const inputs = (texts: Readonly<Record<string, string>>, before = '', run = 'go mod download') =>
  inputsOf('go', run, texts, { image: 'golang:1.23', before: `WORKDIR /src\nCOPY . .\n${before}` });
const codeOf = (result: ReturnType<typeof inputs>): string => ('code' in result ? result.code : 'fine');
const readsOf = (result: ReturnType<typeof inputs>): readonly string[] =>
  'code' in result ? [] : result.reads;

const REQUIRE = 'module x\n\nrequire example.com/a v1.0.0\n';
const SUM = 'example.com/a v1.0.0 h1:x=\nexample.com/a v1.0.0/go.mod h1:y=\n';

describe('what go mod download reads', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['one module', { '/src/go.mod': REQUIRE, '/src/go.sum': SUM }, ['/src/go.mod', '/src/go.sum']],
    ['a module above', { '/go.mod': 'module x\n' }, ['/go.mod']],
    [
      'a local replacement',
      {
        '/src/go.mod': 'module x\nreplace (\n\ty => ./lib // here\n\tz v1 => z v2\n)\n',
        '/src/lib/go.mod': 'module y\n',
      },
      ['/src/go.mod', '/src/lib/go.mod'],
    ],
    [
      'a workspace',
      {
        '/src/go.work': 'go 1.22\nuse (\n\t.\n\t./b\n)\n',
        '/src/go.work.sum': '',
        '/src/go.mod': 'module x\n',
        '/src/b/go.mod': 'module b\n',
        '/src/b/go.sum': '',
      },
      ['/src/b/go.mod', '/src/b/go.sum', '/src/go.mod', '/src/go.work', '/src/go.work.sum'],
    ],
  ])('%s', (_, texts, reads) => {
    expect(readsOf(inputs(texts))).toEqual(reads);
  });

  test.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['no module', { '/src/main.go': '' }, '', 'manifest-missing'],
    [
      'a replacement that is not there',
      { '/src/go.mod': 'module x\nreplace y => ../y\n' },
      '',
      'manifest-missing',
    ],
    [
      'a workspace’s module that is not there',
      { '/src/go.work': 'use ./b\n', '/src/go.mod': 'module x\n' },
      '',
      'manifest-missing',
    ],
    [
      'modules in vendor/',
      { '/src/go.mod': 'module x\n', '/src/vendor/modules.txt': '' },
      '',
      'reads-sources',
    ],
    ['a line that is not understood', { '/src/go.mod': 'module x\nfrobnicate y\n' }, '', 'workspace-unclear'],
    ['a string that does not end', { '/src/go.mod': 'module "x\n' }, '', 'workspace-unclear'],
    [
      'flags in the environment',
      { '/src/go.mod': 'module x\n' },
      'ENV GOFLAGS=-modfile=other.mod',
      'reads-sources',
    ],
    ['another workspace', { '/src/go.mod': 'module x\n' }, 'ENV GOWORK=/w/go.work', 'reads-sources'],
  ])('%s', (_, texts, before, code) => {
    expect(codeOf(inputs(texts, before))).toBe(code);
  });

  test('GOWORK=off looks at no workspace', () => {
    const texts = { '/src/go.work': 'use ./b\n', '/src/go.mod': 'module x\n' };
    expect(readsOf(inputs(texts, 'ENV GOWORK=off'))).toEqual(['/src/go.mod']);
  });

  // go build fails where the COPY behind it brings back a go.sum that the download had mended.
  test.each([
    ['nothing of it', ''],
    ['its go.mod alone', 'example.com/a v1.0.0/go.mod h1:y=\n'],
    ['another version', SUM.replaceAll('v1.0.0', 'v1.1.0')],
  ])('a go.sum with %s is said to be mended', (_, sum) => {
    expect(inputs({ '/src/go.mod': REQUIRE, '/src/go.sum': sum })).toMatchObject({
      staleLock: { file: '/src/go.mod', text: 'example.com/a v1.0.0 is not in go.sum' },
    });
  });

  test('what is replaced needs no line in go.sum', () => {
    const texts = {
      '/src/go.mod': `${REQUIRE}replace example.com/a => ./a\n`,
      '/src/a/go.mod': 'module a\n',
    };
    expect(inputs(texts)).not.toHaveProperty('staleLock');
  });
});

test('a module file', () => {
  const text =
    'module "x" // c\ngo 1.22\ntool y/z\nrequire (\n\ta v1 // indirect\n\t`b` v2\n)\nexclude c v3\n';
  expect(readModuleFile(text)).toEqual({
    requires: [
      { path: 'a', version: 'v1' },
      { path: 'b', version: 'v2' },
    ],
    localReplacements: [],
    replaced: [],
    uses: [],
    unclear: undefined,
  });
});
