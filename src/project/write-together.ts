import { DfmodError } from '../errors.js';
import { assertWritable, createFileAtomically, writeFileAtomically } from './write.js';

/** A file as it was read and as it is to be. Paths are absolute. */
export interface PendingFile {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  /** Undefined: it is to be made. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
}

/** A Dockerfile that stands or falls with files it shares with others. */
export interface PendingDockerfile extends PendingFile {
  /** Those that it must not be written without. */
  readonly needs: ReadonlySet<string>;
  /** Those that its own changes edit: they must not be written without it. */
  readonly edits: ReadonlySet<string>;
}

/**
 * Writes the shared files, then the Dockerfiles; what hangs together is written as a whole or not at all, as far as can be told
 * before. Synchronous, so that no signal is handled in between.
 *
 * @returns why a file was not written, by path
 */
export function writeTogether(
  shared: readonly PendingFile[],
  dockerfiles: readonly PendingDockerfile[],
): ReadonlyMap<string, DfmodError> {
  const failures = new Map<string, DfmodError>();
  const attempt = (path: string, act: () => void): void => {
    try {
      act();
    } catch (error) {
      if (!(error instanceof DfmodError)) throw error;
      failures.set(path, error);
    }
  };
  for (const file of [...shared, ...dockerfiles])
    if (differs(file)) attempt(file.path, () => assertWritable(file.path, file.before));
  const written = new Set<string>();
  for (const file of shared) {
    spread(shared, dockerfiles, failures, written);
    if (failures.has(file.path)) continue;
    attempt(file.path, () => write(file));
    if (!failures.has(file.path)) written.add(file.path);
  }
  spread(shared, dockerfiles, failures, written);
  for (const file of dockerfiles)
    if (differs(file) && !failures.has(file.path)) attempt(file.path, () => write(file));
  return failures;
}

const differs = ({ before, after }: PendingFile): boolean =>
  before === undefined || Buffer.compare(before, after) !== 0;

function write({ path, before, after }: PendingFile): void {
  if (before === undefined) createFileAtomically(path, after);
  else writeFileAtomically(path, before, after);
}

/** A shared file fails with a Dockerfile that edits it, a Dockerfile with a shared file that it needs, and so on. */
function spread(
  shared: readonly PendingFile[],
  dockerfiles: readonly PendingDockerfile[],
  failures: Map<string, DfmodError>,
  written: ReadonlySet<string>,
): void {
  for (let count = -1; count !== failures.size;) {
    count = failures.size;
    for (const { path, needs } of dockerfiles) {
      const missing = [...needs].find((each) => failures.has(each));
      if (missing === undefined || failures.has(path)) continue;
      const name = shared.find((each) => each.path === missing)?.name ?? missing;
      failures.set(path, notWithout(name, failures.get(missing)));
    }
    for (const { path } of shared) {
      const missing = dockerfiles.find((each) => each.edits.has(path) && failures.has(each.path));
      if (missing !== undefined && !failures.has(path) && !written.has(path))
        failures.set(path, notWithout(missing.name, failures.get(missing.path)));
    }
  }
}

function notWithout(name: string, failure: DfmodError | undefined): DfmodError {
  return new DfmodError('not-written', `it goes together with ${name}: ${failure?.message ?? ''}`, {
    hint: 'Run dfmod again.',
  });
}
