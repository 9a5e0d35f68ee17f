import type { ImageFiles } from '../ecosystem-api.js';

/**
 * What hatchling leaves out of a package stands in the first .gitignore, or else .hgignore, of its folder or one above, up to
 * where the repository begins. https://hatch.pypa.io/latest/config/build/#vcs
 */
export function ignoreFiles(
  folder: string,
  files: ImageFiles,
): { readonly reads: readonly string[]; readonly absent: readonly string[] } {
  const absent: string[] = [];
  if (!/\bhatchling\b/.test(files.read(`${folder}/pyproject.toml`) ?? '')) return { reads: [], absent };
  for (const kind of ['git', 'hg']) {
    for (let at: string | undefined = folder; at !== undefined; at = above(at)) {
      const inside = at === '/' ? '' : at;
      const path = `${inside}/.${kind}ignore`;
      const there = files.kind(path);
      if (there === 'file' || there === 'symlink') return { reads: [path], absent };
      absent.push(path);
      if (files.kind(`${inside}/.${kind}`) !== undefined) break;
    }
  }
  return { reads: [], absent };
}

const above = (path: string): string | undefined =>
  path === '/' ? undefined : path.slice(0, path.lastIndexOf('/')) || '/';
