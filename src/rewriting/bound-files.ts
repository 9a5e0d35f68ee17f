import type { BuildContext } from '../context/build-context.js';
import { compareBytewise } from '../context/path-order.js';
import type { DockerDocument, Mount } from '../dockerfile/document.js';
import { mountsOf } from '../dockerfile/mounts.js';
import { expandValue, resolvePath } from '../facts/copy.js';
import { isWithin } from '../facts/paths.js';
import type { RunFacts } from '../facts/steps.js';
import type { ImageFiles } from '../install-inputs.js';

/** What a bind mount that is already there puts into its RUN. */
export interface BoundFile {
  readonly mount: Mount;
  /** Absolute; stands for all below it. Undefined when it is not knowable. */
  readonly target: string | undefined;
  /** In the build context, or in `from`; `/` is the whole of it. Undefined when it is not knowable. */
  readonly source: string | undefined;
  /** A stage or an image; undefined for the build context. */
  readonly from: string | undefined;
  /** What the RUN writes there fails. */
  readonly readonly: boolean;
}

/** The bind mounts of a RUN, variables resolved. */
export function boundFiles(doc: DockerDocument, { run, before }: RunFacts): readonly BoundFile[] {
  return mountsOf(run)
    .filter(({ type }) => type === 'bind')
    .map((mount) => {
      const target = mount.target === undefined ? undefined : expandValue(doc, before, mount.target);
      const source = expandValue(doc, before, mount.source ?? '/');
      return {
        mount,
        target: target === undefined ? undefined : resolvePath(target, before.workdir),
        source: source === undefined ? undefined : resolvePath(source, '/'),
        from: mount.from,
        readonly: mount.readonly !== false,
      };
    });
}

/** What a RUN finds: the files of the image, and over them those of the build context that its bind mounts put there. */
export function filesWithBound(
  files: ImageFiles,
  doc: DockerDocument,
  run: RunFacts,
  context: BuildContext,
): ImageFiles {
  const bound = boundFiles(doc, run).filter(({ from }) => from === undefined);
  if (bound.length === 0) return files;
  const sourceOf = (path: string): string | undefined => {
    const mount = bound.findLast(({ target }) => target !== undefined && isWithin(path, target));
    if (mount?.target === undefined || mount.source === undefined) return undefined;
    return `${mount.source}${path.slice(mount.target.length)}`.replace(/^\/+/, '');
  };
  const mounted = (folder: string): string[] =>
    bound.flatMap(({ target, source }) => {
      if (target === undefined || source === undefined || !isWithin(target, folder)) return [];
      const root = source.replace(/^\/+/, '');
      return context.match(root === '' ? '.' : root).map((path) => `${target}${path.slice(root.length)}`);
    });
  return {
    read: (path) => {
      const source = sourceOf(path);
      return source === undefined ? files.read(path) : context.read(source);
    },
    kind: (path) => {
      const source = sourceOf(path);
      if (source !== undefined) return context.kind(source);
      return files.kind(path) ?? (mounted(path).length > 0 ? 'directory' : undefined);
    },
    list: (folder) => [...new Set([...files.list(folder), ...mounted(folder)])].sort(compareBytewise),
    // A mount is read-only, so that even a mode that is right already cannot be set.
    executable: (path) => (sourceOf(path) === undefined ? files.executable(path) : undefined),
    origin: (path) => {
      const source = sourceOf(path);
      if (source === undefined) return files.origin(path);
      const inTree = context.root === '' ? source : `${context.root}/${source}`;
      return context.kind(source) === 'file' ? { copy: run.run, source, path: inTree } : undefined;
    },
  };
}
