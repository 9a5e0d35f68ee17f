import { describe, expect, test } from '@jest/globals';
import { rewriteText } from '../support/examples.js';

const INSTALL = 'RUN apt-get update && apt-get install -y curl\n';

/** What is named as the reader of the lists that the first RUN leaves; undefined when a mount takes them. */
function readerOf(later: string): string | undefined {
  const { skips } = rewriteText(`FROM debian:13\n${INSTALL}${later}\n`);
  return skips.find(({ code, range }) => code === 'lists-needed-later' && range.start.line === 2)?.evidence
    .text;
}

describe('what may install from the lists later', () => {
  test.each([
    ['./configure', './configure'],
    ['COPY setup /usr/local/bin/\nRUN setup -v', 'setup -v'],
    ['COPY nginx /etc/nginx\nRUN nginx', 'nginx'],
    ['COPY --from=oven/bun /usr/local/bin/bun /bin/\nRUN bun x', 'bun x'],
  ])('%s', (later, text) => {
    expect(readerOf(later.startsWith('.') ? `RUN ${later}` : later)).toBe(text);
  });

  test('of several the likeliest is named', () => {
    expect(readerOf('RUN ./configure\nRUN sh setup.sh')).toBe('sh setup.sh');
    expect(readerOf('RUN ./configure && make\nRUN sh setup.sh')).toBe('make');
    expect(readerOf('RUN sh setup.sh\nRUN apt-get install -y git')).toBe('apt-get install -y git');
    expect(readerOf('COPY --from=oven/bun /bin/bun /bin/\nRUN bun x\nRUN ./a.sh')).toBe('./a.sh');
  });

  test.each([
    'COPY --from=oven/bun /usr/local/bin/bun /bin/\nRUN bun --version && bun -v',
    'COPY nginx /etc/nginx\nRUN nginx -qt && nginx -t',
    'RUN ./tool --version',
  ])('what only says something does not: %j', (later) => {
    expect(readerOf(later)).toBeUndefined();
  });
});

test('where the archives get their mount, the skip is about the lists alone', () => {
  const { skips, after } = rewriteText(`FROM debian:13\n${INSTALL}RUN sh setup.sh\n`);
  expect(after).toContain('target=/var/cache/apt');
  expect(skips[0]?.reason).toBe(
    'only the lists in /var/lib/apt/lists get no mount: a later step may install from the lists that this RUN leaves in the image',
  );
});
