import type { Findings } from './findings.js';

/** A parsed package.json. */
export interface Manifest {
  /** Absolute path of its folder in the image. */
  readonly folder: string;
  /** Absolute path of the file. */
  readonly file: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const BOM = '\uFEFF';

export const within = (folder: string, name: string): string =>
  folder === '/' ? `/${name}` : `${folder}/${name}`;

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** The folder and all folders above it, nearest first. */
export function upward(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; at !== '/'; folders.push(at)) at = parentOf(at);
  return folders;
}

export const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};

export const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The folder's package.json, noted as read; undefined when there is none, or none that can be read. */
export function readManifest(folder: string, found: Findings): Manifest | undefined {
  return found.read(within(folder, 'package.json')) ? lookAtManifest(folder, found) : undefined;
}

/** The same, without noting it: to see whether the install would care for it. */
export function lookAtManifest(folder: string, found: Findings): Manifest | undefined {
  const file = within(folder, 'package.json');
  if (found.files.kind(file) === undefined) return undefined;
  const text = found.files.read(file);
  if (text === undefined) {
    found.refuse('input-outside', `${file} cannot be read`, { file, text: 'package.json' });
    return undefined;
  }
  try {
    return { folder, file, data: asRecord(JSON.parse(text.startsWith(BOM) ? text.slice(1) : text)) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    found.refuse('manifest-missing', `${file} is not JSON: ${detail}`, { file, text: detail });
    return undefined;
  }
}

/** Texts of an object of texts: scripts, dependencies. */
export const textsOf = (value: unknown): readonly (readonly [string, string])[] =>
  Object.entries(asRecord(value)).flatMap(([key, text]) =>
    typeof text === 'string' ? [[key, text] as const] : [],
  );

export const scriptOf = (manifest: Manifest, name: string): string | undefined =>
  textsOf(manifest.data.scripts).find(([key]) => key === name)?.[1];

const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

export interface Dependency {
  readonly name: string;
  readonly range: string;
  /** Where it stands, e.g. `dependencies.left-pad`. */
  readonly key: string;
}

export const dependenciesOf = (manifest: Manifest): readonly Dependency[] =>
  DEPENDENCY_FIELDS.flatMap((field) =>
    textsOf(manifest.data[field]).map(([name, range]) => ({ name, range, key: `${field}.${name}` })),
  );
