import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJson } from '../project/json-text.js';
import { foldersUp } from '../project/paths.js';
import { isObject } from '../project/shape.js';

/** The version in dfmod's own package.json, which stands above the bundle as it stands above the sources. */
export function toolVersion(): string {
  for (const folder of foldersUp(dirname(fileURLToPath(import.meta.url)))) {
    try {
      const manifest = parseJson(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (!isObject(manifest) || manifest['name'] !== 'dfmod') continue;
      const { version } = manifest;
      if (typeof version === 'string') return version;
    } catch {
      // Not this folder.
    }
  }
  return 'unknown';
}
