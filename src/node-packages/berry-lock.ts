import { readYaml } from '../builds/yaml-value.js';
import type { Call, Environment } from '../ecosystem-api.js';
import type { Findings } from './findings.js';
import { staleLock, type LockFile } from './lock-state.js';
import type { InstallRole, NodeManager } from './manager.js';
import { within, type Manifest } from './manifest.js';
import { programCall } from './programs.js';
import { yarnMajor } from './yarn-generation.js';

interface BerryInstall {
  readonly call: Call;
  readonly environment: Environment;
  readonly manager: NodeManager;
  readonly found: Findings;
  readonly role: InstallRole;
}

/** By major version of yarn, the version of the lock files that it writes: LOCKFILE_VERSION in yarnpkg-core/sources/Project.ts. */
const LOCK_VERSIONS: Readonly<Record<number, number>> = { 2: 4, 3: 6, 4: 8 };

/**
 * A later yarn takes older lock files over, and .yarnrc.yml with them. Every `yarn run` then needs the lock as the install
 * wrote it: https://yarnpkg.com/cli/install. A COPY behind the install would bring the old ones back.
 */
export function checkBerryLock(
  { call, environment, manager, found, role }: BerryInstall,
  root: string,
  manifests: readonly Manifest[],
  locks: readonly LockFile[],
): void {
  const lock = locks.find(({ file }) => file === within(root, 'yarn.lock'));
  if (lock === undefined) return;
  const { file, text } = lock;
  if (text !== '' && !text.includes('__metadata'))
    return found.refuse(
      'copy-overwrites',
      'the lock file is of yarn 1: a later yarn writes it and .yarnrc.yml anew',
      { file, text: 'no __metadata' },
    );
  // It fails where the lock would change.
  if (role !== 'install') return;
  const version = versionOf(text);
  const program = programCall(call.argv, ['yarn', 'yarnpkg']);
  const major = yarnMajor(environment, root, program?.spec);
  const wanted = (major === undefined ? undefined : LOCK_VERSIONS[major]) ?? 8;
  if (version !== undefined && version < wanted)
    return found.refuse(
      'copy-overwrites',
      major === undefined
        ? 'the lock file is older than that of yarn 4, and it is not known which yarn it is: it may write it and .yarnrc.yml anew'
        : `the lock file is older than that of yarn ${String(major)}, which writes it and .yarnrc.yml anew`,
      { file, key: '__metadata.version', text: String(version) },
    );
  const stale = staleLock(locks, root, manifests, manager);
  if (stale)
    found.refuse(
      'copy-overwrites',
      `the lock file does not agree with the manifests (${stale.text}): yarn mends it, and yarn run needs the mended one`,
      stale,
    );
}

function versionOf(text: string): number | undefined {
  const block = text
    .replaceAll('\r\n', '\n')
    .split('\n\n')
    .find((each) => each.includes('__metadata:'));
  try {
    const version = readYaml(block ?? '')[0]
      ?.get('__metadata')
      ?.get('version')?.text;
    return version === undefined ? undefined : Number(version);
  } catch {
    return undefined;
  }
}
