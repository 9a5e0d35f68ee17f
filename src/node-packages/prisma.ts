import { cleanPath } from '../ecosystem-api.js';
import { isInstalled, type Findings } from './findings.js';
import { asRecord, asText, parentOf, within, type Manifest } from './manifest.js';

const CONFIGS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].flatMap((end) => [
  `prisma.config.${end}`,
  `.config/prisma.${end}`,
]);

/** The one generator that reads the schema alone: `prisma-client` looks for a tsconfig.json, others for what they like. */
const SCHEMA_ALONE = 'prisma-client-js';

/** Notes what `prisma generate` in the folder of the manifest reads and makes, given `--schema`. */
export function prismaInputs(manifest: Manifest, option: string | undefined, found: Findings): void {
  const { folder } = manifest;
  for (const name of CONFIGS) {
    const file = within(folder, name);
    if (found.files.kind(file) !== undefined)
      return found.refuse('reads-sources', `prisma generate runs ${file}, which may read other files`, {
        file,
        text: name,
      });
  }
  for (const name of ['.env', 'prisma/.env']) found.read(within(folder, name));
  for (const schema of schemasOf(manifest, option, found)) {
    found.read(schema);
    found.read(within(parentOf(schema), '.env'));
    checkGenerators(schema, found.files.read(schema) ?? '', found);
  }
}

/** The schema files at all places where it may be: of those that are there, Prisma takes one. */
function schemasOf(manifest: Manifest, option: string | undefined, found: Findings): string[] {
  const named = option ?? asText(asRecord(manifest.data.prisma).schema);
  const places =
    named === undefined ? ['schema.prisma', 'prisma/schema.prisma', 'prisma/schema', 'prisma'] : [named];
  return places.flatMap((place) => {
    const path = place.startsWith('/') ? cleanPath(place) : cleanPath(within(manifest.folder, place));
    return found.files.kind(path) === 'directory'
      ? found.files.list(path).filter((file) => file.endsWith('.prisma') && !isInstalled(file))
      : found.files.kind(path) === undefined
        ? []
        : [path];
  });
}

/** A schema is read by lines: `generator name {`, then `key = value` up to `}`. */
function checkGenerators(file: string, text: string, found: Findings): void {
  let inside: string | undefined;
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    const [word, name] = line.split(/\s+/);
    if (inside === undefined) {
      if (word === 'generator') inside = name ?? '';
    } else if (line.startsWith('}')) inside = undefined;
    else checkSetting(file, inside, line, found);
  }
}

function checkSetting(file: string, generator: string, line: string, found: Findings): void {
  const equals = line.indexOf('=');
  const key = line.slice(0, Math.max(0, equals)).trim();
  if (key !== 'provider' && key !== 'output') return;
  const value = quoted(line.slice(equals + 1).trim());
  const because = { file, key: `generator.${generator}.${key}`, text: line };
  if (value === undefined)
    return found.refuse('reads-sources', `${because.key} in ${file} is only known when it runs`, because);
  if (key === 'provider') {
    if (value !== SCHEMA_ALONE)
      found.refuse('reads-sources', `the Prisma generator ${value} reads more than the schema`, because);
    return;
  }
  const output = value.startsWith('/') ? cleanPath(value) : cleanPath(within(parentOf(file), value));
  if (isInstalled(output)) return;
  if (found.files.kind(output) === undefined) return found.make(output);
  found.refuse('copy-overwrites', `prisma generate writes ${output}, which the COPY brings as well`, because);
}

/** The text between the first quotes, with nothing but a comment behind them. */
function quoted(text: string): string | undefined {
  const end = text.indexOf('"', 1);
  if (!text.startsWith('"') || end < 0) return undefined;
  const behind = text.slice(end + 1).trim();
  const value = text.slice(1, end);
  return (behind === '' || behind.startsWith('//')) && !value.includes('\\') ? value : undefined;
}
