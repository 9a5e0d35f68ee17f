import { expect, test } from '@jest/globals';
import { parseImageRef } from '../../src/dockerfile/image-ref.js';

test.each([
  ['debian', { repository: 'debian' }],
  ['debian:12', { repository: 'debian', tag: '12' }],
  ['org/img.name:1', { repository: 'org/img.name', tag: '1' }],
  ['localhost/x', { registry: 'localhost', repository: 'x' }],
  ['reg:5000/x', { registry: 'reg:5000', repository: 'x' }],
  ['a.b:5000/c/d:1@sha256:ab', { registry: 'a.b:5000', repository: 'c/d', tag: '1', digest: 'sha256:ab' }],
  ['x@sha256:ab', { repository: 'x', digest: 'sha256:ab' }],
  ['docker.io/library/node', { registry: 'docker.io', repository: 'library/node' }],
])('%s', (text, expected) => {
  expect(parseImageRef(text)).toEqual(expected);
});
