import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { pack, type Header } from 'tar-stream';
import { readOciArchive } from '../../src/verify/oci-archive.js';

type Part = readonly [Partial<Header> & { name: string }, (string | Buffer)?];

async function tar(parts: readonly Part[]): Promise<Buffer> {
  const packed = pack();
  for (const [header, content = ''] of parts) packed.entry(header, content);
  packed.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of packed) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const digestOf = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

async function archive(layers: readonly (readonly Part[])[], config: object, zip = false): Promise<Readable> {
  const blobs: Buffer[] = [];
  for (const parts of layers) {
    const plain = await tar(parts);
    blobs.push(zip ? gzipSync(plain) : plain);
  }
  const configText = JSON.stringify({ config });
  const manifest = JSON.stringify({
    config: { digest: `sha256:${digestOf(configText)}` },
    layers: blobs.map((blob) => ({ digest: `sha256:${digestOf(blob)}` })),
  });
  const index = JSON.stringify({ manifests: [{ digest: `sha256:${digestOf(manifest)}` }] });
  const whole = await tar([
    ...[configText, manifest, ...blobs].map((blob): Part => [
      { name: `blobs/sha256/${digestOf(blob)}` },
      blob,
    ]),
    [{ name: 'index.json' }, index],
    [{ name: 'oci-layout' }, '{"imageLayoutVersion":"1.0.0"}'],
  ]);
  // In pieces, as a pipe gives them.
  return Readable.from(
    Array.from({ length: Math.ceil(whole.length / 700) }, (_, at) =>
      whole.subarray(at * 700, at * 700 + 700),
    ),
  );
}

describe.each([
  ['plain', false],
  ['gzip', true],
])('layers (%s)', (_, zip) => {
  test('lie on each other; whiteouts take away what is below', async () => {
    const stream = await archive(
      [
        [
          [{ name: 'app/', type: 'directory', mode: 0o755 }],
          [{ name: 'app/keep', mode: 0o644 }, 'a'],
          [{ name: 'app/gone', mode: 0o644 }, 'b'],
          [{ name: 'old/', type: 'directory' }],
          [{ name: 'old/x' }, 'x'],
          [{ name: 'dir/', type: 'directory' }],
          [{ name: 'dir/x' }, 'x'],
        ],
        [
          [{ name: 'app/.wh.gone' }],
          [{ name: 'app/keep', mode: 0o600 }, 'longer'],
          [{ name: '.wh.old' }],
          [{ name: 'dir/.wh..wh..opq' }],
          [{ name: 'dir/y' }, 'y'],
          [{ name: 'link', type: 'symlink', linkname: 'app/keep' }],
        ],
      ],
      { User: 'node' },
      zip,
    );
    const { tree, config } = await readOciArchive(stream, new Set(['app/keep']));
    expect([...tree.keys()].sort()).toEqual(['app', 'app/keep', 'dir', 'dir/y', 'link']);
    expect(tree.get('app/keep')).toMatchObject({ mode: '600', size: 6, text: 'longer' });
    expect(tree.get('link')).toMatchObject({ type: 'symlink', link: 'app/keep' });
    expect(config).toEqual({ User: 'node' });
  });
});

test('a large layer is not held in memory as a document', async () => {
  const big = 'x'.repeat(300_000);
  const { tree } = await readOciArchive(await archive([[[{ name: 'big' }, big]]], {}), new Set());
  expect(tree.get('big')).toMatchObject({ size: 300_000, sha256: digestOf(big) });
});

test('an archive that ends early is an error', async () => {
  await expect(readOciArchive(Readable.from([Buffer.alloc(1024)]), new Set())).rejects.toThrow(
    'lacks index.json',
  );
});
