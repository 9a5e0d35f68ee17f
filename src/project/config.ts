import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DfmodError } from '../errors.js';
import { configShape, type ConfigContent, type KnownIds, type Settings } from './config-shape.js';
import { messageOf } from './system-error.js';
import { matcher } from './gitignore.js';
import { parseJson, readJson, type Json, type JsonText } from './json-text.js';
import { foldersUp, relativePath } from './paths.js';
import { ConfigProblems } from './problems.js';
import { isObject, problemsOf } from './shape.js';

/** A config file in force for some Dockerfiles. */
export interface Config {
  /** Absolute path; undefined where there is none. */
  readonly path: string | undefined;
  /** Whether the config leaves the file alone. */
  ignores(path: string): boolean;
  /** The settings for one file, `overrides` included. */
  settingsFor(path: string): Settings;
  /** The same one by one, each with the line of the config that decides it. */
  entriesFor(path: string): readonly ConfigEntry[];
}

/** One setting: a key, or for what is kept by id a key and an id. */
interface ConfigEntry {
  readonly key: string;
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
}

export interface ConfigRequest {
  /** Absolute; paths in messages are relative to it. */
  readonly cwd: string;
  /** `--config`; its patterns are taken from `cwd`. */
  readonly file?: string;
  /** `--no-config`. */
  readonly none?: boolean;
  readonly ids: KnownIds;
}

const NAMES = ['dfmod.config.json', '.dfmodrc.json'];
const NO_CONFIG: Config = {
  path: undefined,
  ignores: () => false,
  settingsFor: () => ({}),
  entriesFor: () => [],
};

/** Finds the config of each file: the nearest above it, whole, up to the repository's root or `"root": true`. Reads each once. */
export class ConfigFinder {
  readonly #request: ConfigRequest;
  readonly #byFolder = new Map<string, Config>();
  readonly #problems: DfmodError[] = [];
  #explicit: Config | undefined;

  constructor(request: ConfigRequest) {
    this.#request = request;
  }

  /** Wrong configs do not throw here but are kept for `assertValid`, so that all are shown at once. */
  configFor(path: string): Config {
    if (this.#request.none === true) return NO_CONFIG;
    if (this.#request.file !== undefined)
      return (this.#explicit ??= this.#load(this.#request.file, this.#request.cwd));
    return this.#above(dirname(path));
  }

  /** Throws ConfigProblems when a config that was asked for is wrong. */
  assertValid(): void {
    if (this.#problems.length > 0) throw new ConfigProblems(this.#problems);
  }

  #above(start: string): Config {
    const passed: string[] = [];
    let config = NO_CONFIG;
    for (const folder of foldersUp(start)) {
      const known = this.#byFolder.get(folder);
      if (known !== undefined) {
        config = known;
        break;
      }
      passed.push(folder);
      const own = this.#in(folder);
      if (own !== undefined) {
        config = own;
        break;
      }
      if (existsSync(join(folder, '.git'))) break;
    }
    for (const folder of passed) this.#byFolder.set(folder, config);
    return config;
  }

  #in(folder: string): Config | undefined {
    const name = NAMES.find((candidate) => existsSync(join(folder, candidate)));
    if (name !== undefined) return this.#load(join(folder, name), folder);
    const manifest = join(folder, 'package.json');
    return existsSync(manifest) && mentionsDfmod(manifest) ? this.#load(manifest, folder) : undefined;
  }

  /** `base`: the folder that its patterns are written for. */
  #load(path: string, base: string): Config {
    const shown = relativePath(this.#request.cwd, path);
    try {
      const json = readJson(readFileSync(path, 'utf8'));
      const prefix = basename(path) === 'package.json' ? ['dfmod'] : [];
      const content = valueAt(json.value, prefix);
      if (content === undefined) return NO_CONFIG;
      const problems = problemsOf(content, configShape(this.#request.ids));
      this.#problems.push(...problems.map((problem) => located(problem, json, prefix).in(shown)));
      return isContent(content, problems)
        ? makeConfig(path, base, content, (at) => json.keyAt([...prefix, ...at]).line)
        : NO_CONFIG;
    } catch (error) {
      const known =
        error instanceof DfmodError
          ? error
          : new DfmodError('config-unreadable', `cannot read the config: ${messageOf(error)}`);
      this.#problems.push(known.in(shown));
      return NO_CONFIG;
    }
  }
}

function isContent(content: unknown, problems: readonly unknown[]): content is ConfigContent {
  return isObject(content) && problems.length === 0;
}

/** Most package.json files have no such key, and parsing thousands of them takes long. */
function mentionsDfmod(manifest: string): boolean {
  try {
    const text = readFileSync(manifest, 'utf8');
    return text.includes('"dfmod"') && valueAt(parseJson(text), ['dfmod']) !== undefined;
  } catch {
    return false;
  }
}

function valueAt(value: Json, path: readonly string[]): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path) at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

function located(
  problem: ReturnType<typeof problemsOf>[number],
  json: JsonText,
  prefix: readonly string[],
): DfmodError {
  const path = [...prefix, ...problem.path];
  return new DfmodError('config-invalid', problem.message, {
    place: problem.at === 'key' ? json.keyAt(path) : json.valueAt(path),
  });
}

/** A group of settings in a config file: the file's own, or those of one override. */
interface Part {
  readonly at: readonly string[];
  readonly settings: Settings;
  matches(path: string): boolean;
}

function makeConfig(
  path: string,
  base: string,
  content: ConfigContent,
  lineOf: (path: readonly string[]) => number,
): Config {
  const { $schema: _, root: __, ignore = [], overrides = [], ...settings } = content;
  const parts: readonly Part[] = [
    { at: [], settings, matches: () => true },
    ...overrides.map(({ files, ...own }, at): Part => ({
      at: ['overrides', String(at)],
      settings: own,
      matches: matcher(files, base),
    })),
  ];
  const partsFor = (file: string): readonly Part[] => parts.filter((part) => part.matches(file));
  return {
    path,
    ignores: matcher(ignore, base),
    settingsFor: (file) =>
      partsFor(file).reduce<Settings>((sum, part) => mergeSettings(sum, part.settings), {}),
    entriesFor: (file) => [...new Map(partsFor(file).flatMap((part) => entriesOf(part, lineOf))).values()],
  };
}

function entriesOf(
  part: Part,
  lineOf: (path: readonly string[]) => number,
): (readonly [string, ConfigEntry])[] {
  return Object.entries(part.settings).flatMap(([key, value]: [string, unknown]) => {
    const paths = isObject(value) ? Object.keys(value).map((id) => [key, id]) : [[key]];
    return paths.map((path) => {
      const name = path.join('.');
      const own = isObject(value) ? value[path[1] ?? ''] : value;
      return [name, { key: name, value: own, line: lineOf([...part.at, ...path]) }] as const;
    });
  });
}

/** `over` wins; what is kept by id is merged id by id. */
export function mergeSettings(under: Settings, over: Settings): Settings {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const old = merged[key];
    merged[key] = isObject(old) && isObject(value) ? { ...old, ...value } : value;
  }
  return merged;
}
