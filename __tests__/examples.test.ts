import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { transforms } from '../transforms/index.js';
import { ecosystems } from '../src/ecosystems/index.js';
import { expectContract, expectStable } from './support/contract.js';
import { readExamples, rewriteFiles, skipNames } from './support/examples.js';

const examples = await Promise.all(
  readExamples().map(async (example) => ({
    ...example,
    reports: await rewriteFiles(example.files, example.options),
  })),
);

describe.each(examples)('examples/$name', ({ folder, title, options, skips, files, reports, patch }) => {
  const made = reports.map((report) => report.patch).join('');

  test('comes out as its patch says', () => {
    if (process.env['UPDATE_EXAMPLES'] === '1') update(folder, title, options, made, skipNames(...reports));
    else expect(made).toBe(patch);
  });

  test('leaves what it says it leaves', () => {
    if (process.env['UPDATE_EXAMPLES'] !== '1') expect(skipNames(...reports)).toEqual([...skips].sort());
  });

  test('keeps the contract', async () => {
    for (const report of reports) expectContract(report);
    await expectStable(files, reports, options);
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

/** Package managers of which there is nothing that may be rewritten yet: what they are for is the reason. */
const ONLY_DECLINE = new Set(['dotnet']);

describe('every transform and ecosystem', () => {
  test.each([...transforms, ...ecosystems].map(({ id }) => id))(
    '%s has an example that acts and one that must not',
    (id) => {
      expect(topics(id).some(({ patch }) => patch !== '')).toBe(!ONLY_DECLINE.has(id));
      expect(topics(id).some(({ patch }) => patch === '')).toBe(true);
    },
  );
});
