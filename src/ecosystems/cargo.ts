import {
  defineEcosystem,
  findOption,
  imageMayMove,
  inHome,
  movedTo,
  readArguments,
  UNKNOWN,
  readsSources,
} from '../ecosystem-api.js';
import type { Argv, CacheDirectory, CacheRefusal, Call, CallKind, Environment } from '../ecosystem-api.js';

/** What looks at no dependency. Any other subcommand, of plugins too, may download. */
const OFFLINE = new Set(
  'clean fmt version new init help login logout owner search yank locate-project read-manifest verify-project pkgid uninstall'.split(
    ' ',
  ),
);
const VALUED = new Set(
  '-C --config --color -Z -p --package --exclude --bin --example --test --bench -j --jobs --profile -F --features --target --target-dir --manifest-path --message-format --lockfile-path --version --vers --git --branch --tag --rev --path --root --index --registry --recipe-path --out-dir --artifact-dir'.split(
    ' ',
  ),
);

function recognise(argv: Argv): Call | undefined {
  if (argv.name !== 'cargo' && argv.name !== 'cargo-chef') return undefined;
  const words = argv.words.slice(1);
  // cargo +nightly build
  const toolchain = words[0]?.raw.startsWith('+') === true;
  const { options, operands } = readArguments(toolchain ? words.slice(1) : words, {
    valued: VALUED,
    joined: new Set(['-p', '-j', '-F', '-Z']),
  });
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  const name = argv.name === 'cargo-chef' ? 'chef' : subcommand?.value;
  const verb =
    argv.name === 'cargo-chef' && subcommand?.value !== 'chef' ? subcommand?.value : rest[0]?.value;
  if (name === 'chef') return call(verb === 'cook' ? 'build' : 'other');
  if (subcommand === undefined || OFFLINE.has(name ?? '')) return call('other');
  return call('build');
}

function home(environment: Environment): string | CacheRefusal {
  return (
    movedTo(environment.variable('CARGO_HOME'), 'CARGO_HOME', environment) ??
    imageMayMove('CARGO_HOME', environment) ??
    inHome('.cargo', environment)
  );
}

/** What has cargo take every package from what is there already. */
function offline(call: Call, environment: Environment): CacheRefusal | undefined {
  const flag = findOption(call, '--offline', '--frozen');
  const variable = environment.variable('CARGO_NET_OFFLINE');
  const set = variable === UNKNOWN || variable === 'true' || variable === '1';
  const because = flag?.name ?? (set ? 'CARGO_NET_OFFLINE' : undefined);
  return because === undefined
    ? undefined
    : {
        code: 'no-network-install',
        reason: `with ${because} cargo takes everything from what is there already`,
        because,
      };
}

/** `cargo install x`: no other step needs what the tool was made of. */
const isTool = (call: Call): boolean => call.subcommand?.value === 'install' && !findOption(call, '--path');

export default defineEcosystem({
  id: 'cargo',
  title: 'Cargo',
  summary:
    'Keeps the crates that cargo downloaded and unpacked ($CARGO_HOME/registry and git/db) between builds',
  explanation:
    'The registry and the git repositories are needed by every step that compiles: they are mounted in all of them, or in none. They stay in the layer where a step that cannot be seen into (make, a script) may need them, where a stage takes them along with COPY --from, where a later step says --offline, and where the image itself may run cargo. CARGO_HOME is never mounted whole: in the official image it holds cargo itself, and what cargo install makes. The mounts are locked, since the lock by which cargo keeps a second cargo away lies outside of them. target/ stays where it is: later stages copy the program out of it, and cargo goes by the times of the sources, so that a target/ which a newer tree filled would give the newer program for an older tree. What cargo compiled of your dependencies is kept by a layer of its own, which is what cargo chef does: cargo chef cook in front of the sources gets the same mounts.',
  docs: [
    'https://doc.rust-lang.org/cargo/guide/cargo-home.html#caching-the-cargo-home-in-ci',
    'https://doc.rust-lang.org/cargo/reference/config.html#netoffline',
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    'https://github.com/rust-lang/cargo/issues/11376',
  ],
  hints: ['cargo'],
  rootOnly: false,
  survivesClean: false,
  unpacked: true,
  proven: true,
  recognise,
  readsLock: ({ kind, options }) =>
    kind === 'build' && options.some(({ name }) => name === '--locked' || name === '--frozen'),
  inputs: readsSources('cargo looks for the sources of every target, also when it only downloads'),
  caches(call, environment) {
    const refusal = offline(call, environment);
    if (refusal) return refusal;
    const folder = home(environment);
    if (typeof folder !== 'string') return folder;
    const cache = (path: string): CacheDirectory => ({
      path: `${folder}/${path}`,
      holds: isTool(call) ? 'downloads' : 'dependencies',
      sharing: 'locked',
    });
    return [cache('git/db'), cache('registry')];
  },
});
