import { expect, test } from '@jest/globals';
import { rewriteText, skipNames } from '../support/examples.js';

test('what no real build has shown is done only when it is asked for', () => {
  const text = 'FROM alpine:3.20\nRUN apk add --no-cache curl\n';
  const { after, changes } = rewriteText(text);
  expect(after).toBe(text);
  expect(changes.map(({ code, status }) => `${code ?? ''} ${status}`)).toEqual(['not-built-yet withheld']);
  expect(rewriteText(text, { unsafe: true }).after).toContain('type=cache');
});

test('what real builds have shown is not held up by it', () => {
  const report = rewriteText('FROM node:22-alpine\nRUN apk add --no-cache git && npm install -g serve\n');
  expect(report.after).toContain('target=/root/.npm');
  expect(report.after).toContain('apk add --no-cache git');
  expect(skipNames(report)).toEqual(['cache-mounts: waits-for-builds']);
});
