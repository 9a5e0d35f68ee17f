import { cleanPath, type Environment } from '../ecosystem-api.js';
import { versionFiles } from '../language-inputs/version-managers.js';
import type { Findings } from './findings.js';
import { asRecord, asText, lookAtManifest, parentOf, within } from './manifest.js';

/** Notes the files by which a version manager, where the image has one, chooses node and the package manager. */
export function readInterpreterChoice(environment: Environment, found: Findings): void {
  const files = versionFiles(environment);
  if (files === undefined)
    return found.refuse(
      'input-outside',
      'a version manager looks for its files from a folder that is not known',
      {
        text: 'the working directory',
      },
    );
  for (const file of files)
    if (found.read(file) && file.endsWith('/package.json')) checkVolta(file, files, found);
}

/** Volta's choice may stand in another file that package.json names. */
function checkVolta(file: string, read: readonly string[], found: Findings): void {
  const base = asText(asRecord(lookAtManifest(parentOf(file), found)?.data.volta).extends);
  const path = base === undefined ? undefined : cleanPath(within(parentOf(file), base));
  if (path !== undefined && !read.includes(path))
    found.refuse('input-outside', `volta.extends in ${file} names ${path}, which is not followed`, {
      file,
      key: 'volta.extends',
      text: path,
    });
}
