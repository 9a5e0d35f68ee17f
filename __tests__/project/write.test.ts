import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeFileAtomically } from '../../src/project/write.js';
import { tempProject } from './temp-project.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('keeps the mode, and leaves nothing else behind', () => {
  const cwd = tempProject({ Dockerfile: 'a' });
  chmodSync(join(cwd, 'Dockerfile'), 0o755);
  writeFileAtomically(join(cwd, 'Dockerfile'), bytes('a'), bytes('b'));
  expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe('b');
  expect(statSync(join(cwd, 'Dockerfile')).mode & 0o7777).toBe(0o755);
  expect(readdirSync(cwd)).toEqual(['Dockerfile']);
});

test('a link stays a link, its target is written', () => {
  const cwd = tempProject({ 'real/Dockerfile.prod': 'a', 'here/': '' });
  symlinkSync('../real/Dockerfile.prod', join(cwd, 'here/Dockerfile'));
  writeFileAtomically(join(cwd, 'here/Dockerfile'), bytes('a'), bytes('b'));
  expect(lstatSync(join(cwd, 'here/Dockerfile')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(cwd, 'real/Dockerfile.prod'), 'utf8')).toBe('b');
  expect(readdirSync(join(cwd, 'here'))).toEqual(['Dockerfile']);
});

test('what changed since it was read is not overwritten', () => {
  const cwd = tempProject({ Dockerfile: 'a' });
  writeFileSync(join(cwd, 'Dockerfile'), 'typed meanwhile');
  expect(() => writeFileAtomically(join(cwd, 'Dockerfile'), bytes('a'), bytes('b'))).toThrow(
    expect.objectContaining({ code: 'changed-meanwhile', exitCode: 2 }),
  );
  expect(readFileSync(join(cwd, 'Dockerfile'), 'utf8')).toBe('typed meanwhile');
  expect(readdirSync(cwd)).toEqual(['Dockerfile']);
});

test('a file that went away is an error the user can read', () => {
  const cwd = tempProject({});
  expect(() => writeFileAtomically(join(cwd, 'Dockerfile'), bytes('a'), bytes('b'))).toThrow(
    'cannot write: ENOENT: no such file or directory',
  );
});

test('a folder that cannot be written is an error, and the file stays', () => {
  // Root may write everywhere.
  if (process.getuid?.() === 0) return;
  const cwd = tempProject({ 'a/Dockerfile': 'a' });
  chmodSync(join(cwd, 'a'), 0o555);
  try {
    expect(() => writeFileAtomically(join(cwd, 'a/Dockerfile'), bytes('a'), bytes('b'))).toThrow(
      /cannot write: EACCES/,
    );
  } finally {
    chmodSync(join(cwd, 'a'), 0o755);
  }
  expect(readFileSync(join(cwd, 'a/Dockerfile'), 'utf8')).toBe('a');
});

test('a name as long as names may be', () => {
  const name = 'D'.repeat(255);
  const cwd = tempProject({ [name]: 'a' });
  writeFileAtomically(join(cwd, name), bytes('a'), bytes('b'));
  expect(readFileSync(join(cwd, name), 'utf8')).toBe('b');
});
