import { cleanPath, UNKNOWN } from '../ecosystem-api.js';
import { argumentsOf } from '../dockerfile/arguments.js';
import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import { expandWord } from '../dockerfile/words.js';
import { variableOf } from './state.js';
import type { State } from './state.js';

/** What a COPY or ADD brings, variables resolved. */
export interface CopyFacts {
  /** Stage or image as `--from` names it. */
  readonly from: string | undefined;
  /** As written, cleaned of quotes; undefined when a variable in it is not known. Empty for heredoc files. */
  readonly sources: readonly (string | undefined)[];
  /** The same words, each up to its first variable. */
  readonly literalStarts: readonly string[];
  /** Absolute; undefined when it is not knowable. */
  readonly destination: string | undefined;
  /** The destination is surely a directory. */
  readonly intoDirectory: boolean;
}

/** A word of the Dockerfile (not of the shell) with the variables that BuildKit would put in. */
export function expandValue(doc: DockerDocument, state: State, text: string): string | undefined {
  return expandWord(text, doc.escape, (name) => {
    const value = variableOf(state, name);
    return value === UNKNOWN || (value === undefined && state.base === undefined) ? UNKNOWN : value;
  });
}

export function copyFacts(doc: DockerDocument, copy: Instruction, state: State): CopyFacts {
  const written = argumentsOf(copy);
  const words = written.map((word) => expandValue(doc, state, word));
  const last = words.pop();
  const destination = last === undefined ? undefined : resolvePath(last, state.workdir);
  const from = copy.flags.find((flag) => flag.name === 'from')?.value;
  const intoDirectory =
    last?.endsWith('/') === true ||
    last === '.' ||
    (destination !== undefined && state.directories.has(destination));
  const literalStarts = written.slice(0, -1).map((word) => word.replace(/^["']/, '').split('$', 1)[0] ?? '');
  const heredoc = copy.heredocs.length > 0;
  return {
    from,
    sources: heredoc ? [] : words,
    literalStarts: heredoc ? [] : literalStarts,
    destination,
    intoDirectory,
  };
}

export function resolvePath(path: string, workdir: string | undefined): string | undefined {
  if (path.startsWith('/')) return cleanPath(path);
  return workdir === undefined ? undefined : cleanPath(`${workdir}/${path}`);
}
