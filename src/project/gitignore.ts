import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ignore from 'ignore';
import { foldersUp, relativePath } from './paths.js';

interface Layer {
  readonly rules: ignore.Ignore;
  /** From the folder of the rules to the folder they are asked about, with a `/` at its end unless empty. */
  readonly prefix: string;
}

/** The git ignore rules in force in one folder: its own `.gitignore`, those above it, `.git/info/exclude`. */
export class GitIgnore {
  /** The layer nearest to the repository's root first. */
  readonly #layers: readonly Layer[];

  private constructor(layers: readonly Layer[]) {
    this.#layers = layers;
  }

  /** Rules for `dir` as they come from every folder up to the repository's root; only its own where there is no repository. */
  static of(dir: string, repository: string | undefined): GitIgnore {
    if (repository === undefined) return new GitIgnore([]).with(dir);
    const folders: string[] = [];
    for (const folder of foldersUp(dir)) {
      folders.unshift(folder);
      if (folder === repository) break;
    }
    let rules = new GitIgnore([]).withFile(join(repository, '.git', 'info', 'exclude')).with(repository);
    for (const folder of folders.slice(1)) rules = rules.enter(basename(folder)).with(folder);
    return rules;
  }

  /** The same rules as seen from the child folder `name`; what the child's own file says is added by `with`. */
  enter(name: string): GitIgnore {
    if (this.#layers.length === 0) return this;
    const layers = this.#layers
      .map(({ rules, prefix }) => ({ rules, prefix: `${prefix}${name}/` }))
      // Whoever enters an ignored folder was told to by a nearer rule or by the user: the farther one has lost.
      .filter(({ rules, prefix }) => !rules.ignores(prefix));
    return new GitIgnore(layers);
  }

  /** With the `.gitignore` of `dir`, the folder that is asked about. */
  with(dir: string): GitIgnore {
    return this.withFile(join(dir, '.gitignore'));
  }

  private withFile(path: string): GitIgnore {
    const rules = readRules(path);
    return rules === undefined ? this : new GitIgnore([...this.#layers, { rules, prefix: '' }]);
  }

  /** The nearest file that says something about the entry decides. */
  ignores(name: string, isFolder: boolean): boolean {
    for (let at = this.#layers.length - 1; at >= 0; at -= 1) {
      const layer = this.#layers[at];
      if (layer === undefined) continue;
      const { ignored, unignored } = layer.rules.test(`${layer.prefix}${name}${isFolder ? '/' : ''}`);
      if (ignored || unignored) return ignored;
    }
    return false;
  }
}

function readRules(path: string): ignore.Ignore | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  return ignore({ ignorecase: false }).add(text.replace(/^\ufeff/, ''));
}

/** Tests absolute paths against patterns in `.gitignore` syntax that are written in or for the folder `base`. */
export function matcher(patterns: readonly string[], base: string): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  const rules = ignore({ ignorecase: false, allowRelativePaths: true }).add(
    patterns.map((pattern) => pattern.replace(/^\.\//, '/')),
  );
  return (path) => {
    const inside = relativePath(base, path);
    return inside !== '' && rules.ignores(inside);
  };
}
