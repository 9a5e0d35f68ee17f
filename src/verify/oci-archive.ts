import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Entry, Image, ImageConfig, Tree } from './image.js';
import { readTree } from './tree.js';

interface Descriptor {
  readonly digest: string;
  readonly mediaType?: string;
}

interface Manifest {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/** Documents are small; a blob that is larger is a layer. */
const MAX_DOCUMENT = 4 << 20;
const GZIP = [0x1f, 0x8b];

/**
 * Reads an image that a builder exports as `type=oci` (https://github.com/opencontainers/image-spec/blob/main/image-layout.md)
 * while it is written: layers are unpacked as they come, and put on each other in the end.
 */
export async function readOciArchive(stream: Readable, wanted: ReadonlySet<string>): Promise<Image> {
  const layers = new Map<string, Tree>();
  const documents = new Map<string, Buffer>();
  const archive = extract();
  stream.on('error', (error) => archive.destroy(error));
  stream.pipe(archive);
  for await (const entry of archive) {
    const { name, size } = entry.header;
    const [, algorithm, digest] = /blobs\/([^/]+)\/([^/]+)$/.exec(name) ?? [];
    const key = algorithm === undefined ? name.replace(/^\.\//, '') : `${algorithm}:${digest}`;
    const { head, whole } = await peek(entry.pipe(new PassThrough()));
    if (head.at(0) === 0x7b && size <= MAX_DOCUMENT) documents.set(key, await all(whole));
    else if (digest !== undefined && size > 0) layers.set(key, await readLayer(head, whole, wanted));
    else whole.resume();
  }
  return assemble(documents, layers);
}

/** The first chunk, and the stream as it was before. */
async function peek(stream: Readable): Promise<{ head: Uint8Array; whole: Readable }> {
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Uint8Array)) continue;
    stream.unshift(chunk);
    return { head: chunk, whole: stream };
  }
  return { head: new Uint8Array(), whole: stream };
}

async function all(stream: Readable): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function readLayer(head: Uint8Array, blob: Readable, wanted: ReadonlySet<string>): Promise<Tree> {
  const zipped = GZIP.every((byte, at) => head.at(at) === byte);
  return readTree(zipped ? blob.pipe(createGunzip()) : blob, wanted);
}

function assemble(documents: ReadonlyMap<string, Buffer>, layers: ReadonlyMap<string, Tree>): Image {
  const parsed = (key: string): Manifest => {
    const text = documents.get(key)?.toString('utf8');
    if (text === undefined) throw new Error(`the archive lacks ${key}`);
    const value: Manifest = JSON.parse(text);
    return value;
  };
  let manifest = parsed('index.json');
  while (manifest.config === undefined) {
    const [first] = manifest.manifests ?? [];
    if (first === undefined) throw new Error('the archive holds no image');
    manifest = parsed(first.digest);
  }
  const { config }: { config?: ImageConfig } = JSON.parse(
    documents.get(manifest.config.digest)?.toString('utf8') ?? '{}',
  );
  const tree = new Map<string, Entry>();
  for (const { digest } of manifest.layers ?? []) {
    const layer = layers.get(digest);
    if (layer === undefined) throw new Error(`the archive lacks the layer ${digest}`);
    putOn(tree, layer);
  }
  return { tree, config: config ?? {} };
}

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** A layer's whiteouts are about the layers below it (https://github.com/opencontainers/image-spec/blob/main/layer.md). */
function putOn(tree: Map<string, Entry>, layer: Tree): void {
  for (const path of layer.keys()) {
    const slash = path.lastIndexOf('/') + 1;
    const [folder, name] = [path.slice(0, slash), path.slice(slash)];
    if (name === OPAQUE) removeBelow(tree, folder);
    else if (name.startsWith(WHITEOUT)) remove(tree, folder + name.slice(WHITEOUT.length));
  }
  for (const [path, entry] of layer) {
    if (path.slice(path.lastIndexOf('/') + 1).startsWith(WHITEOUT)) continue;
    if (entry.type !== 'directory' && tree.get(path)?.type === 'directory') removeBelow(tree, `${path}/`);
    tree.set(path, entry);
  }
}

function remove(tree: Map<string, Entry>, path: string): void {
  if (tree.get(path)?.type === 'directory') removeBelow(tree, `${path}/`);
  tree.delete(path);
}

function removeBelow(tree: Map<string, Entry>, folder: string): void {
  for (const path of tree.keys()) if (path.startsWith(folder)) tree.delete(path);
}
