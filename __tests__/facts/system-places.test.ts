import { expect, test } from '@jest/globals';
import { isPackagePlace, isSystemPlace } from '../../src/facts/reach.js';

test.each([
  ['/var/www/html', true],
  ['/srv/ftp/x', true],
  ['/srv/app', false],
  ['/usr/src/app', false],
  ['/etc/x', true],
  ['/app', false],
])('%s is a place of system packages: %s', (path, expected) => {
  expect(isPackagePlace(path)).toBe(expected);
});

test.each([
  ['/', true],
  ['/usr', true],
  ['/usr/local/bin', true],
  ['/usr/src/app', false],
  ['/usr/app', false],
  ['/var', true],
  ['/var/www/html', false],
  ['/var/task', false],
  ['/lib64/x', true],
  ['/library', false],
  ['/opt', false],
  ['/app', false],
  ['/root', false],
  ['/etcetera', false],
])('%s is a place of the system: %s', (path, expected) => {
  expect(isSystemPlace(path)).toBe(expected);
});
