import { absolutePath, optionValue, UNKNOWN } from '../ecosystem-api.js';
import type { Call, Environment } from '../ecosystem-api.js';
import type { Findings } from './findings.js';
import { within } from './manifest.js';
import type { NodeManager } from './manager.js';
import { isBare } from './options.js';
import { namesFile } from './setting-values.js';

const PREFIXES = ['npm_config_', 'pnpm_config_', 'yarn_', 'bun_config_'];
/** Options of node that run a file. */
const RUNS_FILE = ['require', '-r', 'import', 'loader'];

/** Notes files that the call's options and variables name, whatever they are for: `--userconfig ci.npmrc`. */
export function readNamedFiles(
  call: Call,
  environment: Environment,
  manager: NodeManager,
  found: Findings,
): void {
  for (const option of call.options) {
    const value = optionValue(option, environment);
    if (value !== undefined) follow(value, environment, manager, found);
    else if (!isBare(option) && namesFile(option.name))
      unknownFile(option.name, option.words.map(({ raw }) => raw).join(' '), found);
  }
  for (const name of environment.variables) {
    const lower = name.toLowerCase();
    const value = environment.variable(name);
    if (lower === 'node_options') checkNodeOptions(value, found);
    if (value === undefined || !PREFIXES.some((prefix) => lower.startsWith(prefix))) continue;
    if (value !== UNKNOWN) follow(value, environment, manager, found);
    else if (namesFile(lower) || lower === 'yarn_rc_filename') unknownFile(name, name, found);
  }
}

function unknownFile(name: string, text: string, found: Findings): void {
  found.refuse('input-outside', `the file that ${name} names is only known when it runs`, { text });
}

/** A file is read; of a folder, e.g. that of `--lockfile-dir`, the lock files. */
function follow(value: string, environment: Environment, manager: NodeManager, found: Findings): void {
  const path = value === '' ? undefined : absolutePath(value, environment);
  if (path === undefined) return;
  found.read(path);
  if (found.files.kind(path) === 'directory')
    for (const name of manager.lockFiles) found.read(within(path, name));
}

function checkNodeOptions(value: ReturnType<Environment['variable']>, found: Findings): void {
  if (value === UNKNOWN || RUNS_FILE.some((word) => value?.includes(word)))
    found.refuse('reads-sources', 'NODE_OPTIONS may make node run a file of the project', {
      text: `NODE_OPTIONS=${value === UNKNOWN ? '' : (value ?? '')}`,
    });
}
