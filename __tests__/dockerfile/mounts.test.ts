import { expect, test } from '@jest/globals';
import { mountsOf } from '../../src/dockerfile/mounts.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';

function mountsIn(run: string): readonly object[] {
  const [, instruction] = parseDockerfile(`FROM a\n${run}\n`).instructions;
  if (instruction === undefined) throw new Error('no instruction');
  return mountsOf(instruction).map(({ flag, ...mount }) => {
    expect(flag.name).toBe('mount');
    return Object.fromEntries(Object.entries(mount).filter(([, value]) => value !== undefined));
  });
}

test.each([
  ['RUN --mount=type=cache,target=/c x', { type: 'cache', target: '/c' }],
  ['RUN --mount=target=/c x', { type: 'bind', target: '/c' }],
  ['RUN --mount=dst=/c,TYPE=Cache,SHARING=Locked x', { type: 'cache', target: '/c', sharing: 'locked' }],
  [
    'RUN --mount=destination=/c,src=a,from=b,ro x',
    { type: 'bind', target: '/c', source: 'a', from: 'b', readonly: true },
  ],
  ['RUN --mount=target=/c,rw x', { type: 'bind', target: '/c', readonly: false }],
  ['RUN --mount=target=/c,readwrite=false x', { type: 'bind', target: '/c', readonly: true }],
  ['RUN --mount=target=/c,readonly=maybe x', { type: 'bind', target: '/c' }],
  [
    'RUN --mount=type=cache,id=i,uid=1,gid=2,mode=0755,target=$X/c x',
    { type: 'cache', id: 'i', uid: '1', gid: '2', mode: '0755', target: '$X/c' },
  ],
  ['RUN --mount=type=cache,\\\ntarget=/c x', { type: 'cache', target: '/c' }],
  ['RUN --mount=type=bind,source="a b",target=/c x', { type: 'bind', source: 'a b', target: '/c' }],
  [`RUN --mount=type=cache,'"target=/a,""b"' x`, { type: 'cache', target: '/a,"b' }],
  ['RUN --mount=type=cache,target=/a,target=/b x', { type: 'cache', target: '/b' }],
  [`RUN --mount=type=cache,'target=/a"b' x`, { type: '' }],
  [`RUN --mount=type=cache,'"target=/a' x`, { type: '' }],
])('%s', (run, expected) => {
  expect(mountsIn(run)).toEqual([expected]);
});

test('several, in order, among other flags', () => {
  const run = 'RUN --mount=type=secret,id=s --network=none --mount=type=ssh x --mount=type=cache,target=/no';
  expect(mountsIn(run)).toEqual([{ type: 'secret', id: 's' }, { type: 'ssh' }]);
});

test('only a RUN has mounts', () => {
  const [, copy] = parseDockerfile('FROM a\nCOPY --mount=type=cache,target=/x a b\n').instructions;
  expect(copy && mountsOf(copy)).toEqual([]);
});
