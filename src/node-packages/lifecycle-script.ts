import type { Findings } from './findings.js';
import type { Manifest } from './manifest.js';

/** A lifecycle script, where what its commands need is noted. */
export interface LifecycleScript {
  readonly manifest: Manifest;
  /** The key that evidence names: `scripts.postinstall`. */
  readonly key: string;
  readonly text: string;
  /** The script that runs it; undefined for one that the install itself runs. */
  readonly caller: LifecycleScript | undefined;
  readonly found: Findings;
}

export function readsSources(script: LifecycleScript, why: string): void {
  const { manifest, key, text, found } = script;
  found.refuse('reads-sources', `${chainOf(script)}: ${why}`, {
    file: manifest.file,
    key,
    text,
  });
}

/** `scripts.postinstall in /app/package.json runs "yarn build", by which scripts.build runs "tsc"` */
const chainOf = ({ manifest, key, text, caller }: LifecycleScript): string =>
  caller === undefined
    ? `${key} in ${manifest.file} runs "${text}"`
    : `${chainOf(caller)}, by which ${key} runs "${text}"`;
