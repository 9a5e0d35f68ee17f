import type { Call } from '../ecosystem-api.js';
import { isBare } from './options.js';

/** They fail, or do something else, where the lock file does not agree with the manifests. */
const READERS = new Set(['ci', 'clean-install', 'audit', 'check', 'deploy', 'fetch', 'prune']);
const FROZEN = new Set(['--frozen-lockfile', '--pure-lockfile', '--immutable']);

/** Whether the call of a JavaScript package manager goes by the lock file as it finds it. */
export const readsLock = ({ subcommand, options }: Call): boolean =>
  READERS.has(subcommand?.value ?? '') || options.some((option) => FROZEN.has(option.name) && isBare(option));
