import { join, resolve } from 'node:path';
import { ConfigFinder } from '../../project/config.js';
import { relativePath } from '../../project/paths.js';
import { alignRows } from '../../report/columns.js';
import { isOff, text } from '../arguments.js';
import type { Io } from '../io.js';
import { knownIds } from '../known-ids.js';
import type { Arguments } from '../commands.js';

const DEFAULTS: readonly (readonly [key: string, value: unknown])[] = [
  ['engine', 'auto'],
  ['unsafe', false],
];

/** `dfmod config [path]`: each setting in force for a file (by default a Dockerfile here) and the line that sets it. */
export async function run(args: Arguments, io: Io): Promise<number> {
  const path = resolve(io.cwd, text(args, 'path') ?? 'Dockerfile');
  const explicit = text(args, 'config');
  const finder = new ConfigFinder({
    cwd: io.cwd,
    ids: knownIds(),
    none: isOff(args, 'config'),
    ...(explicit === undefined ? {} : { file: resolve(io.cwd, explicit) }),
  });
  const config = finder.configFor(path);
  finder.assertValid();
  const entries = config.entriesFor(path);
  const source = config.path === undefined ? undefined : relativePath(io.cwd, config.path);
  const set = entries.map(({ key, value, line }) => [key, JSON.stringify(value), `${source ?? ''}:${line}`]);
  const defaults = DEFAULTS.filter(([key]) => !entries.some((entry) => entry.key === key)).map(
    ([key, value]) => [key, JSON.stringify(value), 'default'],
  );
  io.stdout.write(
    alignRows(
      ['left', 'left', 'left'],
      [...set, ...defaults].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
    ),
  );
  io.stderr.write(
    source === undefined
      ? 'No config file.\n'
      : `Config: ${source}${config.ignores(path) ? ` (ignores ${relativePath(io.cwd, join(path))})` : ''}\n`,
  );
  return 0;
}
