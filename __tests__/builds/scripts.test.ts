import { describe, expect, test } from '@jest/globals';
import type { Build } from '../../src/builds/build.js';
import { readGitlab } from '../../src/builds/gitlab.js';
import { readMakefile } from '../../src/builds/makefile.js';
import { readPackageScripts, readScript } from '../../src/builds/scripts.js';
import { brief } from './brief.js';
import { commandsOf } from './shell-commands.js';

/** `Dockerfile <- context`, as short as it can be told. */
function told(builds: readonly Build[]): string[] {
  return builds.map(({ dockerfile, context }) => `${dockerfile} <- ${context ?? '?'}`);
}

describe('readScript', () => {
  test.each<[string, string, readonly string[]]>([
    ['in its folder or the root', 'docker build -t x .', ['ci/Dockerfile <- ci', 'Dockerfile <- ']],
    ['its own folder', 'cd "$(dirname "$0")" && docker build .', ['ci/Dockerfile <- ci']],
    ['above its own folder', 'cd "$(dirname "${BASH_SOURCE[0]}")/.."\ndocker build .', ['Dockerfile <- ']],
    [
      'its own folder in steps',
      'HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\nROOT=$(cd "$HERE/.." && pwd -P)\ndocker build -f "$HERE/a" "${ROOT}"',
      ['ci/a <- '],
    ],
    ['its real path', 'DIR=$(dirname "$(readlink -f "$0")")\ndocker build "$DIR"', ['ci/Dockerfile <- ci']],
    ['the top of git', 'cd `git rev-parse --show-toplevel`\ndocker build web', ['web/Dockerfile <- web']],
    ['where it is', 'cd "${0%/*}/web"; docker build -f a $(pwd)', ['ci/web/a <- ci/web']],
    [
      'a constant',
      'readonly DIR=web\ndocker build "/${DIR}" || docker build "./$DIR/x"',
      ['ci/web/x/Dockerfile <- ci/web/x', 'web/x/Dockerfile <- web/x'],
    ],
    ['a variable that changes', 'D=a\nD=b\ndocker build $D', []],
    ['an unknown variable', 'docker build -f a "$1"', ['ci/a <- ?', 'a <- ?']],
    ['an unknown folder', 'cd "$1"\ndocker build .', []],
    ['a comment and a quoted command', '# docker build .\necho "docker build ."', []],
  ])('%s', (_, text, expected) => {
    expect(told(readScript('ci/build.sh', `#!/bin/bash\n${text}\n`, commandsOf))).toEqual(expected);
  });

  test('the evidence is the line as it is written', () => {
    const text = '#!/bin/sh\ncd "$(dirname "$0")"\n  docker build "$(pwd)"\n';
    const [build] = readScript('build.sh', text, commandsOf);
    expect(build?.evidence).toEqual({
      path: 'build.sh',
      span: { start: 33, end: 54 },
      text: 'docker build "$(pwd)"',
    });
  });
});

