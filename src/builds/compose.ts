import type { Evidence } from '../types.js';
import type { Build } from './build.js';
import { interpolate } from './compose-interpolation.js';
import { contextFolder, folderOf, isRemoteContext, namedContext, projectPath } from './project-paths.js';
import { quote, splitPair, stateBuild } from './state-build.js';
import { readYaml, type YamlValue } from './yaml-value.js';

/**
 * The Builds of a Compose file (https://docs.docker.com/reference/compose-file/build/). Paths are relative to the file's folder;
 * an inline Dockerfile is no file, and so no Build. Throws when the file is no YAML.
 */
export function readCompose(path: string, text: string): Build[] {
  const builds: Build[] = [];
  for (const document of readYaml(text)) {
    const services = document.get('services')?.entries() ?? new Map<string, YamlValue>();
    for (const name of services.keys()) {
      const build = readService(services, name, { path, text });
      if (build !== undefined) builds.push(build);
    }
  }
  return builds;
}

interface File {
  readonly path: string;
  readonly text: string;
}

function readService(services: ReadonlyMap<string, YamlValue>, name: string, file: File): Build | undefined {
  const chain = withExtended(services, name);
  const stated = chain.flatMap((service) => service.get('build') ?? []);
  const [first] = stated;
  if (first === undefined) return undefined;
  const field = (key: string): YamlValue | undefined => {
    for (const build of stated) {
      const value = key === 'context' && build.text !== undefined ? build : build.get(key);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  if (field('dockerfile_inline') !== undefined) return undefined;
  const folder = folderOf(file.path);
  const written = field('context') === undefined ? '.' : valueOf(field('context'));
  const context = contextFolder(folder, written);
  const dockerfileName = field('dockerfile') === undefined ? 'Dockerfile' : valueOf(field('dockerfile'));
  // In a remote context the Dockerfile is not one of ours.
  const remote = written !== undefined && isRemoteContext(written);
  const dockerfile = remote ? undefined : projectPath(context, dockerfileName);
  if (dockerfile === undefined) return undefined;
  const platform = chain.flatMap((service) => service.get('platform') ?? [])[0];
  const platforms = field('platforms')?.items() ?? (platform === undefined ? [] : [platform]);
  const contexts = stated.toReversed().flatMap((build) => pairsOf(build.get('additional_contexts')));
  return stateBuild({
    dockerfile,
    context,
    target: valueOf(field('target')),
    args: new Map(stated.toReversed().flatMap((build) => pairsOf(build.get('args')))),
    platforms: platforms.flatMap((value) => valueOf(value) ?? []),
    contexts: new Map(contexts.map(([key, value]) => [key, namedContext(folder, value)])),
    evidence: evidenceOf(file, `services.${name}.build`, first),
  });
}

function evidenceOf(file: File, key: string, value: YamlValue): Evidence {
  const { span } = value;
  if (span === undefined) return { path: file.path, key, text: key };
  return { path: file.path, span, key, text: quote(file.text, span) };
}

/** The service and what it extends in the same file, nearest first. */
function withExtended(services: ReadonlyMap<string, YamlValue>, name: string): YamlValue[] {
  const chain: YamlValue[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = name; next !== undefined && !seen.has(next);) {
    seen.add(next);
    const service = services.get(next);
    if (service === undefined) break;
    chain.push(service);
    const extended = service.get('extends');
    next =
      extended?.get('file') === undefined ? (extended?.text ?? extended?.get('service')?.text) : undefined;
  }
  return chain;
}

function valueOf(value: YamlValue | undefined): string | undefined {
  const text = value?.text;
  return text === undefined ? undefined : interpolate(text);
}

/** `- NAME=value` or `NAME: value`; what has no known value is left out. */
function pairsOf(value: YamlValue | undefined): [string, string][] {
  if (value === undefined) return [];
  if (value.isList) {
    return value.items().flatMap((item) => {
      const pair = splitPair(valueOf(item) ?? '');
      return pair === undefined ? [] : [pair];
    });
  }
  return [...value.entries()].flatMap(([name, entry]) => {
    const text = valueOf(entry);
    return text === undefined ? [] : [[name, text]];
  });
}
