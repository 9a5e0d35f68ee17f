import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { showsIndent, StyleSettings } from '../../src/project/style-settings.js';
import { tempProject } from './temp-project.js';

async function indent(files: Record<string, string>, path = 'a/Dockerfile'): Promise<string | undefined> {
  return new StyleSettings().indentFor(join(tempProject({ '.git/': '', 'a/': '', ...files }), path));
}

describe('settings that are data', () => {
  test.each([
    [
      '.editorconfig',
      { '.editorconfig': 'root = true\n[*]\nindent_style = space\nindent_size = 3\n' },
      '   ',
    ],
    ['.editorconfig with tabs', { '.editorconfig': 'root = true\n[Dockerfile]\nindent_style = tab\n' }, '\t'],
    [
      '.editorconfig for other files',
      { '.editorconfig': 'root = true\n[*.js]\nindent_size = 3\n' },
      undefined,
    ],
    ['.prettierrc in JSON', { '.prettierrc': '{"tabWidth": 2}' }, '  '],
    ['.prettierrc in YAML', { '.prettierrc': '# style\n---\ntabWidth: 6\n' }, '      '],
    ['.prettierrc.toml', { '.prettierrc.toml': 'useTabs = true\n' }, '\t'],
    ['package.json', { 'package.json': '{"prettier": {"tabWidth": 5}}' }, '     '],
    ['package.json without the key', { 'package.json': '{}', '.prettierrc.yaml': 'tabWidth: 1\n' }, ' '],
    [
      'overrides',
      {
        '.prettierrc.json':
          '{"tabWidth": 2, "overrides": [{"files": "Dockerfile", "options": {"tabWidth": 8}}]}',
      },
      ' '.repeat(8),
    ],
    ['the nearest wins', { '.prettierrc': '{"tabWidth": 2}', 'a/.prettierrc': '{"tabWidth": 3}' }, '   '],
    ['nothing', {}, undefined],
    ['broken', { '.prettierrc': '{"tabWidth": ' }, undefined],
    ['absurd', { '.prettierrc': '{"tabWidth": 100000}' }, undefined],
  ])('%s', async (_name, files: Record<string, string>, expected) => {
    expect(await indent(files)).toBe(expected);
  });
});

describe('settings that are code are never run', () => {
  const code =
    "require('node:fs').writeFileSync(require('node:path').join(__dirname, 'ran'), ''); module.exports = { tabWidth: 2 };";
  const esModule =
    "import { writeFileSync } from 'node:fs'; writeFileSync(new URL('ran', import.meta.url), ''); export default { tabWidth: 2 };";
  const packaged = {
    'node_modules/style/package.json': '{"name": "style", "main": "index.cjs"}',
    'node_modules/style/index.cjs': code,
  };

  test.each([
    ['prettier.config.cjs', { 'prettier.config.cjs': code }],
    ['prettier.config.js', { 'prettier.config.js': code }],
    ['prettier.config.mjs', { 'prettier.config.mjs': esModule }],
    ['.prettierrc.mjs', { '.prettierrc.mjs': esModule }],
    [
      '.prettierrc.cjs above .editorconfig',
      { '.prettierrc.cjs': code, 'a/.editorconfig': 'root = true\n[*]\nindent_size = 3\n' },
    ],
    ['a package named in .prettierrc', { '.prettierrc': '"style"', ...packaged }],
    ['a package named in .prettierrc as YAML', { '.prettierrc': 'style\n', ...packaged }],
    ['a package named in a block of YAML', { '.prettierrc.yaml': '>-\n  style\n', ...packaged }],
    ['a package named in package.json', { 'package.json': '{"prettier": "style"}', ...packaged }],
    ['a package named in .prettierrc.json', { '.prettierrc.json': '"style"', ...packaged }],
    ['code behind a nearer package.json', { 'a/package.json': '{}', 'prettier.config.cjs': code }],
  ])('%s', async (_name, files: Record<string, string>) => {
    const root = tempProject({ '.git/': '', 'a/Dockerfile': '', ...files });
    await new StyleSettings().indentFor(join(root, 'a/Dockerfile'));
    expect([existsSync(join(root, 'ran')), existsSync(join(root, 'node_modules/style/ran'))]).toEqual([
      false,
      false,
    ]);
  });

  test('data in a nearer folder is used although there is code above', async () => {
    expect(await indent({ 'prettier.config.cjs': code, 'a/.prettierrc': 'tabWidth: 2\n' })).toBe('  ');
  });
});

test.each([
  ['RUN a \\\n    b\n', true],
  ['RUN a \\\r\n\tb\r\n', true],
  ['# escape=`\nRUN a `\n  b\n', true],
  ['RUN a \\\nb\n', false],
  ['RUN a\n', false],
  ['RUN a \\\n   # comment\nb\n', false],
])('a file shows its own indent: %j', (text, expected) => {
  expect(showsIndent(text)).toBe(expected);
});