describe('readMakefile', () => {
  test.each<[string, string, readonly string[]]>([
    ['a recipe', 'image:\n\t@docker build -t x .\n', ['sub/Dockerfile <- sub']],
    [
      'variables',
      'DOCKER ?= docker\nDIR := ../web\nARGS = -f $(DIR)/$(FILE)\nFILE=a # b\nimage:\n\t-$(DOCKER) build ${ARGS} $(DIR)\n',
      ['web/a <- web'],
    ],
    ['the first of ?=', 'D ?= a\nD ?= b\nx:\n\tdocker build $(D)\n', ['sub/a/Dockerfile <- sub/a']],
    ['continuations', 'x:\n\tdocker build \\\n\t  -f a \\\n\t  .\n', ['sub/a <- sub']],
    [
      'one shell a line',
      'x:\n\tcd web\n\tdocker build .\n\tcd web && docker build .\n',
      ['sub/Dockerfile <- sub', 'sub/web/Dockerfile <- sub/web'],
    ],
    ['its own folder', 'x:\n\tdocker build $(CURDIR)/..\n', ['Dockerfile <- ']],
    ['shell variables', 'x:\n\tD=web; docker build -f a $$D\n', ['sub/a <- ?']],
    ['functions', 'x:\n\tdocker build -f a $(if $(X),$(Y),.)\n', ['sub/a <- ?']],
    ['a circle', 'A = $(B)\nB = $(A)\nx:\n\tdocker build -f a $(A)\n', ['sub/a <- ?']],
    ['an appended variable', 'A = x\nA += y\nx:\n\tdocker build -f a $(A)\n', ['sub/a <- ?']],
    ['no recipe', 'docker build .\nx = docker build .\n', []],
  ])('%s', (_, text, expected) => {
    expect(told(readMakefile('sub/Makefile', text, commandsOf))).toEqual(expected);
  });

  test('variables that double each other end', () => {
    const doubled = Array.from({ length: 40 }, (_, i) => `V${i + 1} = $(V${i})$(V${i})`).join('\n');
    expect(
      told(readMakefile('Makefile', `V0 = a\n${doubled}\nx:\n\tdocker build -f a $(V40)\n`, commandsOf)),
    ).toEqual(['a <- ?']);
    expect(readMakefile('Makefile', `x:\n\tdocker build ${'$('.repeat(50_000)}\n`, commandsOf)).toEqual([]);
  });

  test('the evidence is the recipe line', () => {
    const text = 'x:\r\n\tdocker build .\r\n';
    expect(readMakefile('Makefile', text, commandsOf)[0]?.evidence).toEqual({
      path: 'Makefile',
      span: { start: 5, end: 19 },
      text: 'docker build .',
    });
  });
});

describe('readPackageScripts', () => {
  test('scripts run in the folder of their package.json', () => {
    const text = JSON.stringify({
      scripts: { image: 'npm run build && docker build -f ../Dockerfile ..', test: 'jest', odd: 1 },
    });
    const builds = readPackageScripts('web/package.json', text, commandsOf);
    expect(told(builds)).toEqual(['Dockerfile <- ']);
    expect(builds[0]?.evidence).toMatchObject({ path: 'web/package.json', key: 'scripts.image' });
  });

  test.each(['[]', 'null', '{}', '{"scripts": ["docker build ."]}', '{"scripts": null}'])(
    '%s states nothing',
    (text) => {
      expect(told(readPackageScripts('package.json', text, commandsOf))).toEqual([]);
    },
  );
});

test('readGitlab', () => {
  const text = `
variables: {DIR: web, FILE: {value: a.Dockerfile}, OTHER: $DIR}
before_script: [cd api]
.hidden:
  before_script: &before [cd docs]
image:
  script:
    - docker build .
root:
  before_script: []
  variables: {DIR: site, DOCKER_BUILDKIT: "0"}
  script: docker build -f "$FILE" "\${DIR}"
anchored:
  before_script: [*before, echo hi]
  script:
    - |
      docker buildx build --target x .
kaniko:
  before_script: [echo]
  script:
    - /kaniko/executor --context "$CI_PROJECT_DIR/web" --dockerfile "\${CI_PROJECT_DIR}/web/Dockerfile" --destination x
pages:
  script: [npm build]
`;
  const builds = readGitlab('.gitlab-ci.yml', text, commandsOf);
  expect(builds.map(brief)).toEqual([
    { dockerfile: 'api/Dockerfile', context: 'api' },
    { dockerfile: 'a.Dockerfile', context: 'site', engine: 'legacy' },
    { dockerfile: 'docs/Dockerfile', context: 'docs', target: 'x', engine: 'buildkit' },
    { dockerfile: 'web/Dockerfile', context: 'web', engine: 'kaniko' },
  ]);
  expect(builds[0]?.evidence.text).toBe('docker build .');
});
