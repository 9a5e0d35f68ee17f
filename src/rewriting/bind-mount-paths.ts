import type { Build } from '../builds/build.js';
import type { BuildContext } from '../context/build-context.js';
import { argumentsOf } from '../dockerfile/arguments.js';
import type { DockerDocument, Instruction } from '../dockerfile/document.js';
import { cleanPath } from '../ecosystem-api.js';
import { isArchive } from '../facts/archives.js';
import { copyFacts } from '../facts/copy.js';
import type { Facts, StageFacts } from '../facts/facts.js';
import { namesFile } from '../facts/file-names.js';
import { isWithin } from '../facts/paths.js';
import type { Obstacle } from './obstacle.js';

/** One stage, seen with one build context; without one it is guessed what is a file. */
export interface BindScene {
  readonly path: string;
  readonly doc: DockerDocument;
  readonly facts: Facts;
  readonly stage: StageFacts;
  readonly context: BuildContext | undefined;
  readonly builds: readonly Build[];
  /** The option `manifests: "bind"`: manifests that a later COPY brings again are bound. */
  readonly bindManifests: boolean;
}

/** What one word of a COPY brings, as a bind mount would. */
export interface BoundPath {
  /** In the build context or in `from`, relative for the context; '' is its root. */
  readonly source: string;
  readonly from: string | undefined;
  /** Absolute. */
  readonly target: string;
  readonly folder: boolean;
  /** Relative, where the COPY's own destination is written so. */
  readonly written: string;
}

/** Folders whose content the image may lack, unless a later step, CMD or ENTRYPOINT names it. */
const TEMPORARY = ['/tmp', '/var/tmp', '/run'];
export const isTemporary = (path: string): boolean =>
  TEMPORARY.some((folder) => path !== folder && isWithin(path, folder));

/** What only the build spells out, or would have to be quoted. */
const SPECIAL = /[*?[\]\\$`"'#\s<,]/;
const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst)$/i;
const REMOTE = /^[a-z][a-z0-9+.-]*:|^git@/i;
/** Flags that change nothing about the files themselves. */
const HARMLESS = new Set(['from', 'link']);
const OWNER = new Set(['chown', 'chmod']);

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** Undefined: not what a bind mount can stand for. */
export function boundPaths(
  scene: BindScene,
  copy: Instruction,
  anyOwner = false,
): readonly BoundPath[] | Obstacle | undefined {
  const { doc, stage } = scene;
  const state = stage.states.get(copy);
  if (state === undefined || copy.heredocs.length > 0 || copy.comments.length > 0) return undefined;
  const written = argumentsOf(copy);
  const words = written.slice(0, -1);
  const place = written.at(-1) ?? '';
  if (words.length === 0 || written.some((word) => SPECIAL.test(word))) return undefined;
  const origin = copy.flags.find(({ name }) => name === 'from')?.value;
  const from = origin === undefined ? undefined : mountable(doc, origin);
  if (origin !== undefined && from === undefined) return undefined;
  const { destination, intoDirectory } = copyFacts(doc, copy, state);
  if (destination === undefined) return undefined;
  const relative = !place.startsWith('/');
  const bound: BoundPath[] = [];
  for (const word of words) {
    if (copy.keyword === 'ADD' && (ARCHIVE.test(word) || REMOTE.test(word))) return undefined;
    const inside = cleanPath(`/${word}`);
    const kind = kindOf(scene, from, inside.slice(1), word);
    const folder = kind === 'folder';
    if (kind === undefined || (copy.keyword === 'ADD' && mayUnpack(scene, inside.slice(1), folder)))
      return undefined;
    if (scene.context !== undefined && from === undefined && isMissing(scene.context, inside.slice(1)))
      return undefined;
    // A folder's contents are copied, not the folder.
    if (folder && words.length > 1) return undefined;
    const target = folder || !intoDirectory ? destination : cleanPath(`${destination}/${nameOf(inside)}`);
    const below = state.workdir === '/' ? '/' : `${state.workdir ?? '/'}/`;
    bound.push({
      source: from === undefined ? inside.slice(1) : inside,
      from,
      target,
      folder,
      written: relative && target.startsWith(below) ? target.slice(below.length) : target,
    });
  }
  const flag = copy.flags.find(({ name }) => !HARMLESS.has(name));
  if (flag === undefined || (anyOwner && OWNER.has(flag.name))) return bound;
  if (!OWNER.has(flag.name)) return undefined;
  const text = doc.text.slice(flag.span.start, flag.span.end);
  return {
    code: 'owner-matters',
    reason: `a bind mount would not have what ${text} sets`,
    evidence: { path: scene.path, span: flag.span, text },
  };
}

/** What a mount's `from` says for a COPY's: a mount knows stages by their names only. */
function mountable(doc: DockerDocument, from: string): string | undefined {
  if (SPECIAL.test(from)) return undefined;
  return /^\d+$/.test(from) ? doc.stages[Number(from)]?.name : from;
}

/** Undefined: it may be either, in a stage or an image whose files are not known. */
function kindOf(
  { context }: BindScene,
  from: string | undefined,
  path: string,
  word: string,
): 'file' | 'folder' | undefined {
  if (from === undefined && context !== undefined)
    return path === '' || context.kind(path) === 'directory' ? 'folder' : 'file';
  if (path === '' || word.endsWith('/') || word === '.') return 'folder';
  return from === undefined || namesFile(nameOf(path)) ? 'file' : undefined;
}

/** ADD goes by what a file begins with: only a text is surely no archive. */
function mayUnpack({ context }: BindScene, path: string, folder: boolean): boolean {
  if (context === undefined) return false;
  const text = folder ? undefined : context.read(path);
  return text === undefined || /[\0\uFFFD]/.test(text) || isArchive(context, path);
}

/** A link is copied as what it leads to, and mounted as the link. */
const isMissing = (context: BuildContext, path: string): boolean =>
  path !== '' && context.kind(path) !== 'file' && context.kind(path) !== 'directory';
