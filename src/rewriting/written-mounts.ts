import type { DockerDocument } from '../dockerfile/document.js';
import { absolutePath } from '../ecosystem-api.js';
import { isWithin } from '../facts/paths.js';
import { reachOf } from '../facts/reach.js';
import type { RunCommand, RunFacts } from '../facts/steps.js';
import { boundFiles } from './bound-files.js';
import type { BoundFile } from './bound-files.js';

/** A command that writes into a read-only mount, so that the build fails. */
export interface WrittenMount {
  readonly command: RunCommand;
  /** Absolute: what it writes. */
  readonly path: string;
  readonly file: BoundFile;
}

/** Compilers and downloaders whose result goes where `-o` says. */
const OUTPUT = /^(?:go|gcc|g\+\+|cc|c\+\+|clang|clang\+\+|ld|rustc|curl|gpg|openssl|esbuild|javac)$/;

/** The first write of a RUN into one of its own read-only bind mounts, where nothing else is mounted in between. */
export function writtenMount(doc: DockerDocument, run: RunFacts): WrittenMount | undefined {
  const mounted = boundFiles(doc, run).filter(({ readonly, target }) => readonly && target !== undefined);
  if (mounted.length === 0) return undefined;
  const writable = run.run.flags.some(
    ({ name, value }) => name === 'mount' && !/type=bind/.test(value ?? '') && /type=/.test(value ?? ''),
  );
  for (const command of run.commands) {
    if (command.command.conditional) continue;
    for (const path of writesOf(command)) {
      const file = mounted.find(
        ({ target }) => target !== undefined && path !== target && isWithin(path, target),
      );
      // A cache or tmpfs mount below may be where it writes.
      if (file && !writable) return { command, path, file };
    }
  }
  return undefined;
}

function writesOf(each: RunCommand): readonly string[] {
  const { argv, environment } = each;
  const found = [...(reachOf(each)?.writes ?? [])];
  if (!OUTPUT.test(argv.name)) return found;
  for (const [index, word] of argv.words.entries()) {
    const flag = argv.words[index - 1]?.value;
    const value = flag === '-o' || flag === '--output' ? environment.expand(word) : undefined;
    const path = value === undefined || value === '-' ? undefined : absolutePath(value, environment);
    if (path !== undefined) found.push(path);
  }
  return found;
}
