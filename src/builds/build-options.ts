/**
 * Options with a value, of `docker build` (legacy and buildx), `podman build`, `buildah build` and `nerdctl build`. Where one
 * program takes a value and another none, they are not listed: a value is then always written with `=`.
 */
const BUILD_OPTIONS = new Set(
  `add-host allow annotation arch attest authfile blob-cache build-arg build-arg-file build-context builder buildkit-host
  cache-from cache-to cache-ttl call cap-add cap-drop cert-dir cgroup-parent cgroupns config cpp-flag cpu-period cpu-quota
  cpu-shares cpuset-cpus cpuset-mems creds decryption-key device dns dns-option dns-search env file format from group-add
  hooks-dir iidfile ignorefile ipc isolation jobs label layer-label logfile manifest memory memory-swap metadata-file network
  no-cache-filter os os-feature os-version output pid platform policy progress provenance retry retry-delay runtime
  runtime-flag sbom secret security-opt shm-size sign-by source-date-epoch source-policy-file ssh tag target timestamp ulimit
  unsetannotation unsetenv unsetlabel userns userns-gid-map userns-gid-map-group userns-uid-map userns-uid-map-user uts variant
  volume`.split(/\s+/),
);

/** Options of `docker`, `podman`, `buildah` and `nerdctl` themselves, in front of the subcommand. */
const PROGRAM_OPTIONS = new Set(
  `address cgroup-manager config connection conmon context data-root events-backend host hooks-dir identity log-level module
  namespace network-config-dir out registries-conf root runroot runtime runtime-flag snapshotter ssh storage-driver storage-opt
  tlscacert tlscert tlskey tmpdir url volumepath`.split(/\s+/),
);

/** Options of kaniko's executor (https://github.com/GoogleContainerTools/kaniko#additional-flags). */
const KANIKO_OPTIONS = new Set(
  `build-arg cache-dir cache-repo cache-ttl context context-sub-path custom-platform customPlatform destination digest-file
  dockerfile git ignore-path image-download-retry image-fs-extract-retry image-name-tag-with-digest-file
  image-name-with-digest-file kaniko-dir label log-format push-retry registry-certificate registry-client-cert registry-map
  registry-mirror skip-tls-verify-registry snapshot-mode snapshotMode tar-path target tarPath verbosity`.split(
    /\s+/,
  ),
);

export interface OptionSyntax {
  /** Long options that take the next word when they have no `=`. */
  readonly valued: ReadonlySet<string>;
  /** Short options that take a value, by their letter, with the long option they stand for ('' when it is of no interest). */
  readonly letters: ReadonlyMap<string, string>;
}

export const BUILD_SYNTAX: OptionSyntax = {
  valued: BUILD_OPTIONS,
  letters: new Map([
    ['f', 'file'],
    ['t', 'tag'],
    ['o', 'output'],
    ['m', 'memory'],
    ['c', 'cpu-shares'],
    ['v', 'volume'],
  ]),
};

export const PROGRAM_SYNTAX: OptionSyntax = {
  valued: PROGRAM_OPTIONS,
  letters: new Map([
    ['c', 'context'],
    ['H', 'host'],
    ['l', 'log-level'],
    ['n', 'namespace'],
    ['a', 'address'],
  ]),
};

export const KANIKO_SYNTAX: OptionSyntax = {
  valued: KANIKO_OPTIONS,
  letters: new Map([
    ['c', 'context'],
    ['f', 'dockerfile'],
    ['d', 'destination'],
    ['v', 'verbosity'],
  ]),
};

export interface ReadOptions {
  /** Values in order; an unknown value is undefined. */
  readonly values: ReadonlyMap<string, readonly (string | undefined)[]>;
  /** Words that are no options; an unknown word may be anything. */
  readonly operands: readonly (string | undefined)[];
}

/** Reads options as Go's pflag does; `untilOperand` stops at the first word that is none and gives the rest as operands. */
export function readOptions(
  words: readonly (string | undefined)[],
  syntax: OptionSyntax,
  untilOperand = false,
): ReadOptions {
  const values = new Map<string, (string | undefined)[]>();
  const operands: (string | undefined)[] = [];
  const add = (name: string, value: string | undefined): void => {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined || word === '-' || !word.startsWith('-')) {
      if (untilOperand) return { values, operands: words.slice(at) };
      operands.push(word);
    } else if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    } else if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      if (equals > 0) add(word.slice(2, equals), word.slice(equals + 1));
      else if (syntax.valued.has(word.slice(2))) add(word.slice(2), words[++at]);
    } else {
      const short = readLetters(word, syntax);
      if (short !== undefined) add(short.name, short.value ?? words[++at]);
    }
  }
  return { values, operands };
}

/** `-qf file`, `-ffile`, `-f=file`: the first letter that takes a value has the rest of the word, or the next one. */
function readLetters(
  word: string,
  syntax: OptionSyntax,
): { name: string; value: string | undefined } | undefined {
  for (let at = 1; at < word.length; at++) {
    const name = syntax.letters.get(word.charAt(at));
    if (name === undefined) continue;
    const rest = word.slice(at + 1);
    const value = rest.startsWith('=') ? rest.slice(1) : rest;
    return { name, value: rest === '' ? undefined : value };
  }
  return undefined;
}
