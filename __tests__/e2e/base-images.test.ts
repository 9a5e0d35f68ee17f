import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import type { BaseImage } from '../../src/base-image-api.js';
import { lookupBaseImage, parseOpenImageRef } from '../../src/base-images/lookup.js';
import { requireEngine } from './support/engine.js';

const suite = requireEngine() === undefined ? describe.skip : describe;

/** What a container of the image prints, line by line. */
function ask(image: string, script: string): string[] {
  const args = ['run', '--rm', '--network=none', '--entrypoint=', image, 'sh', '-c', script];
  return execFileSync('docker', args, {
    timeout: 300_000,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .trim()
    .split('\n');
}

function known(image: string): BaseImage {
  const reference = parseOpenImageRef(image);
  const found = reference && lookupBaseImage(reference);
  if (found === undefined) throw new Error(`${image} is not known`);
  return found;
}

// Those that the cases build on: no image is pulled for this alone.
suite.each(['debian:bookworm-slim', 'node:20-slim', 'python:3.11-slim'])(
  '%s is as its family says',
  (image) => {
    test('accounts', () => {
      const { users, accountsComplete } = known(image);
      const lines = ask(
        image,
        'while IFS=: read n _ u g _ h _; do test -d "$h" && m=false || m=true; echo "$n $u $g $h $m"; done </etc/passwd',
      );
      for (const { name, uid, gid, home, homeMissing = false } of users) {
        expect(lines).toContain(`${name} ${uid} ${gid} ${home} ${homeMissing}`);
      }
      const ordinary = lines
        .map((line) => line.split(' '))
        .filter(([, uid]) => Number(uid) >= 1000 && Number(uid) < 60000);
      const listed = users.filter(({ uid }) => uid >= 1000 && uid < 60000).map(({ name }) => name);
      if (accountsComplete) expect(ordinary.map(([name]) => name)).toEqual(listed);
    });

    test('user, folder and apt’s configuration', () => {
      const { user, workdir, dockerClean } = known(image);
      const script =
        'id -u; pwd; echo "$HOME"; test -f /etc/apt/apt.conf.d/docker-clean && echo true || echo false';
      expect(ask(image, script)).toEqual([`${user.uid}`, workdir, user.home, `${dockerClean}`]);
    });
  },
);
