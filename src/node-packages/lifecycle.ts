import { SourceMap } from '../text/source-map.js';
import { parseScript } from '../shell/parse-script.js';
import type { ShellCommand } from '../shell/script.js';
import type { Findings } from './findings.js';
import { readsSources, type LifecycleScript } from './lifecycle-script.js';
import { scriptOf, within, type Manifest } from './manifest.js';
import { needsOf } from './script-tools.js';

/**
 * Goes through the lifecycle scripts of a package. Commands that are known to read nothing, or files that can be named, pass;
 * anything else may read the sources.
 */
export function checkLifecycle(manifest: Manifest, names: readonly string[], found: Findings): void {
  for (const name of names) check({ manifest, name, caller: undefined }, new Set(), found);
  const builds = names.includes('install') && found.files.kind(within(manifest.folder, 'binding.gyp'));
  const own = scriptOf(manifest, 'install') ?? scriptOf(manifest, 'preinstall');
  if (builds && own === undefined && manifest.data.gypfile !== false)
    found.refuse('reads-sources', 'binding.gyp makes the install compile the sources', {
      file: within(manifest.folder, 'binding.gyp'),
      text: 'node-gyp rebuild',
    });
}

interface Run {
  readonly manifest: Manifest;
  readonly name: string;
  readonly caller: LifecycleScript | undefined;
}

function check({ manifest, name, caller }: Run, seen: Set<string>, found: Findings): void {
  const text = scriptOf(manifest, name)?.trim();
  if (text === undefined || text === '' || seen.has(name)) return;
  seen.add(name);
  const script: LifecycleScript = { manifest, key: `scripts.${name}`, text, caller, found };
  const parsed = parseScript(new SourceMap(text, [{ start: 0, end: text.length }]), { dialect: 'sh' });
  if ('refused' in parsed) return readsSources(script, 'it cannot be read as a shell script');
  for (const command of parsed.commands) {
    const words = commandWords(command);
    if (words === undefined) return readsSources(script, `it writes, or is only known when it runs`);
    for (const other of needsOf(words, script).runs)
      for (const each of [`pre${other}`, other, `post${other}`])
        check({ manifest, name: each, caller: script }, seen, found);
  }
}

/** The command's words; undefined when one of them is only known when it runs, or it writes to a file. */
function commandWords(command: ShellCommand): string[] | undefined {
  if (command.hasRedirects) return undefined;
  const name = command.words[0]?.value ?? '';
  if (SAYS.has(name)) return [name];
  const compares = name === '[' || name === 'test';
  const words = command.words.map((word) =>
    word.glob ? undefined : (word.value ?? (compares && word.raw.startsWith('"') ? word.raw : undefined)),
  );
  return words.every((word) => word !== undefined) ? words : undefined;
}

/** What they are given only appears in the build's log. */
const SAYS = new Set(['echo', 'printf']);
