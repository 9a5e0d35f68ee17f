import picomatch from 'picomatch';
import { argumentsOf } from '../dockerfile/arguments.js';
import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import type { FileOrigin, ImageFiles } from '../install-inputs.js';

/** A file that is to come first: where it lies in the image, and which COPY brings it from where. */
export interface Manifest extends FileOrigin {
  readonly image: string;
  /** A checkout lacks it, a host may have it: it is copied if it is there. */
  readonly optional?: boolean;
}

/** What installs ask for, as the image has it. */
export interface Asked {
  readonly manifests: readonly Manifest[];
  readonly patterns: readonly string[];
  readonly folders: readonly string[];
  readonly files: ImageFiles;
}

export interface CopyStyle {
  readonly doc: DockerDocument;
  /** WORKDIR where the new COPY will stand. */
  readonly workdir: string | undefined;
  /** Whether COPY --parents may be used. */
  readonly parents: boolean;
}

/** Flags that decide owner, mode and layer; the others say where a COPY takes its files from. */
const CARRIED = new Set(['chown', 'chmod', 'link']);
/** What a glob or a variable would be read from. */
const SPECIAL = /[*?[\]\\$`"'#\s<]/;

/** More lines than this are no order anybody wants to keep by hand. */
const MOST_LINES = 12;

export type Printed =
  { readonly lines: readonly string[]; readonly parents: boolean } | { readonly refused: string };

/**
 * The COPY instructions that bring the manifests first, each with the flags of the COPY that brings them later. Files of one
 * folder share a line, and so does a folder all of whose files are asked for. A workspace's members come by one
 * `COPY --parents` with the definition's own globs, where that may be used, so that a member added later is copied too.
 */
export function manifestCopies(asked: Asked, style: CopyStyle): Printed {
  const lines: string[] = [];
  let parents = false;
  for (const copy of new Set(asked.manifests.map((each) => each.copy))) {
    const own = asked.manifests.filter((each) => each.copy === copy);
    const odd = own.find(({ source, image }) => SPECIAL.test(source) || SPECIAL.test(image));
    if (odd) return { refused: `the name ${odd.source} would need quotes` };
    const members = style.parents ? exactPatterns(own, asked, copy) : undefined;
    const rest = members ? own.filter((each) => !members.covers(each.image)) : own;
    lines.push(...plainLines(rest, asked, copy, style));
    if (members) {
      parents = true;
      const target = destination(members.base, copy, style);
      lines.push(`${head(copy, style.doc, ['--parents'])} ${members.sources.join(' ')} ${target}`);
    }
  }
  if (lines.length > MOST_LINES) return { refused: `it would take ${lines.length} COPY lines` };
  return { lines, parents };
}

function head(copy: Instruction, doc: DockerDocument, extra: readonly string[] = []): string {
  const written = doc.text.slice(copy.keywordSpan.start, copy.keywordSpan.end);
  const keyword = written === written.toLowerCase() ? 'copy' : 'COPY';
  const carried = copy.flags
    .filter(({ name }) => CARRIED.has(name))
    .map(({ span }) => doc.text.slice(span.start, span.end));
  return [keyword, ...extra, ...carried].join(' ');
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function plainLines(
  manifests: readonly Manifest[],
  asked: Asked,
  copy: Instruction,
  style: CopyStyle,
): string[] {
  const whole = wholeFolders(manifests, asked);
  const folders = new Map<string, string[]>();
  const lines: string[] = [];
  for (const { image, source, optional = false } of inReadingOrder(manifests)) {
    if (whole.some(({ folder }) => image.startsWith(`${folder}/`))) continue;
    // A file that comes under another name needs its own line.
    if (nameOf(image) !== nameOf(source))
      lines.push(`${head(copy, style.doc)} ${source} ${printed(image, copy, style)}`);
    else
      folders.set(folderOf(image), [
        ...(folders.get(folderOf(image)) ?? []),
        optional ? ifThere(source) : source,
      ]);
  }
  for (const [folder, sources] of folders)
    lines.push(`${head(copy, style.doc)} ${sources.join(' ')} ${destination(folder, copy, style)}`);
  for (const { folder, source } of whole)
    lines.push(`${head(copy, style.doc)} ${source} ${destination(folder, copy, style)}`);
  return lines;
}

/** A pattern that matches this name alone, and may match nothing. */
const ifThere = (source: string): string => `${source.slice(0, -1)}[${source.slice(-1)}]`;

/** A manifest, then what goes with it, then hidden settings: as people write it. */
export function inReadingOrder(manifests: readonly Manifest[]): readonly Manifest[] {
  const rank = ({ image }: Manifest): number => {
    const name = nameOf(image);
    return name.startsWith('.') ? 2 : name === 'package.json' ? 0 : 1;
  };
  return manifests.toSorted((a, b) => rank(a) - rank(b));
}

/** The outermost of the folders that are read as a whole and come whole from this one COPY. */
function wholeFolders(
  manifests: readonly Manifest[],
  { folders, files }: Asked,
): { folder: string; source: string }[] {
  const sources = new Map(manifests.map(({ image, source }) => [image, source]));
  const found: { folder: string; source: string }[] = [];
  for (const folder of folders.toSorted()) {
    if (found.some((outer) => folder.startsWith(`${outer.folder}/`))) continue;
    const below = files.list(folder);
    const [first] = below;
    const from = first && sources.get(first)?.slice(0, -(first.length - folder.length));
    const whole = below.every((path) => sources.get(path) === `${from ?? ''}${path.slice(folder.length)}`);
    if (from !== undefined && from !== '' && whole) found.push({ folder, source: from });
  }
  return found;
}

/** The words of a `COPY --parents` for the globs that match what is asked for and nothing else. */
function exactPatterns(
  manifests: readonly Manifest[],
  { patterns, files }: Asked,
  copy: Instruction,
): { sources: string[]; base: string; covers: (image: string) => boolean } | undefined {
  const first = manifests[0];
  if (first === undefined) return undefined;
  const wanted = new Set(manifests.map(({ image }) => image));
  const mapping = rootOf(first);
  if (mapping === undefined || manifests.some((each) => !sameRoot(each, mapping))) return undefined;
  const exact = patterns.filter((pattern) => {
    // `**` is left to engines' own manuals: not all of them read it alike.
    if (pattern.includes('**') || !pattern.startsWith(`${mapping.base}/`)) return false;
    const matched = files.list(literalFolder(pattern)).filter((path) => fits(pattern, path));
    return (
      matched.length > 0 && matched.every((path) => wanted.has(path) && files.origin(path)?.copy === copy)
    );
  });
  const nested = manifests.filter(
    ({ image }) => folderOf(image) !== mapping.base && !exact.some((pattern) => fits(pattern, image)),
  );
  const explicit = nested.filter(({ image }) => patterns.some((pattern) => fits(pattern, image)));
  if (exact.length + explicit.length === 0) return undefined;
  const pivot = mapping.source === '' ? '' : `${mapping.source}/./`;
  const relative = (image: string) => pivot + image.slice(mapping.base.length + 1);
  return {
    sources: [...exact.map(relative), ...explicit.map(({ image }) => relative(image))],
    base: mapping.base,
    covers: (image) =>
      exact.some((pattern) => fits(pattern, image)) || explicit.some((each) => each.image === image),
  };
}

interface Root {
  /** In the image. */
  readonly base: string;
  /** In the context; '' is its root. */
  readonly source: string;
}

/** The longest common tail of both paths taken off: the folder that lies at the base. */
function rootOf({ image, source }: Manifest): Root | undefined {
  const to = image.split('/');
  const from = source.split('/');
  while (from.length > 0 && to.length > 1 && from.at(-1) === to.at(-1)) {
    from.pop();
    to.pop();
  }
  return from.length === 0 || to.length > 1
    ? { base: to.join('/') || '/', source: from.join('/') }
    : undefined;
}

const sameRoot = ({ image, source }: Manifest, { base, source: from }: Root): boolean =>
  image.startsWith(`${base}/`) && (from === '' ? '' : `${from}/`) + image.slice(base.length + 1) === source;

function literalFolder(pattern: string): string {
  const parts = pattern.split('/');
  const glob = parts.findIndex((part) => /[*?]/.test(part));
  return parts.slice(0, glob < 0 ? -1 : glob).join('/') || '/';
}

/** `*` and `?` within a name, `**` for any folders. */
const fits = (pattern: string, path: string): boolean =>
  picomatch.isMatch(path, pattern, { dot: true, nobrace: true, noext: true, nonegate: true });

function destination(folder: string, copy: Instruction, style: CopyStyle): string {
  const path = printed(folder, copy, style);
  return path.endsWith('/') ? path : `${path}/`;
}

/** Relative where the COPY itself is written so; its own spelling of the place where it is that. */
function printed(image: string, copy: Instruction, { workdir }: CopyStyle): string {
  const written = argumentsOf(copy).at(-1) ?? '';
  if (workdir === undefined || written.startsWith('/') || written.startsWith('$')) return image;
  if (image === workdir) return './';
  const inside = workdir === '/' ? '/' : `${workdir}/`;
  return image.startsWith(inside) ? image.slice(inside.length) : image;
}
