import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { factsOf } from '../../src/facts/facts.js';

const accountAfter = (text: string) => factsOf(parseDockerfile(text)).stages.at(-1)?.final.account;

describe('accounts that a file makes', () => {
  test.each([
    [
      'FROM debian\nRUN useradd -m -u 1001 app\nUSER app',
      { name: 'app', uid: 1001, gid: 1001, home: '/home/app' },
    ],
    ['FROM debian\nRUN useradd -mu1001 app\nUSER app', { uid: 1001 }],
    [
      'FROM debian\nRUN groupadd -g 2000 g && useradd --uid=1500 --gid g --home-dir /srv app\nUSER app',
      { uid: 1500, gid: 2000, home: '/srv' },
    ],
    ['FROM debian\nRUN useradd -ms /bin/bash app\nUSER app', { uid: 1000, home: '/home/app' }],
    ['FROM node:22\nRUN useradd app\nUSER app', { uid: 1001 }],
    ['FROM node:22-alpine\nRUN addgroup -S app && adduser -S -G app app\nUSER app', { uid: 100 }],
    [
      'FROM debian\nRUN adduser --disabled-password --gecos "" --uid 5678 app\nUSER app',
      { uid: 5678, home: '/home/app' },
    ],
    ['FROM debian\nENV UID=1234\nRUN useradd -u $UID app\nUSER app', { uid: 1234 }],
    ['FROM debian\nRUN useradd -u 1001 app && usermod -u 1002 app\nUSER app', { uid: 1002 }],
    ['FROM debian\nUSER 1000:0', { name: undefined, uid: 1000, gid: 0 }],
    ['FROM node:22\nUSER 1000', { name: 'node', uid: 1000, home: '/home/node' }],
    ['FROM node:22\nUSER node\nUSER root', { uid: 0, home: '/root' }],
  ])('%j', (text, expected) => {
    expect(accountAfter(text)).toMatchObject(expected);
  });

  test.each([
    ['an account of an image that nothing is known of', 'FROM x/y\nUSER app'],
    ['a number that a build arg may change', 'FROM debian\nARG UID=1234\nRUN useradd -u $UID app\nUSER app'],
    [
      'one that comes by way of an ENV',
      'FROM debian\nARG UID=1234\nENV U=$UID\nRUN useradd -u $U app\nUSER app',
    ],
    ['one in USER', 'ARG UID=1234\nFROM debian\nARG UID\nUSER $UID:0'],
    ['a number that only the build knows', 'FROM debian\nARG UID\nRUN useradd -u $UID app\nUSER app'],
    ['a command that may not run', 'FROM debian\nRUN if true; then useradd -u 1001 app; fi\nUSER app'],
    [
      'a system account after packages that may have made others',
      'FROM alpine\nRUN apk add nginx && adduser -S app\nUSER app',
    ],
    ['the next free number in an unknown image', 'FROM x/y\nRUN useradd app\nUSER app'],
  ])('%s has no known number', (_, text) => {
    expect(accountAfter(text)?.uid).toBeUndefined();
  });

  test('an unknown image leaves the account open, unless a step that only root can do shows it', () => {
    expect(accountAfter('FROM x/y\nRUN npm ci')).toBeUndefined();
    expect(accountAfter('FROM x/y\nRUN npm ci\nRUN apt-get update && apt-get install -y x')).toMatchObject({
      uid: 0,
    });
    expect(accountAfter('FROM x/y\nRUN sudo apt-get update')).toBeUndefined();
    expect(accountAfter('FROM x/y\nUSER app\nRUN sudo apt-get update\nUSER root')).toMatchObject({ uid: 0 });
  });
});

describe('base images behind variables', () => {
  test.each([
    ['ARG V\nFROM node:${V}-alpine', 'alpine'],
    ['ARG V=22-alpine\nFROM node:$V', 'alpine'],
    ['FROM node@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', undefined],
    ['ARG BASE\nFROM $BASE', undefined],
    ['ARG BASE=python:3.12\nFROM $BASE', 'debian'],
    ['FROM mirror.example.com/library/node:22', 'debian'],
    ['FROM mirror.example.com/node:22', undefined],
  ])('%s', (text, distribution) => {
    expect(factsOf(parseDockerfile(text)).stages[0]?.base?.distribution).toBe(distribution);
  });
});
