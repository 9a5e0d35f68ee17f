import { absolutePath, optionValue, UNKNOWN } from '../ecosystem-api.js';
import type { Call, Environment, ImageFiles, InputRefusal } from '../ecosystem-api.js';
import { pathTokens } from './path-tokens.js';

/** Where a COPY may have put what apt goes by: sources, keys, preferences. */
const FOLDERS = ['/etc/apt', '/usr/share/keyrings', '/etc/dpkg'];

const refusal = (reason: string, text: string, file?: string): InputRefusal => ({
  code: 'reads-sources',
  reason,
  because: file === undefined ? { text } : { file, text },
});

/** Refuses settings that the call, or a variable, takes from a file that a COPY may have brought, and commands among them. */
export function namedSettings(call: Call, environment: Environment): InputRefusal | undefined {
  const variable = environment.variable('APT_CONFIG');
  if (variable === UNKNOWN) return refusal('APT_CONFIG is known only to the build', 'APT_CONFIG');
  if (variable !== undefined && isCopied(variable, environment))
    return refusal('its settings come from a file that is copied', `APT_CONFIG=${variable}`);
  for (const option of call.options) {
    const isFile = ['-c', '--config-file'].includes(option.name);
    if (!isFile && !['-o', '--option'].includes(option.name)) continue;
    const text = option.words.map(({ raw }) => raw).join(' ');
    const value = optionValue(option, environment);
    if (value === undefined) {
      // A version or a release that only the build knows names no file.
      if (isFile || /Dir\b|RootDir|Invoke/i.test(text))
        return refusal('its settings are known only to the build', text);
      continue;
    }
    if (/Invoke/i.test(value)) return refusal('a setting runs a command', text);
    const paths = isFile ? [value] : pathsIn(value);
    if (paths.some((path) => isCopied(path, environment)))
      return refusal('its settings come from a file that is copied', text);
  }
  return undefined;
}

/** What stands behind `=`: apt takes it for a path of the working directory where it begins with a dot. */
const pathsIn = (setting: string): string[] => {
  const value = setting.slice(setting.indexOf('=') + 1);
  return [...pathTokens(value), ...(/^\.{1,2}(?:\/|$)/.test(value) ? [value] : [])];
};

function isCopied(path: string, environment: Environment): boolean {
  const absolute = absolutePath(path, environment);
  return absolute === undefined || environment.mayBeCopied(absolute);
}

/**
 * Notes the settings that a COPY brought, and refuses those that name what else was copied: a repository, a key.
 *
 * @param reads takes up their paths
 */
export function copiedSettings(
  environment: Environment,
  files: ImageFiles,
  reads: Set<string>,
): InputRefusal | undefined {
  for (const path of FOLDERS.flatMap((folder) => files.list(folder))) reads.add(path);
  for (const path of reads) {
    const text = files.read(path);
    if (text === undefined || /[\0\uFFFD]/.test(text)) continue;
    const lines = text.split('\n').filter((line) => !/^\s*(?:#|\/\/)/.test(line));
    for (const line of lines)
      for (const named of pathTokens(line))
        if (!reads.has(named) && environment.mayBeCopied(named))
          return refusal(`${path} names ${named}, which is copied`, line.trim(), path);
  }
  return undefined;
}
