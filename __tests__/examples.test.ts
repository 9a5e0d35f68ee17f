import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { transforms } from '../transforms/index.js';
import { ecosystems } from '../src/ecosystems/index.js';
import { expectContract } from './support/contract.js';
import { readExamples, rewriteText, skipNames } from './support/examples.js';

const examples = readExamples();

describe.each(examples)('examples/$name', ({ folder, title, options, skips, text, patch }) => {
  const report = rewriteText(text, options);

  test('comes out as its patch says', () => {
    if (process.env['UPDATE_EXAMPLES'] === '1')
      update(folder, title, options, report.patch, skipNames(report));
    else expect(report.patch).toBe(patch);
  });

  test('leaves what it says it leaves', () => {
    if (process.env['UPDATE_EXAMPLES'] !== '1') expect(skipNames(report)).toEqual([...skips].sort());
  });

  test('keeps the contract', () => {
    expectContract(report, options);
  });
});

/** Only by hand, and to be read before it is committed. */
function update(
  folder: string,
  title: string,
  options: object,
  patch: string,
  skips: readonly string[],
): void {
  const file = join(folder, 'expected.patch');
  if (patch === '') rmSync(file, { force: true });
  else writeFileSync(file, patch);
  const told = {
    title,
    ...(Object.keys(options).length > 0 ? { options } : {}),
    ...(skips.length > 0 ? { skips } : {}),
  };
  writeFileSync(join(folder, 'example.json'), `${JSON.stringify(told, null, 2)}\n`);
}

const topics = (prefix: string) => examples.filter(({ name }) => name.startsWith(`${prefix}/`));

describe('every transform and ecosystem', () => {
  test.each([...transforms, ...ecosystems].map(({ id }) => id))(
    '%s has an example that acts and one that must not',
    (id) => {
      expect(topics(id).some(({ patch }) => patch !== '')).toBe(true);
      expect(topics(id).some(({ patch }) => patch === '')).toBe(true);
    },
  );
});
