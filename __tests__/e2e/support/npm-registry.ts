import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

interface Release {
  readonly name: string;
  readonly version: string;
}

export interface NpmRegistry {
  /** `http://127.0.0.1:…/` */
  readonly url: string;
  /** `integrity` as a lock file has it. */
  integrity(release: Release): string;
  /** The tarballs that were fetched since this was last asked, as `name-version`. */
  fetched(): string[];
  close(): Promise<void>;
}

/** A registry of small packages that counts what is fetched from it. */
export async function npmRegistry(releases: readonly Release[]): Promise<NpmRegistry> {
  const tarballs = new Map<string, Buffer>();
  for (const release of releases) tarballs.set(keyOf(release), await tarballOf(release));
  const fetched: string[] = [];
  const integrity = (release: Release): string =>
    `sha512-${createHash('sha512')
      .update(tarballs.get(keyOf(release)) ?? '')
      .digest('base64')}`;
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').slice(1).replace(/\?.*$/, '');
    const key = /^-\/(.*)\.tgz$/.exec(path)?.[1];
    const tarball = key === undefined ? undefined : tarballs.get(key);
    if (key !== undefined && tarball !== undefined) {
      fetched.push(key);
      response.end(tarball);
      return;
    }
    const own = releases.filter(({ name }) => name === path);
    if (own.length === 0) response.writeHead(404);
    const base = `http://127.0.0.1:${portOf(server)}`;
    const versions = own.map((release) => [
      release.version,
      { ...release, dist: { tarball: `${base}/-/${keyOf(release)}.tgz`, integrity: integrity(release) } },
    ]);
    response.end(
      JSON.stringify({
        name: path,
        'dist-tags': { latest: own.at(-1)?.version },
        versions: Object.fromEntries(versions),
      }),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    integrity,
    fetched: () => fetched.splice(0).sort(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const keyOf = ({ name, version }: Release): string => `${name}-${version}`;

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function tarballOf({ name, version }: Release): Promise<Buffer> {
  const packed = pack();
  packed.entry({ name: 'package/package.json' }, JSON.stringify({ name, version }));
  packed.entry({ name: 'package/index.js' }, `module.exports = '${version}';\n`);
  packed.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of packed) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}
