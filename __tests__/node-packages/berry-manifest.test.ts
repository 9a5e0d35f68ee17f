import { describe, expect, test } from '@jest/globals';
import { berryLock, inputsOf, yarnBerry } from './support.js';

const rewritten = (text: string, line = 'yarn install') =>
  inputsOf(yarnBerry, line, {
    '/app/package.json': text,
    '/app/yarn.lock': berryLock({ '.': text }),
  }).overwrites?.map(({ file }) => file);

const pretty = (manifest: object, indent: number | string = 2) =>
  `${JSON.stringify(manifest, null, indent)}\n`;

describe('package.json that a later yarn writes anew', () => {
  const unsorted = pretty({ dependencies: { b: '1', a: '1' } });

  // Held by what yarn 4.5 did to each.
  test.each([
    pretty({ name: 'a', resolutions: { b: '1', a: '1' }, scripts: { b: '', a: '' } }),
    pretty({ name: 'a' }, 4),
    pretty({ name: 'a' }, '\t'),
    pretty({ name: 'a', dependencies: { '@types/ms': '1', JSONStream: '1', 'is-odd': '1' } }),
    pretty({ dependencies: { a: '1' } }).replaceAll('\n', '\r\n'),
    pretty({ name: 'a', bin: 'a.js', files: [], workspaces: { packages: ['p'] } }),
    pretty({ dependenciesMeta: { 'is-odd': { built: true }, 'left-pad': { built: false } } }),
    pretty({ dependenciesMeta: { 'left-pad': { unplugged: true } } }),
    pretty({ peerDependencies: { ms: '1' }, peerDependenciesMeta: { ms: { optional: false } } }),
    pretty({ dependencies: { ms: '1' }, devDependencies: { ms: '2' } }),
  ])('not %j', (text) => {
    expect(rewritten(text)).toBeUndefined();
  });

  test.each([
    unsorted,
    pretty({ name: 'a' }).trimEnd(),
    '{"name":"a"}\n',
    '{\n  "name": "a",\n  "files": ["b"]\n}\n',
    '{\n  "name": "a",\n\n  "version": "1"\n}\n',
    '{\n  "description": "\\u00e9"\n}\n',
    '\uFEFF{}\n',
    pretty({ devDependencies: { b: '1', a: '1' } }),
    pretty({ peerDependencies: { b: '1', a: '1' } }),
    pretty({ optionalDependencies: { b: '1', a: '1' } }),
    pretty({ dependencies: {} }),
    pretty({ scripts: {} }),
    pretty({ workspaces: [] }),
    pretty({ resolutions: {} }),
    pretty({ resolutions: { '**/a': '1' } }),
    pretty({ dependencies: { a: '1' }, optionalDependencies: { a: '1' } }),
    pretty({ name: 'a', bin: { z: 'z.js', b: 'b.js' } }),
    pretty({ name: '@x/a', bin: { a: 'a.js' } }),
    pretty({ files: ['b', 'b'] }),
    pretty({ private: false }),
    pretty({ module: 'a\\b' }),
    pretty({ browser: { z: './z', a: false } }),
    pretty({ peerDependenciesMeta: { b: { optional: true }, a: { optional: true } } }),
    pretty({ dependenciesMeta: { a: { unplugged: true, built: true } } }),
  ])('%j', (text) => {
    expect(rewritten(text)).toEqual(['/app/package.json']);
  });

  test('by a frozen install as well, but not by focus', () => {
    expect(rewritten(unsorted, 'yarn install --immutable')).toEqual(['/app/package.json']);
    expect(rewritten(unsorted, 'yarn workspaces focus')).toBeUndefined();
  });
});
