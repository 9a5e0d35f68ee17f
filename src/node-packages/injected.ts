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
