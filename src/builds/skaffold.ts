import type { Build, Engine } from './build.js';
import { contextFolder, folderOf, projectPath } from './project-paths.js';
import { quote, stateBuild } from './state-build.js';
import { readYaml, type YamlValue } from './yaml-value.js';

/**
 * The Builds of a Skaffold file's artifacts (https://skaffold.dev/docs/references/yaml/), profiles included. An artifact that
 * another builder than Docker or kaniko makes has no Dockerfile. Throws when the file is no YAML.
 */
export function readSkaffold(path: string, text: string): Build[] {
  const builds: Build[] = [];
  for (const document of readYaml(text)) {
    for (const section of [document, ...(document.get('profiles')?.items() ?? [])]) {
      const build = section.get('build');
      const engine = engineOf(build);
      for (const artifact of build?.get('artifacts')?.items() ?? []) {
        const stated = readArtifact(path, text, artifact, engine);
        if (stated !== undefined) builds.push(stated);
      }
    }
  }
  return builds;
}

const OTHER_BUILDERS = ['bazel', 'jib', 'ko', 'buildpacks', 'custom'];

function readArtifact(
  path: string,
  text: string,
  artifact: YamlValue,
  engine: Engine | undefined,
): Build | undefined {
  if (!artifact.isMap || OTHER_BUILDERS.some((key) => artifact.get(key) !== undefined)) return undefined;
  const kaniko = artifact.get('kaniko');
  const options = kaniko ?? artifact.get('docker');
  const context = contextFolder(folderOf(path), plain(artifact.get('context'), '.'));
  const dockerfile = projectPath(context, plain(options?.get('dockerfile'), 'Dockerfile'));
  if (dockerfile === undefined) return undefined;
  const args = [...(options?.get('buildArgs')?.entries() ?? [])].flatMap(
    ([name, value]): [string, string][] => {
      const known = plain(value, '');
      return known === undefined || value.text === undefined ? [] : [[name, known]];
    },
  );
  const { span } = artifact;
  return stateBuild({
    dockerfile,
    context,
    target: plain(options?.get('target'), ''),
    args: new Map(args),
    platforms:
      artifact
        .get('platforms')
        ?.items()
        .flatMap((value) => value.text ?? []) ?? [],
    engine: kaniko === undefined ? engine : 'kaniko',
    evidence: span === undefined ? { path, text: path } : { path, span, text: quote(text, span) },
  });
}

function engineOf(build: YamlValue | undefined): Engine | undefined {
  if (build?.get('cluster') !== undefined) return 'kaniko';
  const useBuildkit = build?.get('local')?.get('useBuildkit')?.text;
  if (useBuildkit === undefined) return undefined;
  return useBuildkit === 'true' ? 'buildkit' : 'legacy';
}

/** A value without Skaffold's `{{…}}` templates; `otherwise` where nothing is written. */
function plain(value: YamlValue | undefined, otherwise: string): string | undefined {
  if (value === undefined) return otherwise;
  const { text } = value;
  return text === undefined || text.includes('{{') ? undefined : text;
}
