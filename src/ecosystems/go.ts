import { defineEcosystem, findOption, inHome, movedTo, readArguments, UNKNOWN } from '../ecosystem-api.js';
import type { Argv, CacheRefusal, Call, CallKind, Environment, ImageFiles } from '../ecosystem-api.js';

/** What compiles. `go test` takes results from the cache too, and `go generate` runs anything: they are left alone. */
const COMPILES = new Set(['build', 'install', 'run', 'vet']);
const VALUED = new Set(
  '-C -p -asmflags -buildmode -buildvcs -compiler -covermode -coverpkg -exec -gccgoflags -gcflags -installsuffix -ldflags -mod -modfile -o -overlay -pgo -pkgdir -tags -toolexec -vettool'.split(
    ' ',
  ),
);

function recognise(argv: Argv): Call | undefined {
  if (!/^go(?:\d+(?:\.\d+)*)?$/.test(argv.name)) return undefined;
  const { options, operands } = readArguments(argv.words.slice(1), { valued: VALUED });
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  const name = subcommand?.value ?? '';
  if (COMPILES.has(name)) return call('build');
  // With -modcache it takes the modules out of the image too: that is not for us to leave out.
  if (name === 'clean' && rest.length === 0 && options.length === 1 && options[0]?.name === '-cache')
    return call('clean');
  if (name === 'env' && findOption({ ...call('other'), options }, '-w')) return configured(call('configure'));
  return call('other');
}

/** `go env -w GOCACHE=/x`, of which the value is not worked out: the cache is somewhere else. */
function configured(call: Call): Call {
  const sets = call.operands.some(({ value }) => value?.startsWith('GOCACHE=') !== false);
  return sets ? { ...call, settings: [{ key: 'cache', value: undefined }] } : { ...call, kind: 'other' };
}

function directory(environment: Environment): string | CacheRefusal {
  const { variable } = environment;
  if (variable('GOCACHE') === 'off')
    return { code: 'cache-disabled', reason: 'GOCACHE=off switches the cache off', because: 'GOCACHE' };
  const own =
    movedTo(variable('GOCACHE'), 'GOCACHE', environment) ??
    movedTo(environment.setting('go.cache'), 'go env -w', environment);
  if (own !== undefined) return own;
  const xdg = movedTo(variable('XDG_CACHE_HOME'), 'XDG_CACHE_HOME', environment);
  if (xdg !== undefined) return typeof xdg === 'string' ? `${xdg}/go-build` : xdg;
  return inHome('.cache/go-build', environment);
}

/** `-a`, also in GOFLAGS, compiles everything anew. */
function compilesAll(call: Call, environment: Environment): string | undefined {
  if (findOption(call, '-a')) return '-a';
  const flags = environment.variable('GOFLAGS');
  return flags === UNKNOWN || flags?.split(/\s+/).some((flag) => flag === '-a' || flag === '--a') === true
    ? 'GOFLAGS'
    : undefined;
}

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
function staleC(call: Call, environment: Environment): CacheRefusal | undefined {
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

/** `go install example.com/tool@v1`: modules, which never change. */
const isOfModules = ({ subcommand, operands }: Call): boolean =>
  (subcommand?.value === 'install' || subcommand?.value === 'run') &&
  operands.length > 0 &&
  operands[0]?.value?.includes('@') === true;

export default defineEcosystem({
  id: 'go',
  title: 'Go',
  summary: 'Keeps what the go command compiled (~/.cache/go-build) between builds',
  explanation:
    'The build cache is pure gain: an entry stands under a hash of the sources, the compiler and the flags. After an edit of one package, that package and what imports it are compiled again, and no other. Two things are not in the hash: headers of C libraries, so that the mount has an id which names the base image and projects that import "C" are left alone unless CGO_ENABLED=0; and what a test looks at, so that go test is left alone. The modules (/go/pkg/mod) stay in the layer: later steps need them, and go mod download behind a COPY of go.mod and go.sum runs again only when those change.',
  docs: [
    'https://pkg.go.dev/cmd/go#hdr-Build_and_test_caching',
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
  ],
  hints: ['go'],
  rootOnly: false,
  survivesClean: false,
  proven: true,
  recognise,
  caches(call, environment) {
    const path = directory(environment);
    if (typeof path !== 'string') return path;
    const pure = environment.variable('CGO_ENABLED') === '0';
    const cache = {
      path,
      holds: 'downloads',
      sharing: undefined,
      ...(pure ? {} : { perImage: true }),
    } as const;
    if (call.kind === 'clean') return [cache];
    const all = compilesAll(call, environment);
    if (all !== undefined)
      return {
        code: 'cache-disabled',
        reason: `${all} may compile everything anew, whatever the cache holds`,
        because: all,
      };
    return staleC(call, environment) ?? [cache];
  },
});
