import { cleanPath } from '../ecosystem-api.js';
import type { Findings } from './findings.js';
import { asRecord, within, type Manifest } from './manifest.js';
import { npmrcValue } from './settings-files.js';
import { yamlText } from './yarn-generation.js';

/** pnpm copies all files of members that are injected instead of linking them. */
export function checkInjected(root: string, manifests: readonly Manifest[], found: Findings): void {
  for (const { file, data } of manifests)
    for (const [name, meta] of Object.entries(asRecord(data.dependenciesMeta)))
      if (asRecord(meta).injected === true) refuse(file, `dependenciesMeta.${name}.injected`, found);
  const rc = within(root, '.npmrc');
  const yaml = within(root, 'pnpm-workspace.yaml');
  const textOf = (path: string) => ({ path, text: found.files.read(path) ?? '' });
  if (npmrcValue(textOf(rc), 'inject-workspace-packages') === 'true')
    refuse(rc, 'inject-workspace-packages', found);
  if (yamlText(textOf(yaml), 'injectWorkspacePackages') === 'true')
    refuse(yaml, 'injectWorkspacePackages', found);
}

const refuse = (file: string, key: string, found: Findings): void =>
  found.refuse('reads-sources', `${key} in ${file} makes pnpm copy the sources of workspace members`, {
    file,
    key,
    text: 'true',
  });

/** pnpm links this folder in place of the member: https://pnpm.io/package_json#publishconfigdirectory */
export function checkLinkedFolder({ folder, file, data }: Manifest, found: Findings): void {
  const { directory, linkDirectory } = asRecord(data.publishConfig);
  if (typeof directory !== 'string' || linkDirectory === false) return;
  if (found.files.list(cleanPath(within(folder, directory))).length === 0) return;
  const key = 'publishConfig.directory';
  found.refuse('reads-sources', `${key} in ${file} makes pnpm link a folder of the sources`, {
    file,
    key,
    text: directory,
  });
}
