import {
  defineEcosystem,
  findOption,
  imageMayMove,
  inHome,
  movedTo,
  readArguments,
  UNKNOWN,
  callText,
} from '../ecosystem-api.js';
import type { Argv, CacheDirectory, CacheRefusal, Call, CallKind, Environment } from '../ecosystem-api.js';
import { isOfModules, staleC } from '../go-modules/compiles-c.js';
import { downloadInputs, saysVendor } from '../go-modules/download-inputs.js';

/** What compiles. `go test` takes results from the cache too, and `go generate` runs anything: they get the modules alone. */
const COMPILES = new Set(['build', 'install', 'run', 'vet']);
/** What looks for modules and compiles nothing that is kept. */
const READS_MODULES = new Set(['mod', 'get', 'list', 'test', 'generate', 'work', 'tool', 'fix', 'doc']);
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
  if (name === 'mod' && rest.length === 1 && rest[0]?.value === 'download') return call('install');
  if (READS_MODULES.has(name)) return call('build');
  const cleans =
    options.length > 0 && options.every(({ name: flag }) => flag === '-cache' || flag === '-modcache');
  if (name === 'clean' && rest.length === 0 && cleans) return call('clean');
  if (name === 'env' && findOption({ ...call('other'), options }, '-w')) return configured(call('configure'));
  return call('other');
}

/** `go env -w GOCACHE=/x`, of which the value is not worked out: the cache is somewhere else. */
function configured(call: Call): Call {
  const moves = (...names: readonly string[]) =>
    call.operands.some(
      ({ value }) => value === undefined || names.some((name) => value.startsWith(`${name}=`)),
    );
  const settings = [
    ...(moves('GOCACHE') ? [{ key: 'cache', value: undefined }] : []),
    ...(moves('GOMODCACHE', 'GOPATH', 'GOPROXY', 'GOFLAGS') ? [{ key: 'modules', value: undefined }] : []),
  ];
  return settings.length > 0 ? { ...call, settings } : { ...call, kind: 'other' };
}

function buildCache(environment: Environment): string | CacheRefusal {
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

function moduleCache(environment: Environment): string | CacheRefusal {
  const { variable } = environment;
  const own =
    movedTo(variable('GOMODCACHE'), 'GOMODCACHE', environment) ??
    movedTo(environment.setting('go.modules'), 'go env -w', environment);
  if (own !== undefined) return own;
  const paths = variable('GOPATH');
  // The first of a list.
  const path = typeof paths === 'string' ? paths.split(':')[0] : paths;
  const moved = movedTo(path, 'GOPATH', environment);
  if (moved !== undefined) return typeof moved === 'string' ? `${moved}/pkg/mod` : moved;
  return imageMayMove('GOPATH', environment) ?? inHome('go/pkg/mod', environment);
}

/** `-a`, also in GOFLAGS, compiles everything anew. */
function compilesAll(call: Call, environment: Environment): CacheRefusal | undefined {
  const flags = environment.variable('GOFLAGS');
  const set =
    flags === UNKNOWN || flags?.split(/\s+/).some((flag) => flag === '-a' || flag === '--a') === true;
  const because = findOption(call, '-a') ? '-a' : set ? 'GOFLAGS' : undefined;
  return because === undefined
    ? undefined
    : {
        code: 'cache-disabled',
        reason: `${because} may compile everything anew, whatever the cache holds`,
        because,
      };
}

const against = (refusal: CacheRefusal | undefined) => (refusal === undefined ? {} : { against: refusal });

/** What is compiled, named after the image where a C compiler may have had a part in it. */
function compiled(call: Call, environment: Environment): CacheDirectory | CacheRefusal {
  const path = buildCache(environment);
  if (typeof path !== 'string') return path;
  const perImage = environment.variable('CGO_ENABLED') === '0' ? {} : { perImage: true };
  const refusal = compilesAll(call, environment) ?? staleC(call, environment);
  return { path, holds: 'downloads', sharing: undefined, ...perImage, ...against(refusal) };
}

/** The modules; undefined when they lie in vendor/. */
function modules(call: Call, environment: Environment): CacheDirectory | CacheRefusal | undefined {
  const { files, workingDirectory } = environment;
  if (saysVendor(call, environment)) return undefined;
  if (
    call.subcommand?.value !== 'mod' &&
    files?.kind(`${workingDirectory ?? ''}/vendor/modules.txt`) === 'file'
  )
    return undefined;
  if (environment.variable('GOPROXY') === 'off')
    return {
      code: 'no-network-install',
      reason: 'GOPROXY=off takes every module from what is there already',
      because: 'GOPROXY',
    };
  const path = moduleCache(environment);
  const holds = isOfModules(call) ? 'downloads' : 'dependencies';
  return typeof path === 'string' ? { path, holds, sharing: undefined } : path;
}

function cleaned({ options }: Call, environment: Environment): readonly CacheDirectory[] | CacheRefusal {
  const found: CacheDirectory[] = [];
  for (const { name } of options) {
    const path = name === '-cache' ? buildCache(environment) : moduleCache(environment);
    if (typeof path !== 'string') return path;
    found.push({ path, holds: 'downloads', sharing: undefined });
  }
  return found;
}

export default defineEcosystem({
  id: 'go',
  title: 'Go',
  summary:
    'Keeps the modules (/go/pkg/mod) and what the go command compiled (~/.cache/go-build) between builds',
  explanation:
    'The build cache is pure gain: an entry stands under a hash of the sources, the compiler and the flags. After an edit of one package, that package and what imports it are compiled again, and no other. Two things are not in the hash: headers of C libraries, so that the mount has an id which names the base image and projects that import "C" are left alone unless CGO_ENABLED=0; and what a test looks at, so that go test gets no build cache. The modules are needed by every step that compiles: they are mounted in all of them, or in none. They stay in the layer where a step that cannot be seen into (make, a script) may need them, where the image itself may (go run as its command, a shell), where a step has a secret that a later one lacks, and where a builder starts without mounts, as in CI: there the layer of go mod download is what the next build finds. go clean -modcache and go clean -cache go when the mount comes.',
  docs: [
    'https://pkg.go.dev/cmd/go#hdr-Build_and_test_caching',
    'https://go.dev/ref/mod#module-cache',
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
  ],
  hints: ['go'],
  rootOnly: false,
  survivesClean: false,
  unpacked: true,
  proven: true,
  recognise,
  // With an incomplete go.sum it fails, unless -mod=mod.
  readsLock: ({ kind, subcommand }) =>
    kind === 'build' && subcommand?.value !== 'get' && subcommand?.value !== 'mod',
  inputs(call, environment, files) {
    if (call.kind === 'install') return downloadInputs(call, environment, files);
    const text = callText(call);
    return { code: 'reads-sources', reason: 'go reads the sources', because: { text } };
  },
  caches(call, environment) {
    if (call.kind === 'clean') return cleaned(call, environment);
    const found: CacheDirectory[] = [];
    for (const cache of [
      modules(call, environment),
      COMPILES.has(call.subcommand?.value ?? '') ? compiled(call, environment) : undefined,
    ]) {
      if (cache === undefined) continue;
      if ('code' in cache) return cache;
      found.push(cache);
    }
    return found;
  },
});
