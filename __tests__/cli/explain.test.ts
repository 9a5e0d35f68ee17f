import { expect, test } from '@jest/globals';
import { main } from '../../src/cli/main.js';
import { transforms } from '../../transforms/index.js';
import { SKIP_CODES, UNSAFE_CODES } from '../../src/reason-codes.js';
import { fakeIo } from './fake-io.js';

async function explained(what: string): Promise<string> {
  const io = fakeIo(process.cwd());
  expect(await main(['explain', what], io)).toBe(0);
  return io.out();
}

test('a transform is explained with its examples: what changes, and what is left with the reason', async () => {
  const text = await explained('apt-locked');
  expect(text).toContain('A mount without sharing is locked');
  expect(text).toContain('+RUN --mount=type=cache,target=/var/cache/apt,sharing=locked');
  expect(text).toContain('left alone: apt-locked: sharing-chosen');
});

test.each(transforms.map(({ id }) => id))('the pragma of %s can be copied', async (id) => {
  const line = (await explained(id)).split('\n').find((each) => each.includes('In the file:')) ?? '';
  expect(line.replace(/^.*?#/, '#')).toBe(`# dfmod ignore=${id} # reason`);
});

test('an ecosystem and a linter rule are explained', async () => {
  expect(await explained('npm')).toContain('The mount follows the cache');
  expect(await explained('DL3042')).toContain('cache-mounts: ');
});

test('a reason code is explained with the examples that show it', async () => {
  expect(await explained('lists-needed-later')).toContain(
    'A later step installs from the lists that this one leaves',
  );
});

test.each(Object.keys({ ...SKIP_CODES, ...UNSAFE_CODES }))('%s has a page', async (code) => {
  expect(await explained(code)).toContain('What would change it');
});
