import type { Evidence } from '../types.js';
import type { Build, BuilderLifetime, Engine } from './build.js';
import {
  BUILD_SYNTAX,
  KANIKO_SYNTAX,
  PROGRAM_SYNTAX,
  readOptions,
  type ReadOptions,
} from './build-options.js';
import { contextFolder, isRemoteContext, namedContext, projectPath } from './project-paths.js';
import { splitPair, stateBuild } from './state-build.js';

/** Words of one command, its own assignments (`DOCKER_BUILDKIT=0`) first; undefined is a word that only the shell knows. */
export type Words = readonly (string | undefined)[];

export interface CommandPlace {
  /** Project-relative working directory; undefined when it is not known. */
  readonly folder: string | undefined;
  readonly evidence: Evidence;
  /** The engine behind a plain `docker build`, where the place tells. */
  readonly engine?: Engine | undefined;
  readonly lifetime?: BuilderLifetime | undefined;
}

/**
 * The Builds that one command states: none when it builds no image, or not from a Dockerfile that is known; several when the
 * program looks for the Dockerfile under more than one name.
 */
export function readBuildCommand(words: Words, place: CommandPlace): Build[] {
  const { environment, command } = withoutWrappers(words);
  const program = command[0]?.slice((command[0]?.lastIndexOf('/') ?? -1) + 1);
  if (program === undefined) return [];
  if (program === 'executor' && command[0]?.includes('kaniko') === true)
    return kanikoBuilds(command.slice(1), place);
  const call = readSubcommand(program, command.slice(1));
  if (call === undefined) return [];
  const engine = call.engine ?? dockerEngine(environment) ?? place.engine;
  const names = engine === 'podman' ? ['Containerfile', 'Dockerfile'] : ['Dockerfile'];
  return dockerBuilds(readOptions(call.rest, BUILD_SYNTAX), { ...place, engine }, names);
}

function dockerEngine(environment: ReadonlyMap<string, string>): Engine | undefined {
  const setting = environment.get('DOCKER_BUILDKIT');
  if (setting === undefined) return undefined;
  return setting === '0' || setting === 'false' ? 'legacy' : 'buildkit';
}

/** Programs that run the rest of their words as a command. */
const WRAPPERS = new Set(['sudo', 'time', 'exec', 'command', 'env', 'nice', 'nohup', 'retry']);

function withoutWrappers(words: Words): { environment: Map<string, string>; command: Words } {
  const environment = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const pair = word === undefined || word.startsWith('-') ? undefined : splitPair(word);
    if (pair !== undefined) environment.set(...pair);
    else if (word === undefined || !(WRAPPERS.has(word) || (at > 0 && word.startsWith('-')))) {
      return { environment, command: words.slice(at) };
    }
  }
  return { environment, command: [] };
}

interface Call {
  readonly engine: Engine | undefined;
  readonly rest: Words;
}

const PROGRAMS: Readonly<Record<string, Engine | undefined>> = {
  docker: undefined,
  'docker.exe': undefined,
  'docker-buildx': 'buildkit',
  nerdctl: 'buildkit',
  podman: 'podman',
  buildah: 'podman',
};

const BUILD_WORDS = /^(?:build|bud|build-using-dockerfile)$/;

function readSubcommand(program: string, words: Words): Call | undefined {
  if (!Object.hasOwn(PROGRAMS, program)) return undefined;
  const engine = PROGRAMS[program];
  const [first, ...rest] = readOptions(words, PROGRAM_SYNTAX, true).operands;
  if (first === undefined) return undefined;
  if (program === 'docker-buildx') return first === 'build' || first === 'b' ? { engine, rest } : undefined;
  if (BUILD_WORDS.test(first)) return { engine, rest };
  if (first !== 'buildx' && first !== 'image' && first !== 'builder') return undefined;
  const [second, ...others] = readOptions(
    rest,
    { valued: new Set(['builder']), letters: new Map() },
    true,
  ).operands;
  const builds = second === 'build' || (first === 'buildx' && second === 'b');
  if (!builds) return undefined;
  return { engine: engine ?? (first === 'buildx' ? 'buildkit' : undefined), rest: others };
}

function dockerBuilds(options: ReadOptions, place: CommandPlace, names: readonly string[]): Build[] {
  const { values, operands } = options;
  const written = contextOperand(operands, place.engine === 'podman');
  const context = contextFolder(place.folder, written);
  const files = values.get('file');
  const file = files?.at(-1);
  let dockerfiles: (string | undefined)[];
  if (files !== undefined && file !== '') {
    // In a remote context the Dockerfile is remote too; an archive is most likely of this project.
    const remote = written !== undefined && written !== '-' && isRemoteContext(written);
    dockerfiles = file === '-' || remote ? [] : [projectPath(place.folder, file)];
  } else dockerfiles = context === undefined ? [] : names.map((name) => projectPath(context, name));
  return known(dockerfiles).map((dockerfile) =>
    stateBuild({
      dockerfile,
      context,
      target: values.get('target')?.at(-1),
      args: pairs(values.get('build-arg')),
      platforms: known(values.get('platform') ?? []).flatMap(splitList),
      contexts: localPairs(values.get('build-context'), place.folder),
      engine: place.engine,
      lifetime: place.lifetime,
      evidence: place.evidence,
    }),
  );
}

/** An unknown word beside the context is taken for options; with two candidates nothing is known. */
function contextOperand(operands: Words, hasDefault: boolean): string | undefined {
  const written = known(operands);
  if (operands.length === 0 && hasDefault) return '.';
  return written.length === 1 ? written[0] : undefined;
}

/** Kaniko takes a Dockerfile that is there as it is written, else the one of that name in the context. */
function kanikoBuilds(words: Words, place: CommandPlace): Build[] {
  const { values } = readOptions(words, KANIKO_SYNTAX);
  const stated = values.get('context');
  // Without one it is the image's own /workspace, which the CI mounts.
  const written = stated === undefined ? undefined : stated.at(-1)?.replace(/^dir:\/\//, '');
  const whole = contextFolder(place.folder, written);
  const context = projectPath(whole, values.get('context-sub-path')?.at(-1) ?? '.');
  const name = values.has('dockerfile') ? values.get('dockerfile')?.at(-1) : 'Dockerfile';
  const dockerfiles = known([projectPath(place.folder, name), projectPath(context, name)]);
  return [...new Set(dockerfiles)].map((dockerfile) =>
    stateBuild({
      dockerfile,
      context,
      target: values.get('target')?.at(-1),
      args: pairs(values.get('build-arg')),
      platforms: known([...(values.get('custom-platform') ?? []), ...(values.get('customPlatform') ?? [])]),
      engine: 'kaniko',
      lifetime: place.lifetime,
      evidence: place.evidence,
    }),
  );
}

function known(words: Words): string[] {
  return words.filter((word) => word !== undefined);
}

function splitList(text: string): string[] {
  return text.split(',').filter((item) => item !== '');
}

function pairs(words: Words | undefined): Map<string, string> {
  return new Map(known(words ?? []).flatMap((word) => [splitPair(word) ?? []].filter(isPair)));
}

function isPair(pair: [string, string] | never[]): pair is [string, string] {
  return pair.length === 2;
}

function localPairs(words: Words | undefined, folder: string | undefined): Map<string, string> {
  return new Map([...pairs(words)].map(([name, context]) => [name, namedContext(folder, context)]));
}
