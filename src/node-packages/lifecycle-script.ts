import type { Findings } from './findings.js';
import type { Manifest } from './manifest.js';

/** A lifecycle script, where what its commands need is noted. */
export interface LifecycleScript {
  readonly manifest: Manifest;
  /** The key that evidence names: `scripts.postinstall`. */
  readonly key: string;
  readonly text: string;
  readonly found: Findings;
}

export function readsSources({ manifest, key, text, found }: LifecycleScript, why: string): void {
  found.refuse('reads-sources', `${key} in ${manifest.file} runs "${text}": ${why}`, {
    file: manifest.file,
    key,
    text,
  });
}
