import { expect, test } from '@jest/globals';
import { rewriteText } from '../support/examples.js';

const SHIPPED = 'FROM scratch\nCOPY --from=0 /out /out\n';

// A package that lacks a file is taken for whole by every later build.
test.each([
  ['golang:1.23', 'CGO_ENABLED=0 go build -o /out .'],
  ['rust:1', 'cargo build --release'],
  ['python:3.12', 'uv pip install --system six'],
  ['oven/bun:1', 'bun install -g cowsay'],
  ['node:20', 'yarn global add serve'],
])('on %s, a clean-up of files everywhere would take them out of the cache of %s', (image, install) => {
  const text = `FROM ${image}\nRUN ${install} && find / -type f -name '*.md' -delete\n${SHIPPED}`;
  expect(rewriteText(text, { only: ['cache-mounts'] }).after).toBe(text);
  const without = `FROM ${image}\nRUN ${install}\n${SHIPPED}`;
  expect(rewriteText(without, { only: ['cache-mounts'] }).after).toContain('type=cache');
});
