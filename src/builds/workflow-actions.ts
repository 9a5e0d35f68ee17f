import type { Evidence } from '../types.js';
import type { Build, BuilderLifetime, Engine } from './build.js';
import { contextFolder, namedContext, projectPath } from './project-paths.js';
import { splitPair, stateBuild } from './state-build.js';
import { resolveExpressions, type Names } from './workflow-matrix.js';
import type { YamlValue } from './yaml-value.js';

/** An action that builds one image, and where its inputs stand. */
interface BuildAction {
  readonly name: RegExp;
  readonly engine: Engine;
  /** Where the action brings a builder of its own. */
  readonly lifetime?: BuilderLifetime;
  readonly inputs: Readonly<Record<'context' | 'file' | 'target' | 'args', readonly string[]>>;
  /** Whether `file` is looked for in the context. */
  readonly fileInContext: boolean;
}

const BUILDX_INPUTS = { context: ['context'], file: ['file'], target: ['target'], args: ['build-args'] };
const OTHER_INPUTS = {
  context: ['context', 'path'],
  file: ['dockerfile', 'file', 'containerfiles', 'dockerfiles', 'build_file'],
  target: ['target'],
  args: ['build-args', 'build_args', 'buildargs'],
};

/** https://github.com/docker/build-push-action and those that take its inputs, then kaniko's and buildah's. */
const ACTIONS: readonly BuildAction[] = [
  { name: /^docker\/build-push-action@/, engine: 'buildkit', inputs: BUILDX_INPUTS, fileInContext: false },
  {
    name: /^(?:depot|useblacksmith)\/build-push-action@/,
    engine: 'buildkit',
    lifetime: 'persistent',
    inputs: BUILDX_INPUTS,
    fileInContext: false,
  },
  { name: /^[\w.-]+\/[\w./-]*kaniko[\w./-]*@/, engine: 'kaniko', inputs: OTHER_INPUTS, fileInContext: true },
  { name: /^redhat-actions\/buildah-build@/, engine: 'podman', inputs: OTHER_INPUTS, fileInContext: false },
];

/** The Builds of a step that uses a build action: none for any other, or when its Dockerfile is not known. */
export function readActionStep(
  uses: string,
  inputs: YamlValue | undefined,
  names: Names,
  evidence: Evidence,
): Build[] {
  const action = ACTIONS.find(({ name }) => name.test(uses));
  if (action === undefined) return [];
  const input = (keys: readonly string[]): string | undefined =>
    keys.flatMap((key) => inputs?.get(key)?.text ?? []).find((text) => text !== '');
  const resolve = (text: string): string | undefined => resolveExpressions(text, names);
  const context = contextOf(input(action.inputs.context), resolve);
  const files = (input(action.inputs.file) ?? '').split('\n').filter((file) => file.trim() !== '');
  const dockerfiles =
    files.length === 0
      ? [projectPath(context.folder, 'Dockerfile')]
      : files.map((file) =>
          projectPath(action.fileInContext ? context.folder : context.fileFolder, resolve(file.trim())),
        );
  return dockerfiles
    .filter((dockerfile) => dockerfile !== undefined)
    .map((dockerfile) =>
      stateBuild({
        dockerfile,
        context: context.folder,
        target: resolve(input(action.inputs.target) ?? ''),
        args: new Map(pairsOf(input(action.inputs.args), resolve)),
        platforms: listOf(input(['platforms']), resolve),
        contexts: new Map(
          pairsOf(input(['build-contexts']), resolve).map(([name, value]) => [name, namedContext('', value)]),
        ),
        engine: action.engine,
        lifetime: action.lifetime,
        evidence,
      }),
    );
}

type Resolve = (text: string) => string | undefined;

/**
 * Without `context` the action sends no folder but has the builder fetch the repository, which is the same but for ignored
 * files; `{{defaultContext}}:folder` is a folder of that, and `file` is then looked for in it.
 */
function contextOf(
  written: string | undefined,
  resolve: Resolve,
): { folder: string | undefined; fileFolder: string | undefined } {
  const inGit = /^\{\{ *defaultContext *\}\}(?::(.*))?$/.exec(written ?? '{{defaultContext}}');
  if (inGit !== null) {
    const folder = projectPath('', resolve(inGit[1] ?? '.'));
    return { folder, fileFolder: folder };
  }
  return { folder: contextFolder('', resolve(written ?? '')), fileFolder: '' };
}

/** One a line, or separated by commas. */
function listOf(text: string | undefined, resolve: Resolve): string[] {
  return (resolve(text ?? '') ?? '')
    .split(/[\n,]/)
    .flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}

function pairsOf(text: string | undefined, resolve: Resolve): [string, string][] {
  return (text ?? '').split('\n').flatMap((line) => {
    const pair = splitPair(resolve(line.trim()) ?? '');
    return pair === undefined ? [] : [pair];
  });
}
