import type { Findings } from './findings.js';
import { asRecord, asText, type Manifest } from './manifest.js';

/**
 * Notes a package.json that a later yarn writes anew: every install but `workspaces focus` does so, `--immutable` or not. What
 * it writes is what packages/yarnpkg-core/sources/Manifest.ts makes of the file.
 */
export function noteRewrite({ file, data }: Manifest, found: Findings): void {
  if (!isAsWritten(found.files.read(file) ?? '', data))
    found.overwrite({
      file,
      text: `yarn writes ${file} anew, sorted and formatted in its own way, which it is not yet: run yarn install and commit it`,
    });
}

/** Objects that it sorts, and leaves out when they are empty. */
const SORTED = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'bin',
  'browser',
];
const SORTED_META = ['dependenciesMeta', 'peerDependenciesMeta'];
/** Those that it leaves out when they are empty. */
const FILLED = ['scripts', 'resolutions', 'workspaces', ...SORTED, ...SORTED_META];
/** In which it turns every `\` into `/`. */
const PATHS = ['main', 'module', 'browser', 'bin', 'files', 'publishConfig'];

type Data = Manifest['data'];

function isAsWritten(text: string, data: Data): boolean {
  const breaks = text.split('\n');
  const crlf = breaks.filter((line) => line.endsWith('\r')).length;
  const end = crlf > breaks.length - 1 - crlf ? '\r\n' : '\n';
  const indent = /^[ \t]+/m.exec(text)?.[0] ?? '  ';
  return (
    text === `${JSON.stringify(data, null, indent)}\n`.replaceAll('\n', end) &&
    FILLED.every((key) => isFilled(data[key])) &&
    [...SORTED, ...SORTED_META].every((key) => isSorted(Object.keys(asRecord(data[key])))) &&
    hasPlainDependencies(data) &&
    hasPlainMeta(data) &&
    hasPlainRest(data)
  );
}

const isFilled = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || Object.keys(value).length > 0;

/** By UTF-16 units, as `<` compares. */
const isSorted = (keys: readonly string[]): boolean =>
  keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);

/** An optional one is taken out of the others, and what is no text is dropped. */
function hasPlainDependencies(data: Data): boolean {
  const optional = asRecord(data.optionalDependencies);
  const blocks = SORTED.slice(0, 4).map((key) => asRecord(data[key]));
  return (
    blocks.every((block) => Object.values(block).every((range) => typeof range === 'string')) &&
    !Object.keys(asRecord(data.dependencies)).some((name) => name in optional)
  );
}

/** Those of one setting stay as they are; of several the order is its own. */
const hasPlainMeta = (data: Data): boolean =>
  Object.entries(asRecord(data.dependenciesMeta)).every(([name, meta]) => {
    const [first, ...rest] = Object.entries(asRecord(meta));
    const [key, value] = first ?? [];
    const kept = (key === 'built' && typeof value === 'boolean') || (key === 'unplugged' && value === true);
    return kept && rest.length === 0 && name.lastIndexOf('@') <= 0;
  }) &&
  Object.values(asRecord(data.peerDependenciesMeta)).every((meta) => {
    const entries = Object.entries(asRecord(meta));
    return (
      entries.length === 1 &&
      entries.every(([key, value]) => key === 'optional' && typeof value === 'boolean')
    );
  });

function hasPlainRest(data: Data): boolean {
  const bins = Object.keys(asRecord(data.bin));
  const name = asText(data.name);
  const files: readonly unknown[] = Array.isArray(data.files) ? data.files : [];
  const published = asRecord(data.publishConfig);
  return (
    data.private !== false &&
    !PATHS.some((key) => JSON.stringify(data[key] ?? '').includes('\\\\')) &&
    // The only program, named as the package, becomes a text.
    !(bins.length === 1 && bins[0] === name?.slice(name.lastIndexOf('/') + 1)) &&
    new Set(files).size === files.length &&
    !Object.keys(asRecord(data.resolutions)).some((key) => key.includes('*')) &&
    !['bin', 'browser', 'executableFiles'].some((key) => key in published)
  );
}
