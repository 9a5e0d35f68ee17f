import type { BuildContext } from '../context/build-context.js';
import { compareBytewise } from '../context/path-order.js';
import { cleanPath } from '../ecosystem-api.js';
import type { FileOrigin, ImageFiles } from '../install-inputs.js';
import { CopyLayer } from './copy-layer.js';
import type { Below, CopiedEntry, UnknownCopy } from './copy-layer.js';
import { isWithin } from './paths.js';
import type { CopyStep } from './read-copy.js';

/** As many links as Linux follows before it gives up. */
const MOST_LINKS = 40;

/** The files after one COPY: what it brought over what was there. */
export class CopiedFiles implements ImageFiles {
  readonly #entries = new Map<string, CopiedEntry | undefined>();

  constructor(
    readonly layer: CopyLayer | undefined,
    private readonly step: CopyStep | undefined,
    private readonly below: CopiedFiles | undefined,
    private readonly context: BuildContext,
  ) {}

  read(path: string): string | undefined {
    const entry = this.#top(this.resolve(path));
    return entry?.kind === 'file' ? this.context.read(entry.target) : undefined;
  }

  kind(path: string): CopiedEntry['kind'] | undefined {
    return this.#top(this.#resolveFolder(path))?.kind;
  }

  list(folder: string): readonly string[] {
    const asked = cleanPath(folder);
    const real = this.resolve(folder);
    const paths = new Set<string>();
    for (const { layer } of this.#layers())
      for (const { image } of layer?.filesBelow(real) ?? [])
        paths.add(
          real === asked
            ? image
            : `${asked === '/' ? '' : asked}${image.slice(real === '/' ? 0 : real.length)}`,
        );
    return [...paths].sort(compareBytewise);
  }

  origin(path: string): FileOrigin | undefined {
    const place = this.#resolveFolder(path);
    for (const { layer, step } of this.#layers()) {
      if (layer === undefined || step === undefined) continue;
      if (layer.unknown.some((unknown) => isWithin(place, unknown.place))) return undefined;
      const entry = layer.at(place);
      if (entry?.kind === 'directory') return undefined;
      if (entry === undefined) continue;
      const { root } = this.context;
      const inProject = root === '' ? entry.source : `${root}/${entry.source}`;
      return { copy: step.copy, source: entry.source, path: inProject };
    }
    return undefined;
  }

  executable(path: string): boolean | undefined {
    const place = this.resolve(path);
    for (const { layer, step } of this.#layers()) {
      const entry = layer?.at(place);
      if (entry === undefined) continue;
      const changed = step === undefined || step.copy.flags.some(({ name }) => name === 'chmod');
      return changed || entry.kind !== 'file' ? undefined : this.context.executable(entry.target);
    }
    return undefined;
  }

  /** Copies of which it is not known what they brought, in order. */
  get unknown(): readonly UnknownCopy[] {
    return [...this.#layers()].reverse().flatMap(({ layer }) => layer?.unknown ?? []);
  }

  /** Where the path leads when every link that was copied is followed. */
  resolve(path: string): string {
    const waiting = cleanPath(path).split('/').reverse();
    let reached: string[] = [];
    let links = 0;
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
      if (part === '' || part === '.') continue;
      if (part === '..') {
        reached.pop();
        continue;
      }
      const next = `/${[...reached, part].join('/')}`;
      const entry = this.#top(next);
      const link = entry?.kind === 'symlink' ? this.context.link(entry.target) : undefined;
      if (link === undefined || ++links > MOST_LINKS) {
        reached.push(part);
        continue;
      }
      if (link.startsWith('/')) reached = [];
      waiting.push(...link.split('/').reverse());
    }
    return `/${reached.join('/')}`;
  }

  /** As `resolve`, but the last part stays what it is. */
  #resolveFolder(path: string): string {
    const clean = cleanPath(path);
    const slash = clean.lastIndexOf('/');
    const folder = this.resolve(clean.slice(0, slash));
    return cleanPath(`${folder}/${clean.slice(slash + 1)}`);
  }

  /** The newest first. */
  *#layers(): Generator<CopiedFiles> {
    yield this;
    for (let at = this.below; at !== undefined; at = at.below) yield at;
  }

  #top(path: string): CopiedEntry | undefined {
    if (this.#entries.has(path)) return this.#entries.get(path);
    let entry: CopiedEntry | undefined;
    for (const { layer } of this.#layers()) if ((entry = layer?.at(path))) break;
    this.#entries.set(path, entry);
    return entry;
  }
}

const known = new WeakMap<BuildContext, { before: CopiedFiles; after: WeakMap<CopyStep, CopiedFiles> }>();

/** The files after a COPY and all those in front of it; before the first one there are none. */
export function filesAfter(last: CopyStep | undefined, context: BuildContext): CopiedFiles {
  let kept = known.get(context);
  if (kept === undefined) {
    kept = { before: new CopiedFiles(undefined, undefined, undefined, context), after: new WeakMap() };
    known.set(context, kept);
  }
  const waiting: CopyStep[] = [];
  let step = last;
  for (; step !== undefined && !kept.after.has(step); step = step.before.lastCopy) waiting.push(step);
  let files = (step && kept.after.get(step)) ?? kept.before;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const below = files;
    const seen: Below = {
      isDirectory: (path) => below.kind(path) === 'directory',
      followLinks: (path) => below.resolve(path),
    };
    files = new CopiedFiles(new CopyLayer(next, context, seen), next, below, context);
    kept.after.set(next, files);
  }
  return files;
}
