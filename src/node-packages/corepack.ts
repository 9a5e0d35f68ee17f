import type { Environment } from '../ecosystem-api.js';
import type { Findings } from './findings.js';
import { asRecord, lookAtManifest, upward, within, type Manifest } from './manifest.js';
import type { NodeManager } from './manager.js';

const hasVersionChoice = (manager: NodeManager): boolean => manager.id !== 'npm' && manager.id !== 'bun';

/** corepack, and pnpm by itself, run the version that `packageManager` names, whatever the call is for. */
export function readVersionChoice(
  start: string,
  environment: Environment,
  manager: NodeManager,
  found: Findings,
): void {
  if (!hasVersionChoice(manager)) return;
  for (const folder of upward(start)) {
    if (isEnabled(environment)) found.read(within(folder, '.corepack.env'));
    const manifest = lookAtManifest(folder, found);
    if (manifest === undefined || !namesVersion(manifest)) continue;
    found.read(manifest.file);
    return;
  }
}

const namesVersion = ({ data }: Manifest): boolean =>
  data.packageManager !== undefined || asRecord(data.devEngines).packageManager !== undefined;

const isEnabled = (environment: Environment): boolean => {
  const enabled = environment.setting('corepack.enabled');
  return enabled !== undefined && enabled !== 'disable';
};

/** Where no version is named, corepack writes one into package.json: always before 0.34, later if it is told to. */
export function pinsVersion(
  start: string,
  environment: Environment,
  manager: NodeManager,
  found: Findings,
): void {
  if (!hasVersionChoice(manager) || !isEnabled(environment)) return;
  const off = ['COREPACK_ENABLE_AUTO_PIN', 'COREPACK_ENABLE_PROJECT_SPEC'];
  if (off.some((name) => environment.variable(name) === '0')) return;
  const manifests = upward(start).flatMap((folder) => lookAtManifest(folder, found) ?? []);
  const [nearest] = manifests;
  if (nearest && !manifests.some(namesVersion))
    found.overwrite({
      file: nearest.file,
      key: 'packageManager',
      text: 'corepack adds "packageManager", which is not there',
    });
}
