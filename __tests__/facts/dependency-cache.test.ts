import { describe, expect, test } from '@jest/globals';
import type { Build } from '../../src/builds/build.js';
import { createBuildContext } from '../../src/context/create-context.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { cacheDemand } from '../../src/facts/cache-demand.js';
import { factsOf } from '../../src/facts/facts.js';

const SHIPPED = '\nFROM scratch\nCOPY --from=build /out /out\n';
const FETCH = 'RUN go mod download\n';
const BUILD = 'RUN go vet .\n';

/** How many RUNs get the modules mounted, and the texts that stand against it. */
function modulesOf(
  text: string,
  { files, builds = [] }: { files?: Readonly<Record<string, string>>; builds?: readonly Build[] } = {},
): { mounted: number; against: string[] } {
  const context = files && createBuildContext(createMemoryTree(files), '', 'Dockerfile');
  const facts = factsOf(parseDockerfile(text), undefined, () => context);
  const demands = facts.stages.flatMap((stage) =>
    stage.runs.flatMap((run) => cacheDemand(facts, stage, run, () => ({}), builds).demands),
  );
  const modules = demands.filter(({ directory }) => directory.path === '/go/pkg/mod');
  return {
    mounted: modules.filter(({ refusal }) => refusal === undefined).length,
    against: [...new Set(modules.flatMap(({ refusal }) => refusal?.text ?? []))],
  };
}

const staged = (lines: string, tail = SHIPPED): string =>
  `FROM golang:1.23 AS build\nWORKDIR /src\nCOPY . .\n${lines}${tail}`;

describe('a cache that later steps read', () => {
  test('is mounted in every step that uses it, in stages built on the stage as well', () => {
    expect(modulesOf(staged(FETCH + BUILD))).toEqual({ mounted: 2, against: [] });
    expect(
      modulesOf(staged(`${FETCH}FROM build AS more\n${BUILD}`, SHIPPED.replace('build', 'more'))),
    ).toEqual({ mounted: 2, against: [] });
  });

  test.each<[string, string, string]>([
    ['a later step runs what cannot be seen into', `${FETCH}RUN make\n`, 'make'],
    ['a later step has no network', `${FETCH}RUN --network=none go vet .\n`, '--network=none'],
    ['a later step says offline', `${FETCH}RUN GOPROXY=off go vet .\n`, 'go vet .'],
    ['a later step is of another user', `${FETCH}USER 1000\nRUN go vet .\n`, 'RUN go vet .'],
    [
      'one step alone has a secret',
      `RUN --mount=type=secret,id=netrc go mod download\n${BUILD}`,
      'RUN go vet .',
    ],
    ['access is taken away again', `RUN go mod download && rm ~/.netrc\n${BUILD}`, 'rm ~/.netrc'],
    ['access is one command’s', `RUN GOPROXY=https://x.org go mod download\n${BUILD}`, 'go mod download'],
    ['a later step names it', `${FETCH}RUN cp -r /go/pkg/mod/x /x\n`, 'cp -r /go/pkg/mod/x /x'],
    ['a step moves it', `${FETCH}RUN GOMODCACHE=$X go vet .\n`, 'go vet .'],
  ])('stays in the layers where %s', (_, lines, text) => {
    const { mounted, against } = modulesOf(staged(lines));
    expect(mounted).toBe(0);
    expect(against).toContain(text);
  });

  test.each(['/go/pkg/mod', '/go', '/'])('stays where another stage takes it with %s', (path) => {
    const tail = `\nFROM scratch\nCOPY --from=build ${path} /m\n`;
    expect(modulesOf(staged(FETCH + BUILD, tail)).mounted).toBe(0);
  });

  test('a builder that starts without mounts finds the layer of the first step', () => {
    const builds: Build[] = [
      {
        dockerfile: 'Dockerfile',
        context: '.',
        target: undefined,
        args: new Map(),
        platforms: [],
        engine: 'buildkit',
        lifetime: 'ephemeral',
        contexts: new Map(),
        evidence: { path: 'ci.yml', text: 'docker build .' },
      },
    ];
    expect(modulesOf(staged(FETCH + BUILD), { builds }).mounted).toBe(0);
    // One step that downloads for itself loses nothing by it.
    expect(modulesOf(staged(BUILD), { builds }).mounted).toBe(1);
  });

  const files = {
    'go.mod': 'module x\n',
    'run.sh': '#!/bin/sh\nexec /src/app "$@"\n',
    'dev.sh': 'go run .\n',
    'hand-on.sh': '#!/bin/sh\nexec "$@"\n',
    'outer.sh': '#!/bin/sh\n./dev.sh\n',
  };
  test.each<[string, string, number]>([
    ['nothing', '', 0],
    ['a shell', 'CMD ["bash"]\n', 0],
    ['the package manager', 'CMD ["go", "run", "."]\n', 0],
    ['the package manager in a shell', 'CMD exec go run .\n', 0],
    ['a program that a step built', 'CMD ["/src/app"]\n', 1],
    ['a program that a step built, by a relative path', 'CMD ./app --port 80\n', 1],
    ['a program by its name', 'CMD ["app"]\n', 0],
    ['a script of the project', 'CMD ["./run.sh"]\n', 1],
    ['a script that needs it', 'CMD ["./dev.sh"]\n', 0],
    ['a script that is not seen to be there', 'ENTRYPOINT ["/start.sh"]\n', 1],
    ['arguments', 'ENTRYPOINT ["/src/app"]\nCMD ["go"]\n', 1],
    ['what the entry point hands on to', 'ENTRYPOINT ["tini", "--"]\nCMD ["go", "run", "."]\n', 0],
    [
      'a script of the project that hands on to it',
      'ENTRYPOINT ["./hand-on.sh"]\nCMD ["go", "run", "."]\n',
      0,
    ],
    ['a script that hands on to a program', 'ENTRYPOINT ["./hand-on.sh"]\nCMD ["/src/app"]\n', 1],
    ['a script that runs another that needs it', 'CMD ["./outer.sh"]\n', 0],
    ['a script that a step wrote', 'RUN echo "go run ." > /start.sh\nCMD ["/start.sh"]\n', 0],
    ['a script that a step fetched', 'RUN curl -o /start.sh https://example.com/x\nCMD ["/start.sh"]\n', 0],
    ['a program that a step copied to its place', 'RUN cp app /bin/app\nCMD ["/bin/app"]\n', 1],
    ['what child images run', 'ONBUILD RUN go build\nCMD ["/src/app"]\n', 0],
  ])('an image that starts %s', (_, lines, mounted) => {
    expect(modulesOf(staged(BUILD, lines), { files }).mounted).toBe(mounted);
  });

  test('a program that a step names as its output was not copied, whatever the context holds', () => {
    const built = 'RUN go build -o server ./cmd\n';
    expect(modulesOf(staged(built, 'CMD ./server\n')).mounted).toBe(1);
    expect(modulesOf(staged(built, 'CMD ./other\n')).mounted).toBe(0);
  });
});
