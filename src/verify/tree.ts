import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { extract, type Header } from 'tar-stream';
import type { Entry, Tree } from './image.js';

const attributePrefix = 'SCHILY.xattr.';

/** A path as an archive names it, without what stands in front of its first folder. */
function cleanPath(name: string): string {
  return name.replace(/^(?:\.?\/)+/, '').replace(/\/$/, '');
}

function toEntry(header: Header, sha256: string | undefined, text: string | undefined): Entry {
  const pax = Object.entries(header.pax ?? {}).filter(([key]) => key.startsWith(attributePrefix));
  const link = header.type === 'symlink' && header.linkname ? { link: header.linkname } : {};
  const attributes = pax.length > 0 ? { attributes: pax.map((pair) => pair.join('=')).join('\n') } : {};
  return {
    type: header.type ?? 'file',
    mode: ((header.mode ?? 0) & 0o7777).toString(8),
    owner: `${header.uid ?? 0}:${header.gid ?? 0}`,
    size: sha256 === undefined ? 0 : (header.size ?? 0),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(text === undefined ? {} : { text }),
    ...link,
    ...attributes,
  };
}

/**
 * Reads a root file system while it is written; the files in `wanted` with their text. A hard link is shown as the file that it
 * is another name of.
 */
export async function readTree(stream: Readable, wanted: ReadonlySet<string>): Promise<Tree> {
  const tree = new Map<string, Entry>();
  const hardLinks: [string, string][] = [];
  const archive = extract();
  stream.on('error', (error) => archive.destroy(error));
  stream.pipe(archive);
  for await (const entry of archive) {
    const { header } = entry;
    const path = cleanPath(header.name);
    const hash = createHash('sha256');
    const kept: Uint8Array[] = [];
    for await (const chunk of entry) {
      if (!(chunk instanceof Uint8Array)) continue;
      hash.update(chunk);
      if (wanted.has(path)) kept.push(chunk);
    }
    if (path === '') continue;
    if (header.type === 'link') hardLinks.push([path, cleanPath(header.linkname ?? '')]);
    else {
      const sha256 = header.type === 'file' ? hash.digest('hex') : undefined;
      const text = wanted.has(path) ? Buffer.concat(kept).toString('utf8') : undefined;
      tree.set(path, toEntry(header, sha256, text));
    }
  }
  for (const [path, target] of hardLinks) {
    const file = tree.get(target);
    if (file !== undefined) tree.set(path, file);
  }
  return tree;
}
