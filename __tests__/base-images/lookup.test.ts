import { describe, expect, test } from '@jest/globals';
import { lookupBaseImage, parseOpenImageRef } from '../../src/base-images/lookup.js';

function lookup(image: string) {
  const reference = parseOpenImageRef(image);
  return reference && lookupBaseImage(reference);
}

describe('an image name is taken apart, with variables left in it', () => {
  test.each([
    ['node', { repository: 'node' }],
    ['node:20-alpine', { repository: 'node', tag: '20-alpine' }],
    ['oven/bun:1', { repository: 'oven/bun', tag: '1' }],
    ['localhost/node', { registry: 'localhost', repository: 'node' }],
    ['localhost:5000/a/b:c', { registry: 'localhost:5000', repository: 'a/b', tag: 'c' }],
    ['node@sha256:ab', { repository: 'node', digest: 'sha256:ab' }],
    ['node:20@sha256:ab', { repository: 'node', tag: '20', digest: 'sha256:ab' }],
    ['node:${V:-20}', { repository: 'node', tag: '${V:-20}' }],
    ['$REGISTRY/node:20', { registry: '$REGISTRY', repository: 'node', tag: '20' }],
    [
      '${REGISTRY:-docker.io/library}/node',
      { registry: '${REGISTRY:-docker.io/library}', repository: 'node' },
    ],
  ])('%s', (image, reference) => {
    expect(parseOpenImageRef(image)).toEqual(reference);
  });

  test.each(['$BASE', '${BASE}:20', '${PREFIX}node', 'node$VARIANT', 'a/${B}/c', ''])(
    '%j cannot be read',
    (image) => {
      expect(parseOpenImageRef(image)).toBeUndefined();
    },
  );
});

describe('an official image is known under a mirror’s name', () => {
  test.each([
    'node:20',
    'docker.io/node:20',
    'docker.io/library/node:20',
    'index.docker.io/library/node:20',
    'library/node:20',
    'mirror.gcr.io/library/node:20',
    'public.ecr.aws/docker/library/node:20',
    'registry.example.com/proxy/hub/library/node:20',
    '$CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX/node:20',
    '${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/library/node:20',
    'gitlab.example.com/group/dependency_proxy/containers/node:20',
    'arm64v8/node:20',
    'node:20@sha256:ab',
  ])('%s', (image) => {
    expect(lookup(image)).toMatchObject({ family: 'node', distribution: 'debian' });
  });
});

test.each([
  'registry.example.com/node:20',
  'localhost:5000/node',
  '${REGISTRY}/node:20',
  'acme/node:20',
  'quay.io/oven/bun',
  'node@sha256:ab',
  'node:8-onbuild',
  'acme/service',
])('%s is not known', (image) => {
  expect(lookup(image)).toBeUndefined();
});

test('images of other registries go by their full name', () => {
  expect(lookup('ghcr.io/astral-sh/uv:python3.12-bookworm-slim')?.family).toBe('uv');
  expect(lookup('mcr.microsoft.com/dotnet/sdk:8.0')?.family).toBe('dotnet');
  expect(lookup('gcr.io/distroless/nodejs20-debian12')?.family).toBe('distroless');
  expect(lookup('${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/oven/bun:1')?.family).toBe('bun');
});
