import { readYaml, type YamlValue } from '../builds/yaml-value.js';
import { cleanPath } from '../ecosystem-api.js';
import type { Findings } from './findings.js';
import { followRange, type LocalPackages } from './local-packages.js';
import { parentOf, within } from './manifest.js';
import { readModule } from './module-file.js';
import { readPatch } from './patches.js';
import { expandSetting, namesFile } from './setting-values.js';

const PROGRAM_ENDS = ['.cjs', '.mjs', '.js'];
/** They change how node runs the package manager itself. */
const LOADERS = new Set(['node-options', 'onload-script', 'script-shell']);

/** Notes a settings file, and every file or folder of the project that a value in it names. */
export function readSettings(file: string, project: string, local: LocalPackages): void {
  const { found } = local;
  if (PROGRAM_ENDS.some((end) => file.endsWith(end))) return readModule(file, found);
  if (!found.read(file)) return;
  const text = found.files.read(file) ?? '';
  if (file.endsWith('.yml') || file.endsWith('.yaml')) return readYamlSettings(file, text, project, local);
  for (const line of text.split('\n')) {
    const [key, value] = keyAndValue(line.trim(), file.endsWith('.yarnrc'));
    if (value === '') continue;
    if (LOADERS.has(key))
      found.refuse('reads-sources', `${key} in ${file} is run with the install`, { file, key, text: value });
    if (key === 'yarn-offline-mirror-pruning' && value !== 'false')
      found.refuse('copy-overwrites', `${key} in ${file} deletes archives that the COPY would bring back`, {
        file,
        key,
        text: value,
      });
    followValue({ key, value, file }, project, local);
  }
}

/** `key = value`, or `key value` in yarn 1's own file, with or without quotes. */
function keyAndValue(line: string, spaced: boolean): readonly [string, string] {
  if (line.startsWith('#') || line.startsWith(';')) return ['', ''];
  const at = spaced ? line.search(/\s/) : line.indexOf('=');
  return at < 0 ? ['', ''] : [bare(line.slice(0, at)), bare(line.slice(at + 1))];
}

function bare(text: string): string {
  const trimmed = text.trim();
  const quote = trimmed.at(0);
  const quoted = (quote === '"' || quote === "'") && trimmed.length > 1 && trimmed.endsWith(quote);
  return quoted ? trimmed.slice(1, -1) : trimmed;
}

interface Setting {
  readonly key: string;
  readonly value: string;
  readonly file: string;
}

/** A value that is the path of something that is there, relative to its file. A folder that holds the project is none. */
function followValue(setting: Setting, project: string, { environment, found }: LocalPackages): void {
  const { key, file } = setting;
  const value = expandSetting(setting.value, environment);
  if (value === undefined && namesFile(key))
    found.refuse('input-outside', `${key} in ${file} names a file by a variable that is not known`, {
      file,
      key,
      text: setting.value,
    });
  if (value === undefined || value === '' || value.includes('\0')) return;
  const path = cleanPath(value.startsWith('/') ? value : within(parentOf(file), value));
  const kind = found.files.kind(path);
  if (kind !== 'directory') {
    if (/pnpmfile\.[cm]?js$/.test(path)) readModule(path, found);
    else found.read(path);
  } else if (path !== '/' && path !== project && !project.startsWith(`${path}/`)) found.readAll(path);
}

function readYamlSettings(file: string, text: string, project: string, local: LocalPackages): void {
  const { found } = local;
  let settings: YamlValue | undefined;
  try {
    [settings] = readYaml(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return found.refuse('manifest-missing', `${file} is not YAML: ${detail}`, { file, text: detail });
  }
  const waiting: { value: YamlValue; key: string }[] = settings ? [{ value: settings, key: '' }] : [];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    const { value, key } = each;
    for (const [name, child] of value.entries())
      waiting.push({ value: child, key: key === '' ? name : `${key}.${name}` });
    for (const item of value.items()) waiting.push({ value: item, key });
    // Members are found by the workspace's own rules.
    if (value.text === undefined || key === 'packages') continue;
    if (key.startsWith('patchedDependencies.'))
      readPatch(cleanPath(within(parentOf(file), value.text)), found);
    // One that need not be there ends in `?`.
    else if (key === 'injectEnvironmentFiles')
      followValue({ key: 'file', value: value.text.replace(/\?$/, ''), file }, project, local);
    else followValue({ key, value: value.text, file }, project, local);
    followRange({ name: key, range: value.text, key }, parentOf(file), file, local);
  }
  checkPlugins(file, settings, found);
}

/** Plugins of yarn are programs: its own read no more than yarn itself. */
function checkPlugins(file: string, settings: YamlValue | undefined, found: Findings): void {
  for (const plugin of settings?.get('plugins')?.items() ?? []) {
    const spec = plugin.get('spec')?.text ?? plugin.text ?? '';
    if (!spec.startsWith('@yarnpkg/plugin-'))
      found.refuse('reads-sources', `what the yarn plugin ${spec} of ${file} reads is not known`, {
        file,
        key: 'plugins',
        text: spec,
      });
  }
  const constraints = settings?.get('enableConstraintsChecks')?.text;
  if (constraints === 'true') readModule(within(parentOf(file), 'yarn.config.cjs'), found);
}
