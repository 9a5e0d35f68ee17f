import type { Findings } from './findings.js';
import { readsSources, type LifecycleScript } from './lifecycle-script.js';
import { upward, within, type Manifest } from './manifest.js';
import { readModule } from './module-file.js';

/** Whether the COPY brings a git repository that the folder is part of. */
export const hasRepository = (folder: string, found: Findings): boolean =>
  upward(folder).some((each) => found.files.kind(within(each, '.git')) !== undefined);

/** Without a repository these programs do nothing, or fail before and after alike. */
export function gitHooks(program: string, script: LifecycleScript): true {
  if (hasRepository(script.manifest.folder, script.found))
    readsSources(
      script,
      `${program} writes git hooks, and the COPY brings .git: leave it out with .dockerignore`,
    );
  return true;
}

const SETTINGS = ['.cjs', '.js', '.mjs', '.json', '.ts'].flatMap((end) => [
  `.simple-git-hooks${end}`,
  `simple-git-hooks${end}`,
]);

/** simple-git-hooks fails without its settings before it looks for a repository. */
export function hookSettings({ folder }: Manifest, found: Findings): true {
  for (const name of SETTINGS) readModule(within(folder, name), found);
  return true;
}
