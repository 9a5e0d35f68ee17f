import type { CacheRefusal, Call, Environment, ImageFiles } from '../ecosystem-api.js';

const IMPORTS_C = /^\s*(?:import\b[^"]*)?"C"\s*;?\s*\)?\s*(?:\/\/.*)?$/;

const firstWithC = new WeakMap<ImageFiles, string | undefined>();

/** The first Go file that has C in it, among all that were copied; read once. */
function fileWithC(files: ImageFiles, sources: readonly string[]): string | undefined {
  if (!firstWithC.has(files)) {
    const hasC = (path: string): boolean =>
      files
        .read(path)
        ?.split('\n')
        .some((line) => IMPORTS_C.test(line)) ?? true;
    firstWithC.set(files, sources.find(hasC));
  }
  return firstWithC.get(files);
}

/**
 * Why what cgo compiled may be stale: go looks at the C files of a package's own folder, not at headers elsewhere in the sources
 * (`go help cache`). Undefined when there is no C in them.
 */
export function staleC(call: Call, environment: Environment): CacheRefusal | undefined {
  if (environment.variable('CGO_ENABLED') === '0' || isOfModules(call)) return undefined;
  const { files } = environment;
  const sources = files?.list('/').filter((path) => path.endsWith('.go')) ?? [];
  const c = files === undefined ? undefined : fileWithC(files, sources);
  if (c === undefined && sources.length > 0) return undefined;
  return {
    code: 'cache-key-incomplete',
    reason:
      c === undefined
        ? 'go does not notice that a C header changed, and whether the sources have C in them is not known: CGO_ENABLED=0 says that they have not'
        : `go does not notice that a C header outside of its package changed, and ${c} imports "C"`,
    because: c ?? call.argv.words.map(({ raw }) => raw).join(' '),
  };
}

/** `go install example.com/tool@v1`: modules, which never change, and which no other step needs. */
export const isOfModules = ({ subcommand, operands }: Call): boolean =>
  (subcommand?.value === 'install' || subcommand?.value === 'run') &&
  operands.length > 0 &&
  operands[0]?.value?.includes('@') === true;
