import type { ImageFiles } from '../../src/install-inputs.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';

/** Files of an image, as if one `COPY . .` into the common folder had brought them. */
export function imageFiles(texts: Readonly<Record<string, string>>): ImageFiles {
  const paths = Object.keys(texts).sort();
  const copy = parseDockerfile('FROM scratch\nCOPY . .\n').instructions[1];
  if (copy === undefined) throw new Error('no COPY');
  return {
    read: (path) => texts[path],
    kind: (path) =>
      path in texts ? 'file' : paths.some((each) => each.startsWith(`${path}/`)) ? 'directory' : undefined,
    list: (folder) => paths.filter((path) => folder === '/' || path.startsWith(`${folder}/`)),
    executable: () => undefined,
    origin: (path) => (path in texts ? { copy, source: path.slice(1), path: path.slice(1) } : undefined),
  };
}
