import { describe, expect, test } from '@jest/globals';
import { painter } from '../../src/report/paint.js';
import { verifyText } from '../../src/report/verify.js';
import type { ImageReport } from '../../src/verify-types.js';

function imageReport(over: Partial<ImageReport> = {}): ImageReport {
  return {
    dockerfile: 'api/Dockerfile',
    context: 'api',
    target: undefined,
    args: {},
    status: 'same',
    paths: 4211,
    differences: [],
    byDesign: [],
    noise: [],
    rebuilds: [],
    ...over,
  };
}

const text = (image: ImageReport, verbose = false): string =>
  verifyText({ builder: 'docker', images: [image], left: [] }, painter(false), verbose);

const run = (seconds: number, ran: string[], cached: string[]) => ({ seconds, ran, cached });

describe('a block for each image', () => {
  test('the same, with what differs by design and what a rebuild costs', () => {
    const image = imageReport({
      target: 'prod',
      args: { A: '1' },
      byDesign: [{ title: 'temporary files', paths: ['tmp/a', 'tmp/b', 'tmp/c', 'tmp/d'] }],
      noise: ['app/stamp'],
      rebuilds: [
        { edit: 'nothing', before: run(0.61, [], ['RUN npm ci']), after: run(0.5, [], ['RUN npm ci']) },
        {
          edit: 'source',
          path: 'src/a.js',
          before: run(12.04, ['COPY . .', 'RUN npm ci && npm run build'], []),
          after: run(
            1.2,
            ['COPY . .', 'RUN npm run build'],
            ['RUN --mount=type=cache,target=/root/.npm npm ci'],
          ),
        },
      ],
    });
    expect(text(image)).toBe(
      [
        'api/Dockerfile  (context api, target prod, A=1)',
        '  same image: 4211 paths and the config compared',
        '  by design: temporary files: /tmp/a, /tmp/b, /tmp/c, … 1 more',
        '  noise: these differ between two builds of the original too: /app/stamp',
        '  rebuild          before  steps run  after  steps run',
        '  nothing changed   0.6 s     0 of 1  0.5 s     0 of 1',
        '  src/a.js edited  12.0 s     2 of 2  1.2 s     2 of 3',
        '  src/a.js edited, before: npm ci && npm run build',
        '  src/a.js edited, after:  npm run build',
        '',
      ].join('\n'),
    );
  });

  test('another image: each difference, the rest with -v', () => {
    const differences = Array.from({ length: 10 }, (_, at) => ({
      at: `x${at}`,
      what: 'mode was 644, is 600',
    }));
    const image = imageReport({
      status: 'different',
      differences: [{ at: 'User', config: true, what: 'was "a", is "b"' }, ...differences],
    });
    expect(text(image)).toContain(
      '  the images differ\n    config User: was "a", is "b"\n    /x0: mode was 644, is 600\n',
    );
    expect(text(image)).toContain('    … 3 more with -v\n');
    expect(text(image, true)).toContain('/x9: ');
  });

  test.each([
    ['broken', 'the rewritten Dockerfile does not build; the original does'],
    ['unbuildable', 'the original does not build'],
  ] as const)('%s, with the builder’s words', (status, line) => {
    expect(text(imageReport({ status, failure: 'a\nb\n' }))).toContain(`  ${line}\n    a\n    b\n`);
  });

  test('that there was no source to edit is said', () => {
    const idle = { seconds: 1, ran: [], cached: [] };
    const image = imageReport({ rebuilds: [{ edit: 'nothing', before: idle, after: idle }] });
    expect(text(image)).toContain('no source file was found to edit: --touch names one\n');
    expect(text(imageReport())).not.toContain('--touch');
  });

  test('an edit that nothing uses is said', () => {
    const none = { seconds: 1, ran: [], cached: ['COPY x x'] };
    const image = imageReport({ rebuilds: [{ edit: 'source', path: 'y.js', before: none, after: none }] });
    expect(text(image)).toContain('no step uses y.js: --touch names another file\n');
  });
});
