import { expect, test } from '@jest/globals';
import { rewriteText } from '../support/examples.js';

const CACHE = '/root/.cache/pip';

// A wheel that is built in one image was installed in another of the same Python version (seen in real builds).
test.each([
  ['python:3.11-slim-bookworm', 'pip-python-3.11-slim-bookworm'],
  ['python:3.11-slim-bullseye', 'pip-python-3.11-slim-bullseye'],
  ['docker.io/library/python:3.11', 'pip-python-3.11'],
  [`python:3.11@sha256:${'0123456789abcdef'.repeat(4)}`, 'pip-python-3.11-0123456789ab'],
])('%s has a cache of its own', (image, id) => {
  const { after } = rewriteText(`FROM ${image}\nRUN pip install six\n`);
  expect(after).toContain(`--mount=type=cache,id=${id},target=${CACHE}`);
});

test.each(['pip install --only-binary :all: six', 'pip install --only-binary=:all: six'])(
  '%s builds nothing that another image could take',
  (run) => {
    expect(rewriteText(`FROM python:3.11\nRUN ${run}\n`).after).toContain(
      `--mount=type=cache,target=${CACHE}`,
    );
  },
);

test.each(['--only-binary numpy', '--only-binary :all: --no-binary numpy'])('%s may build', (flags) => {
  expect(rewriteText(`FROM python:3.11\nRUN pip install ${flags} six\n`).after).toContain(
    'id=pip-python-3.11,',
  );
});

test.each(['', 'id=mine,'])('a mount that is there says what the cache is called: %j', (id) => {
  const mount = `--mount=type=cache,${id}target=${CACHE}`;
  const { after } = rewriteText(`FROM python:3.11\nRUN ${mount} pip install six\nRUN pip install idna\n`);
  expect(after.split(mount).length).toBe(3);
});
