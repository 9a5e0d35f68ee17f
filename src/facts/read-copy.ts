import { argumentsOf } from '../dockerfile/arguments.js';
import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import { expandValue, resolvePath } from './copy.js';
import { baseName } from './file-names.js';
import type { State } from './state.js';

/** A COPY or ADD in the order of the steps, with what is in force in front of it; `before.lastCopy` is the one before. */
export interface CopyStep {
  readonly doc: DockerDocument;
  readonly copy: Instruction;
  readonly before: State;
}

/** One source of a COPY, as far as the instruction tells. */
export type SourceWord =
  | { readonly kind: 'context'; readonly text: string }
  /** A stage or an image. */
  | { readonly kind: 'elsewhere'; readonly text: string }
  /** A file whose text stands in the Dockerfile. */
  | { readonly kind: 'heredoc'; readonly name: string }
  /** A file of the web; without a name when the URL does not end in one, or is a repository. */
  | { readonly kind: 'remote'; readonly name: string | undefined }
  /** A variable in it is not known. */
  | { readonly kind: 'variable'; readonly text: string };

/** A COPY or ADD as it is written, variables resolved. */
export interface ReadCopy {
  readonly sources: readonly SourceWord[];
  /** Absolute; undefined when it is not knowable. */
  readonly destination: string | undefined;
  /** The destination is a directory by how it is written: `/x/`, `.`. */
  readonly directory: boolean;
  /** `--parents`: the sources keep their folders. */
  readonly parents: boolean;
  /** Of `--exclude`; undefined when one cannot be read. */
  readonly exclude: readonly string[] | undefined;
  /** Archives are unpacked. */
  readonly unpacks: boolean;
}

const REMOTE = /^(?:https?|git|ssh):\/\/|^git@|^github\.com\//;
const isOn = (copy: Instruction, flag: string): boolean =>
  copy.flags.some(({ name, value }) => name === flag && value !== 'false');

export function readCopy({ doc, copy, before }: CopyStep): ReadCopy {
  const written = argumentsOf(copy);
  const end = written.at(-1) ?? '';
  const last = expandValue(doc, before, end);
  const sources = written.slice(0, -1).map((word) => sourceWord(doc, copy, before, word));
  const patterns = copy.flags.flatMap(({ name, value }) => (name === 'exclude' ? [value ?? '$'] : []));
  return {
    sources,
    destination: last === undefined || before.windows ? undefined : resolvePath(last, before.workdir),
    directory: last === '' || last === '.' || (last ?? end).endsWith('/'),
    parents: isOn(copy, 'parents'),
    exclude: patterns.some((pattern) => pattern.includes('$')) ? undefined : patterns,
    unpacks:
      copy.keyword === 'ADD' && !copy.flags.some(({ name, value }) => name === 'unpack' && value === 'false'),
  };
}

function sourceWord(doc: DockerDocument, copy: Instruction, before: State, word: string): SourceWord {
  const heredoc = copy.heredocs.find(({ name }) => /^\d*<</.test(word) && word.includes(name));
  if (heredoc !== undefined) return { kind: 'heredoc', name: heredoc.name };
  const text = expandValue(doc, before, word);
  if (text === undefined) return { kind: 'variable', text: word };
  if (copy.flags.some(({ name }) => name === 'from')) return { kind: 'elsewhere', text };
  if (copy.keyword === 'ADD' && REMOTE.test(text)) return { kind: 'remote', name: remoteName(copy, text) };
  return { kind: 'context', text };
}

function remoteName(copy: Instruction, url: string): string | undefined {
  if (!URL.canParse(url) || !url.startsWith('http') || isOn(copy, 'unpack')) return undefined;
  const name = baseName(new URL(url).pathname);
  return name === '' || name.endsWith('.git') ? undefined : name;
}
