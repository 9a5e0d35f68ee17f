import { expect, test } from '@jest/globals';
import { buildableText } from '../../src/verify/buildable-text.js';
import { ProgressLog } from '../../src/verify/progress.js';
import { StepListing } from '../../src/verify/step-listing.js';

test('a frontend that cannot be had gives way to a comment, and no line moves', () => {
  const text = '# escape=`\n# syntax=docker/dockerfile:1\n# check=skip=all\nFROM scratch\n';
  expect(buildableText(text, () => true)).toBe(text);
  expect(buildableText(text, () => false)).toBe('# escape=`\n# check=skip=all\n#\nFROM scratch\n');
});

test('a step ran when it was started and not cached', () => {
  const log = new ProgressLog();
  const lines = [
    { vertexes: [{ digest: 'a', name: '[1/3] FROM debian', started: 't' }] },
    { vertexes: [{ digest: 'b', name: '[2/3] COPY . .', started: 't', cached: true }] },
    {
      vertexes: [
        { digest: 'c', name: '[stage 3/3] RUN make' },
        { digest: 'd', name: 'exporting' },
      ],
    },
    {
      vertexes: [{ digest: 'c', started: 't', error: 'exit code: 1' }],
      logs: [{ vertex: 'c', data: btoa('hello\n') }],
    },
  ];
  const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\nplain words\n`;
  for (let at = 0; at < text.length; at += 7) log.add(text.slice(at, at + 7));
  expect(log.steps()).toEqual([
    { name: 'COPY . .', position: '[2/3]', ran: false, output: '' },
    { name: 'RUN make', position: '[stage 3/3]', ran: true, output: 'hello\n' },
  ]);
  expect(log.failure()).toBe('[stage 3/3] RUN make\nhello\nexit code: 1\nplain words');
});

test('buildah tells a cached step by the line behind it', () => {
  const log = new StepListing();
  const text = [
    '[1/2] STEP 1/2: FROM debian AS one',
    '[1/2] STEP 2/2: RUN make',
    '--> Using cache 61e4',
    '--> 61e4',
    '[2/2] STEP 1/2: FROM debian',
    '[2/2] STEP 2/2: COPY --parents a/*/b ./',
    'out',
    '--> 24d9',
    '[2/2] COMMIT x',
  ].join('\n');
  for (let at = 0; at < text.length; at += 7) log.add(text.slice(at, at + 7));
  expect(log.steps()).toMatchObject([
    { name: 'RUN make', position: '[1/2 2/2]', ran: false },
    { name: 'COPY --parents a/*/b ./', ran: true, output: 'out\n--> 24d9\n[2/2] COMMIT x\n' },
  ]);
});
